import { z } from "zod";
import { BEACON_NAME, BEACON_RANGE_PX, PLAIN_TEXT, READING_NAME } from "../../../shared/wire/beacon.ts";
import { FEED_REFUSAL, type FeedRefusal } from "../../../shared/wire/codes.ts";
import { FEED_LIMITS } from "../../../shared/wire/limits.ts";
import { TOPIC_NAMES, type Topic } from "./topics.ts";

/** Raise it when a message changes in a way that readers must know. */
export const FEED_VERSION = 1;

const { beaconLabelChars, beaconValues, surveyShips, topics } = FEED_LIMITS;

const KILL_CAUSE = /^[a-z][A-Za-z0-9]{0,31}$/;

const whole = z.int();
const count = z.int().min(0);
const name = z.string().max(256);
const match = z.string().min(1).max(64).describe("Id of the match's room.");
const game = z
  .string()
  .min(1)
  .max(32)
  .optional()
  .describe("Name of the match's game, as in `GET /live`; absent in what earlier versions kept.");
const topicName = z.enum(TOPIC_NAMES as [Topic, ...Topic[]]);
const someone = z
  .strictObject({ seat: count, player: count, name })
  .describe("`player`: 0 where nobody is signed in, as where the server flies. `name`: empty where it is not known.");
const place = { x: whole.describe("px from the star"), y: whole.describe("px from the star") };
const score = {
  credits: count.describe("Points, in games without credits."),
  kills: count.describe("0 in games without kills, as `deaths`."),
  deaths: count,
};

/** A message of a topic: numbered from 1, without gaps. */
const of = <Name extends Topic, Type extends string, Shape extends z.ZodRawShape>(
  topic: Name,
  type: Type,
  shape: Shape,
) =>
  z.strictObject({
    type: z.literal(type),
    topic: z.literal(topic),
    seq: z.int().min(1),
    at: count.describe("When it was kept, ms since 1970."),
    ...shape,
  });

const beaconLabel = z.string().max(beaconLabelChars).regex(PLAIN_TEXT);
const beaconReadings = z
  .record(z.string().regex(READING_NAME), z.number())
  .refine((values) => Object.keys(values).length <= beaconValues, `at most ${beaconValues} values`)
  .meta({ maxProperties: beaconValues });
const beaconName = z.string().regex(BEACON_NAME);
const coordinate = z.int().min(BEACON_RANGE_PX.min).max(BEACON_RANGE_PX.max);

/** Messages to readers, by name. Each is a text frame, or the data of a server-sent event. */
export const SERVER_MESSAGES = {
  kill: of("kills", "kill", {
    match,
    game,
    victim: someone,
    killer: z.nullable(someone),
    cause: z.string().regex(KILL_CAUSE).describe("In the words of the match's game: a weapon, or what they ran into."),
    bounty: count.describe("What the killer earned, credits."),
    ...place,
  }).describe("As late as `positions`."),
  line: of("chat", "line", {
    line: z.int().min(1),
    player: count,
    name,
    role: z.enum(["guest", "player", "moderator", "operator"]),
    text: z.string().max(4_096).describe("Text, never markup."),
  }),
  erased: of("chat", "erased", { line: z.int().min(1).describe("What it said is to be shown no more.") }),
  forgotten: of("chat", "forgotten", {
    player: count.describe("Whatever they said is to be shown no more, and nothing names them any more."),
  }),
  roundStart: of("rounds", "roundStart", { match, game, round: count }),
  result: of("rounds", "result", { match, game, round: count, place: z.int().min(1), ...someone.shape, ...score }),
  roundEnd: of("rounds", "roundEnd", { match, game, round: count, winner: z.nullable(someone), credits: count }),
  score: of("scores", "score", {
    match,
    game,
    ...someone.shape,
    ...score,
    gone: z.boolean().describe("They left the match."),
  }),
  positions: of("positions", "positions", {
    match,
    tick: count,
    delayS: count.describe("How old it was when it was told, s."),
    ships: z
      .array(z.strictObject({ seat: count, kind: z.enum(["person", "pirate", "trader"]), name, ...place }))
      .max(surveyShips),
  }),
  beacon: of("beacons", "beacon", {
    name: beaconName,
    x: coordinate,
    y: coordinate,
    label: beaconLabel,
    values: beaconReadings,
    fadesAt: count.describe("ms since 1970"),
  }),
  faded: of("beacons", "faded", { name: beaconName }),
  hello: z.strictObject({
    type: z.literal("hello"),
    version: z.literal(FEED_VERSION),
    log: z.string().describe("Numbers go on while this stays the same."),
    heartbeatS: z.int(),
    topics: z.record(topicName, z.strictObject({ first: count, last: count })).describe("What is kept; 0 and 0: none."),
  }),
  subscribed: z.strictObject({
    type: z.literal("subscribed"),
    topic: topicName,
    after: count.describe("Messages with higher numbers follow."),
  }),
  unsubscribed: z.strictObject({ type: z.literal("unsubscribed"), topic: topicName }),
  gap: z
    .strictObject({ type: z.literal("gap"), topic: topicName, from: z.int().min(1), to: count })
    .describe("Messages `from` to `to` are no longer kept, and will not come."),
  restarted: z
    .strictObject({ type: z.literal("restarted"), topic: topicName, last: count })
    .describe("The number asked for was never given: numbers began anew. What is kept follows from its first."),
  behind: z
    .strictObject({ type: z.literal("behind"), topic: topicName, after: count, last: count })
    .describe("This reader is slow, and is fed from what is kept at its own pace."),
  heartbeat: z.strictObject({ type: z.literal("heartbeat"), at: count }),
  refused: z.strictObject({
    type: z.literal("refused"),
    code: whole.describe("As HTTP's status codes."),
    why: z.enum(Object.keys(FEED_REFUSAL) as [FeedRefusal, ...FeedRefusal[]]),
    error: z.string(),
  }),
} as const;

const named = z.array(topicName).min(1).max(topics);

/** Messages from readers, each a text frame. */
export const CLIENT_MESSAGES = {
  subscribe: z.strictObject({
    type: z.literal("subscribe"),
    topics: named,
    since: z
      .partialRecord(topicName, count)
      .optional()
      .describe("The last number had; default: what comes from now on."),
  }),
  unsubscribe: z.strictObject({ type: z.literal("unsubscribe"), topics: named }),
} as const;

const within = z
  .strictObject({ x: coordinate, y: coordinate, radius: z.int().min(0).max(65_535) })
  .describe("Where the beacon may be, px.");

/** Bodies of requests and answers about beacons. */
export const BEACON = {
  tokenRequest: z.strictObject({
    name: beaconName,
    within: within.optional(),
    days: z.int().min(1).max(365).default(30).describe("How long the token is good."),
  }),
  tokenAnswer: z.strictObject({
    name: beaconName,
    token: z.string(),
    expiresAt: count.describe("ms since 1970"),
    within: z.nullable(within),
  }),
  tokens: z.array(
    z.strictObject({
      name: beaconName,
      within: z.nullable(within),
      expiresAt: count,
      holds: z.boolean().describe("Whether its giver may still give tokens; where not, what it publishes is refused."),
    }),
  ),
  publish: z.strictObject({
    x: coordinate,
    y: coordinate,
    label: beaconLabel.default(""),
    values: beaconReadings.default({}),
  }),
  published: z.strictObject({ name: beaconName, fadesAt: count }),
  list: z.array(SERVER_MESSAGES.beacon),
} as const;

export type ServerMessages = { [Name in keyof typeof SERVER_MESSAGES]: z.infer<(typeof SERVER_MESSAGES)[Name]> };
export type ClientMessage = z.infer<typeof CLIENT_MESSAGES.subscribe> | z.infer<typeof CLIENT_MESSAGES.unsubscribe>;
export type BeaconArea = z.infer<typeof within>;
export type BeaconPost = z.infer<typeof BEACON.publish>;

/** Messages of topics, which have a number. */
export type TopicMessageType = keyof {
  [Name in keyof ServerMessages as ServerMessages[Name] extends { seq: number } ? Name : never]: true;
};
/** Messages without a topic. */
export type ControlMessage = {
  [Name in Exclude<keyof ServerMessages, TopicMessageType>]: ServerMessages[Name];
}[Exclude<keyof ServerMessages, TopicMessageType>];

/** Everything in one JSON Schema: definitions by name. */
export function feedSchema(): object {
  const defs = (part: Readonly<Record<string, z.ZodType>>, io: "input" | "output") =>
    Object.fromEntries(
      Object.entries(part).map(([key, type]) => {
        const { $schema: _, ...schema } = z.toJSONSchema(type, { io });
        return [key, schema];
      }),
    );
  const refs = (part: object) => Object.keys(part).map((key) => ({ $ref: `#/$defs/${key}` }));
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    title: "Orrery's open feed",
    version: FEED_VERSION,
    $defs: {
      ...defs(SERVER_MESSAGES, "output"),
      ...defs(CLIENT_MESSAGES, "input"),
      ...defs(BEACON, "input"),
      told: { description: "Whatever a reader is told.", oneOf: refs(SERVER_MESSAGES) },
      said: { description: "Whatever a reader may say.", oneOf: refs(CLIENT_MESSAGES) },
    },
    $ref: "#/$defs/told",
  };
}
