import { readConfig } from "../../server/config.ts";
import type { Delivery } from "../../server/outbox/index.ts";
import type { FeedDraft } from "../../server/platform/feed/log.ts";
import { startServer } from "../../server/start.ts";
import { ROLE } from "../../shared/roles.ts";

/**
 * The real server, with a source of so many events whose rounds count from 1, so many a second. Where it starts again it
 * delivers some that it has delivered before, as an outbox does. Bearer "moderator" and "player" are known.
 * usage: feed-server.ts EVENTS PER_S
 */
const [events, perSecond] = process.argv.slice(2).map(Number);
const EVERY_MS = 10;
const AGAIN = 50;
const ROLES = new Map([
  ["Bearer moderator", ROLE.moderator],
  ["Bearer player", ROLE.player],
]);

const server = await startServer(
  readConfig(process.env),
  {},
  {
    beaconRights: {
      mayGive: async () => true,
      async authorize({ headers }) {
        const role = ROLES.get(headers.get("authorization") ?? "");
        return role === undefined ? null : { player: 7, role };
      },
    },
  },
);
process.once("SIGTERM", () => void server.stop().then(() => process.exit(0)));
process.on("unhandledRejection", (error) => console.error(error));
console.log(`Orrery is at ${server.url}`);

const { hub } = server.feed;
const event = (tick: number): Delivery => ({ id: { room: "source", tick, index: 0 }, bytes: new Uint8Array(0) });
const round = (number: number): FeedDraft => ({
  topic: "rounds",
  key: "",
  body: { type: "roundStart", match: "source", round: number },
});

let next = Math.max(1, (await hub.hello()).topics.rounds.last - AGAIN);
const batch = Math.max(1, Math.round((perSecond * EVERY_MS) / 1_000));
const timer = setInterval(() => {
  const count = Math.min(batch, events - next + 1);
  if (count <= 0) {
    clearInterval(timer);
    return;
  }
  const deliveries = Array.from({ length: count }, (_, i) => event(next + i));
  next += count;
  void hub.consume("source", deliveries, (fresh, memory) => {
    const before = Number(memory ?? 0);
    return { drafts: fresh.map((_, i) => round(before + i + 1)), memory: `${before + fresh.length}` };
  });
}, EVERY_MS);
