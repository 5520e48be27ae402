/**
 * Everything that leaves the arena. Positions in px (int16), seats as numbers, −1 where nobody is meant.
 * The Event's codec is a table of rows, one a type; leaving one out is a compile error.
 */
export type Event =
  | { readonly type: "spawn"; readonly seat: number; readonly x: number; readonly y: number }
  | {
      readonly type: "beam";
      readonly seat: number;
      readonly x: number;
      readonly y: number;
      readonly toX: number;
      readonly toY: number;
    }
  | {
      readonly type: "hit";
      readonly seat: number;
      readonly by: number;
      readonly damage: number;
      readonly onShield: number;
      readonly x: number;
      readonly y: number;
    }
  | { readonly type: "burst"; readonly weapon: number; readonly x: number; readonly y: number }
  | { readonly type: "bump"; readonly seat: number; readonly force: number; readonly x: number; readonly y: number }
  /** `cause`: a value of {@link CAUSE}. `bounty`: what the killer earned, credits. */
  | {
      readonly type: "death";
      readonly seat: number;
      readonly by: number;
      readonly cause: number;
      readonly bounty: number;
      readonly x: number;
      readonly y: number;
    }
  | { readonly type: "crack"; readonly size: number; readonly ore: number; readonly x: number; readonly y: number }
  | { readonly type: "collect"; readonly seat: number; readonly ore: number; readonly amount: number }
  | { readonly type: "sale"; readonly seat: number; readonly units: number; readonly credits: number }
  | { readonly type: "dock"; readonly seat: number; readonly station: number }
  | { readonly type: "undock"; readonly seat: number; readonly station: number }
  | { readonly type: "roundStart"; readonly round: number }
  | { readonly type: "roundEnd"; readonly round: number; readonly winner: number; readonly credits: number }
  // News, for those who are not here: no client is told. `player`, `pilot`: as in the `join` command
  | ({ readonly type: "arrive" } & Someone)
  | ({ readonly type: "depart" } & Someone)
  /** Once a second while anyone is seated, and when the last one left. `playing`: 1, or 0 between two rounds. */
  | {
      readonly type: "pulse";
      readonly round: number;
      readonly playing: number;
      readonly endsInS: number;
      readonly people: number;
      readonly seats: number;
    }
  /** Of a person whose score changed since it was last told; of each at most once a second. */
  | ({ readonly type: "standing" } & Someone & Score)
  /** Of every person, best first, before the `roundEnd`. `place`: from 1. */
  | ({ readonly type: "result"; readonly round: number; readonly place: number } & Someone & Score)
  /** The bounty on a person's head came to a further step of `WANTED_BOUNTIES`. */
  | ({ readonly type: "wanted"; readonly bounty: number } & Someone);

interface Someone {
  readonly seat: number;
  readonly player: number;
  readonly pilot: number;
}

interface Score {
  readonly credits: number;
  readonly kills: number;
  readonly deaths: number;
}

export type EventType = Event["type"];

export const CAUSE = {
  pulse: 0,
  rail: 1,
  scatter: 2,
  torpedo: 3,
  mine: 4,
  rock: 5,
  ship: 6,
  planet: 7,
  star: 8,
  left: 9,
} as const;
