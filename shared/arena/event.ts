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
  | { readonly type: "roundEnd"; readonly round: number; readonly winner: number; readonly credits: number };

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
