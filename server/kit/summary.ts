import { joinSegments, readCommands, type Timeline } from "../../shared/journal/index.ts";
import type { AnyRules, SeatCommand } from "../../shared/kit/index.ts";
import { defaultSummary } from "../releases/default-summary.ts";
import type { Summarize } from "../rounds/round-list.ts";
import { asAnyRoomDefinition } from "../runtime/room-definition.ts";
import type { KitMatchEvent } from "./match-events.ts";
import { type AnyKitMachine, fromOne, type KitOptionsOf, matchMachine } from "./room.ts";

/** Most players that a summary names. */
const MAX_PILOTS = 32;

/** Summarizes rounds of any rules: their players, who won, their length and their last hash. */
export function kitSummary(rules: AnyRules, options: KitOptionsOf<AnyKitMachine>): Summarize {
  const { round, score } = options;
  const machine = matchMachine(rules, options);
  const played = asAnyRoomDefinition({ machine, ...(round !== undefined && { round: fromOne(round) }) } as never);
  return function* summarize(bytes) {
    const outcome = new Outcome();
    const digest = yield* defaultSummary(played, bytes, (event) => outcome.take(event as KitMatchEvent));
    const timeline = yield* joinSegments([{ name: "replay", bytes }]);
    const { isOver, winnerPilot } = outcome;
    return {
      ...digest,
      ...(round !== undefined && { over: isOver }),
      ...(round !== undefined && score !== undefined && { winnerPilot }),
      ...(yield* playersIn(rules, timeline)),
    };
  };
}

/** How a round ended. */
class Outcome {
  isOver = false;
  /** null: nobody won, or nobody knows them. */
  winnerPilot: number | null = null;
  readonly #pilots = new Map<number, number>();

  /** Results come before the end of their round. */
  take(event: KitMatchEvent): void {
    if (event.type === "match.result") this.#pilots.set(event.seat, event.pilot);
    if (event.type !== "match.roundEnd") return;
    this.isOver = true;
    this.winnerPilot = this.#pilots.get(event.winner) || null;
  }
}

/** Who held seats, and how many at once, from the first world and the commands after it. */
function* playersIn(
  { machine }: AnyRules,
  { header, starts: [{ world: saved }], spans }: Timeline,
): Generator<void, { readonly players: number; readonly pilots: readonly number[] }> {
  const config = machine.codecs.config.decode(header.config);
  const world = saved === null ? machine.create(header.seed, config) : machine.load(saved);
  const holders = new Map<number, number>();
  for (const [seat, status] of world.seats.entries())
    if (status !== "empty") holders.set(seat, world.hidden.holders[seat]);
  const pilots = new Set(holders.values());
  let players = holders.size;
  yield;
  for (const { body, after } of spans) {
    for (const { commands } of readCommands(body, after))
      for (const encoded of commands) {
        const { type, seat, holder = 0 } = machine.codecs.command.decode(encoded) as SeatCommand;
        if (type === "leave") holders.delete(seat);
        if (type !== "join" || holders.has(seat)) continue;
        holders.set(seat, holder);
        pilots.add(holder);
        players = Math.max(players, holders.size);
      }
    yield;
  }
  return { players, pilots: [...pilots].filter((pilot) => pilot > 0).slice(0, MAX_PILOTS) };
}
