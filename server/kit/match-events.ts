import { integer, type UnionRows, unionCodec } from "../../shared/codec/union.ts";
import type { AnyWorld } from "../../shared/kit/index.ts";
import type { Codec } from "../../shared/machine.ts";
import type { MatchEvents } from "../platform/matches/match-events.ts";
import type { PlayerOf } from "../platform/names/pilot-names.ts";

const SEAT = integer(0, 0xffff);
/** −1: nobody. */
const WINNER = integer(-1, 0xffff);
const COUNT = integer(0, Number.MAX_SAFE_INTEGER);
const WHO = { seat: SEAT, pilot: COUNT };

/** Who holds a seat. `pilot`: see `SeatCommand.holder`. */
interface Who {
  readonly seat: number;
  readonly pilot: number;
}

/**
 * What a room of the kit adds to its game's own events, for the platform. No event of a game has a name with a dot.
 */
export type KitMatchEvent =
  | ({ readonly type: "match.joined" } & Who)
  | ({ readonly type: "match.left" } & Who)
  | ({ readonly type: "match.score"; readonly points: number } & Who)
  /** One for each seat, best first, before the round ends. `place`: from 1; who has as many points has the same. */
  | ({
      readonly type: "match.result";
      readonly round: number;
      readonly place: number;
      readonly points: number;
    } & Who)
  | { readonly type: "match.roundStart"; readonly round: number }
  | { readonly type: "match.roundEnd"; readonly round: number; readonly winner: number; readonly points: number };

/** Releases of earlier versions emit these bytes, so codes and fields must not change. */
const ROWS: UnionRows<KitMatchEvent> = {
  "match.joined": { code: 240, fields: WHO },
  "match.left": { code: 241, fields: WHO },
  "match.score": { code: 242, fields: { points: COUNT, ...WHO } },
  "match.result": { code: 243, fields: { round: COUNT, place: COUNT, points: COUNT, ...WHO } },
  "match.roundStart": { code: 244, fields: { round: COUNT } },
  "match.roundEnd": { code: 245, fields: { round: COUNT, winner: WINNER, points: COUNT } },
};
const CODEC = unionCodec(ROWS);
const FIRST_CODE = 240;

interface AnyEvent {
  readonly type: string;
}

export const isMatchEvent = (event: AnyEvent): event is KitMatchEvent => Object.hasOwn(ROWS, event.type);

/** A codec of a game's own events and of {@link KitMatchEvent}. The kit numbers a game's own ones from 1 to 200. */
export function withMatchEvents<Event extends AnyEvent>(own: Codec<Event>): Codec<Event> {
  return {
    encode: (event) => (isMatchEvent(event) ? CODEC.encode(event) : own.encode(event)),
    decode: (bytes) => (bytes[0] >= FIRST_CODE ? (CODEC.decode(bytes) as AnyEvent as Event) : own.decode(bytes)),
  };
}

/** What a game of the kit says of its matches. Both depend on the world alone, as its rules do. */
export interface MatchOptions<World> {
  /** Number of the running round; 0: before the first. Default: no rounds. */
  readonly round?: (world: World) => number;
  /** Points of a seat in the running round: a whole number from 0. Default: 0. */
  readonly score?: (world: World, seat: number) => number;
}

const EMPTY = -1;

/** How a match is: by it, two ticks are compared. Used again for each tick, as rooms may have thousands of seats. */
export class MatchState {
  round = 0;
  /** By seat; −1: empty. */
  readonly pilots: Float64Array;
  readonly points: Float64Array;
  readonly #options: MatchOptions<AnyWorld>;

  constructor(seats: number, options: MatchOptions<AnyWorld>) {
    this.pilots = new Float64Array(seats);
    this.points = new Float64Array(seats);
    this.#options = options;
  }

  /** Throws a RangeError on a score that is none. */
  read(world: AnyWorld): void {
    const { round, score } = this.#options;
    const { seats, hidden } = world;
    const { pilots, points } = this;
    this.round = round?.(world) ?? 0;
    for (let seat = 0; seat < pilots.length; seat++) {
      const isEmpty = seats[seat] === "empty";
      pilots[seat] = isEmpty ? EMPTY : hidden.holders[seat];
      points[seat] = isEmpty || score === undefined ? 0 : checkPoints(score(world, seat), seat);
    }
  }
}

function checkPoints(points: number, seat: number): number {
  if (Number.isSafeInteger(points) && points >= 0) return points;
  throw new RangeError(`score: ${points} of seat ${seat} is not a whole number from 0`);
}

type Emit = (event: KitMatchEvent) => void;

/**
 * Emits how a match differs after a tick.
 *
 * @param ended the results of the round, if it ended: from `game.endRound()`, or the points before the tick
 */
export function emitChanges(before: MatchState, after: MatchState, ended: MatchState, emit: Emit): void {
  for (let seat = 0; seat < after.pilots.length; seat++) {
    const was = before.pilots[seat];
    const pilot = after.pilots[seat];
    const points = after.points[seat];
    if (was === pilot && before.points[seat] === points) continue;
    if (was !== EMPTY && was !== pilot) emit({ type: "match.left", seat, pilot: was });
    if (pilot === EMPTY) continue;
    if (was !== pilot) emit({ type: "match.joined", seat, pilot });
    emit({ type: "match.score", seat, pilot, points });
  }
  if (before.round === after.round) return;
  if (before.round > 0) emitResults(before.round, ended, emit);
  if (after.round > 0) emit({ type: "match.roundStart", round: after.round });
}

function emitResults(round: number, { pilots, points }: MatchState, emit: Emit): void {
  const seats = [...pilots.keys()].filter((seat) => pilots[seat] !== EMPTY);
  const best = seats.sort((a, b) => points[b] - points[a] || a - b);
  let place = 1;
  for (const [i, seat] of best.entries()) {
    if (i > 0 && points[seat] < points[best[i - 1]]) place = i + 1;
    emit({ type: "match.result", round, place, seat, pilot: pilots[seat], points: points[seat] });
  }
  const [first, second] = best.map((seat) => points[seat]);
  const isWon = first > (second ?? 0);
  emit({ type: "match.roundEnd", round, winner: isWon ? best[0] : -1, points: isWon ? first : 0 });
}

/** The matches of every game of the kit, for the platform. */
export const KIT_MATCH_EVENTS: MatchEvents = {
  types: {
    "match.joined": "joined",
    "match.left": "left",
    "match.score": "score",
    "match.result": "result",
    "match.roundStart": "roundStart",
    "match.roundEnd": "roundEnd",
  },
  read(bytes, playerOf) {
    const event = CODEC.decode(bytes);
    switch (event.type) {
      case "match.joined":
        return { type: "joined", ...personIn(event, playerOf) };
      case "match.left":
        return { type: "left", ...personIn(event, playerOf) };
      case "match.score":
        return { type: "score", ...personIn(event, playerOf), ...scoreOf(event) };
      case "match.result": {
        const { round, place } = event;
        return { type: "result", round, place, ...personIn(event, playerOf), ...scoreOf(event) };
      }
      case "match.roundStart":
        return { type: "roundStart", round: event.round };
      case "match.roundEnd": {
        const { round, winner, points } = event;
        return { type: "roundEnd", round, winner, credits: points };
      }
    }
  },
};

const personIn = ({ seat, pilot }: Who, playerOf: PlayerOf) => ({ seat, pilot, player: playerOf(pilot) });
const scoreOf = ({ points }: { readonly points: number }) => ({ credits: points, kills: 0, deaths: 0 });
