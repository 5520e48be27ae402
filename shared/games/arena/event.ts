/**
 * Everything that leaves the arena. Positions in px (int16); seats as numbers, −1 for nobody. The codec is a table with one row
 * for each type; a missing row is a compile error.
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
  /** `cause`: a value of {@link CAUSE}. `bounty`: credits that the killer earned. */
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
  // For services and other rooms; clients do not receive these. `player`, `pilot`: as in the `join` command
  | ({ readonly type: "arrive" } & PilotRef)
  | ({ readonly type: "depart" } & PilotRef)
  /** Once a second while anyone is seated, and when the last person leaves. `playing`: 1, or 0 between two rounds. */
  | {
      readonly type: "pulse";
      readonly round: number;
      readonly playing: number;
      readonly endsInS: number;
      readonly people: number;
      readonly seats: number;
    }
  /** A person's score changed; at most once a second for each. */
  | ({ readonly type: "standing" } & PilotRef & Score)
  /** One for each person, best first, before the `roundEnd`. `place`: from 1. */
  | ({ readonly type: "result"; readonly round: number; readonly place: number } & PilotRef & Score)
  /** The bounty on a person reached another step of `WANTED_BOUNTIES`. */
  | ({ readonly type: "wanted"; readonly bounty: number } & PilotRef);

interface PilotRef {
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
