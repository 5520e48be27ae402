import { type AnyRules, type AnyWorld, asAnyRules, type Rules, seatCommands } from "../../shared/kit/index.ts";
import type { Machine } from "../../shared/machine.ts";
import { maxBytesOf, wireOf } from "../../shared/wire/kit/index.ts";
import { ROOM_LIMITS, TRANSPORT_LIMITS } from "../../shared/wire/limits.ts";
import { admitNamed, type NamedPlayer, playerNaming } from "../platform/identity/named-player.ts";
import type { Recipients } from "../replication/event-dispatcher.ts";
import { type CommandLimits, JoinRefused, type Person, type RoomDefinition } from "../runtime/room-definition.ts";
import { entropyCommand } from "./entropy.ts";
import { emitChanges, isMatchEvent, type MatchOptions, MatchState, withMatchEvents } from "./match-events.ts";
import { checkNear, type NearOptions } from "./near.ts";
import { type AnyEvent, KitProjection } from "./projection.ts";

export interface KitRoomOptions<World, Config> {
  /** How long the seat of a lost connection is held, s. Default: 60. */
  readonly seatHoldS?: number;
  /** Settings that differ from the rules' defaults. */
  readonly config?: Partial<Config>;
  /** Limits of clients' commands. Default: `ROOM_LIMITS`, or as many bytes as the longest command of the rules may have. */
  readonly limits?: CommandLimits;
  /** Reads join options; throws `Refused`. Default: `{name?}`, of which no two in a room may look alike. */
  admit?(options: unknown, present: readonly NamedPlayer[], person: Person): NamedPlayer;
  /** Which rows of one table a client receives. Default: all. */
  readonly near?: NearOptions;
  /**
   * Number of the running round, from 1; each round becomes a replay, and its results go to the feed and the league. 0:
   * before the first, whose replay begins with it. Default: one round for the whole room, without results.
   */
  round?(world: World): number;
  /**
   * Points of a seat in the running round: a whole number from 0, which everyone may know. The results of a round are the
   * points before the tick in which the round's number rises, or at `game.endRound()` in that tick. Default: 0.
   */
  score?(world: World, seat: number): number;
}

const SEAT_HOLD_S = 60;

/** The room of rules with this machine. */
type RoomOf<M> =
  M extends Machine<infer W, infer C, infer E, infer G> ? RoomDefinition<W, C, E, G, NamedPlayer> : never;
/** Options of the room of rules with this machine. */
export type KitOptionsOf<M> = M extends Machine<infer W, infer _C, infer _E, infer G> ? KitRoomOptions<W, G> : never;
export type AnyKitMachine = AnyRules["machine"];
type AnyCommand = Parameters<AnyKitMachine["codecs"]["command"]["encode"]>[0];

/**
 * The room of a game whose rules come from the kit. Throws a RangeError or TypeError that names the field of the rules or
 * the option that no room can have.
 */
export function kitRoom<W, E, C, K>(
  rules: Rules<W, E, C, K>,
  options: KitOptionsOf<Rules<W, E, C, K>["machine"]> = {} as KitOptionsOf<Rules<W, E, C, K>["machine"]>,
): RoomOf<Rules<W, E, C, K>["machine"]> {
  // Within, all rules are of one type.
  const room: unknown = anyKitRoom(asAnyRules(rules), options as KitOptionsOf<AnyKitMachine>);
  return room as RoomOf<Rules<W, E, C, K>["machine"]>;
}

/** The kit's own commands, and those of clients, are commands of any rules. */
const placed = (command: object) => command as unknown as AnyCommand;

/** Like {@link kitRoom}, of any rules. */
export function anyKitRoom(rules: AnyRules, options: KitOptionsOf<AnyKitMachine>): RoomOf<AnyKitMachine> {
  const { id, seats, entropy = false } = rules.definition;
  if (options.near !== undefined) checkNear(rules, options.near);
  const { seatHoldS = SEAT_HOLD_S, config, limits, admit = admitPlayer, near, round } = options;
  return {
    name: id,
    machine: matchMachine(rules, options),
    config: rules.configOf(config),
    wire: wireOf(rules),
    seats,
    patchEveryTicks: rules.patchEveryTicks,
    seatHoldS,
    onJournalFailure: "degrade",
    limits: limitsOf(rules, limits),
    admit,
    naming: playerNaming<NamedPlayer>(),
    commands: {
      join: (seat, _player, epoch) => placed(seatCommands.join(seat, epoch)),
      drop: (seat) => placed(seatCommands.drop(seat)),
      back: (seat) => placed(seatCommands.back(seat)),
      leave: (seat) => placed(seatCommands.leave(seat)),
      decode: (seat, body) => placed(rules.commandOf(seat, rules.derived.clientCommandCodec.decode(body))),
    },
    merge: () => null,
    ...(entropy && {
      provide: (world: AnyWorld) => (world.entropyWanted ? placed(entropyCommand()) : null),
      secret: (world: AnyWorld) => rules.hasSecrets(world),
    }),
    ...(round !== undefined && { round: fromOne(round) }),
    project: (world, names) => new OwnEvents(rules, world, names, near),
  };
}

/** The machine of the rules, which also emits what the platform wants to know of a match. The worlds are the same. */
export function matchMachine(
  { machine, definition, stepRounds }: AnyRules,
  { round, score }: KitOptionsOf<AnyKitMachine>,
): AnyKitMachine {
  const options: MatchOptions<AnyWorld> = { ...(round && { round }), ...(score && { score }) };
  const newState = () => new MatchState(definition.seats, options);
  const [before, after, atEnd] = [newState(), newState(), newState()];
  return {
    ...machine,
    codecs: { ...machine.codecs, event: withMatchEvents(machine.codecs.event) },
    step(world, commands, emit) {
      before.read(world);
      let ended = before;
      stepRounds(world, commands, emit, () => {
        atEnd.read(world);
        ended = atEnd;
      });
      after.read(world);
      emitChanges(before, after, ended, emit as (event: object) => void);
    },
  };
}

/** Clients receive the game's own events only. */
class OwnEvents extends KitProjection {
  override concern(event: AnyEvent, out: Recipients): void {
    if (!isMatchEvent(event)) super.concern(event, out);
  }
}

/** Throws a RangeError if a command of the rules may be longer than its limit. */
function limitsOf({ fields, definition: { id } }: AnyRules, limits: CommandLimits | undefined): CommandLimits {
  const { commandsPerTick, commandBytes } = limits ?? ROOM_LIMITS;
  const mostBytes = limits?.commandBytes ?? TRANSPORT_LIMITS.frameBytes / 2;
  let longest = 0;
  for (const [type, columns] of Object.entries(fields.commands)) {
    // A byte for its type.
    const bytes = columns.reduce((sum, { spec }) => sum + maxBytesOf(spec), 1);
    if (bytes > mostBytes) throw new RangeError(`${id}.commands.${type}: up to ${bytes} bytes, more than ${mostBytes}`);
    longest = Math.max(longest, bytes);
  }
  return { commandsPerTick, commandBytes: Math.max(commandBytes, longest) };
}

function admitPlayer(options: unknown, present: readonly NamedPlayer[], person: Person): NamedPlayer {
  if (typeof options !== "object" || options === null)
    throw new JoinRefused("badOption", "options: must be an object with name");
  return admitNamed(options, present, person, "room");
}

/** Rounds as replays count them. */
export const fromOne =
  <World>(round: (world: World) => number) =>
  (world: World): number =>
    Math.max(1, round(world));
