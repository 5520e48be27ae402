import type { ArenaFrame, List } from "../model/frame.ts";
import type { ReplaySnapshot } from "./replay/index.ts";

/** What the page shows now, as plain data: for tests and tools. Angles in radians, places in px. */
export interface Snapshot {
  readonly scene: "menu" | "arena" | "replay";
  /** The page's state: `PageState.at`. */
  readonly place: string;
  /** A `LinkState`; "idle" in the menu. */
  readonly link: string;
  readonly tick: number;
  readonly replay: ReplaySnapshot | null;
  readonly own: {
    readonly seat: number;
    readonly x: number;
    readonly y: number;
    readonly angle: number;
    readonly alive: boolean;
    readonly docked: boolean;
    /** 0–1. */
    readonly armor: number;
    readonly shield: number;
    readonly energy: number;
    readonly credits: number;
    readonly cargo: readonly number[];
  } | null;
  readonly ships: readonly {
    readonly seat: number;
    readonly name: string;
    readonly x: number;
    readonly y: number;
    readonly own: boolean;
  }[];
  readonly bolts: readonly {
    readonly seat: number;
    readonly weapon: number;
    readonly x: number;
    readonly y: number;
    readonly own: boolean;
  }[];
  readonly players: readonly {
    readonly seat: number;
    readonly name: string;
    readonly kind: number;
    readonly credits: number;
    readonly own: boolean;
  }[];
  readonly rocks: number;
  readonly round: ArenaFrame["round"];
  readonly net: ArenaFrame["net"];
}

export function snapshotOf(frame: ArenaFrame, place: string, replay: ReplaySnapshot | null): Snapshot {
  const inArena = place === "playing";
  const { own, ownShip } = frame;
  return {
    place,
    scene: inArena ? "arena" : replay === null ? "menu" : "replay",
    link: inArena ? frame.net.state : "idle",
    tick: frame.tick,
    replay,
    own:
      inArena && own.seat >= 0
        ? {
            seat: own.seat,
            x: ownShip?.x ?? frame.focus.x,
            y: ownShip?.y ?? frame.focus.y,
            angle: ownShip?.angle ?? 0,
            alive: own.alive,
            docked: own.dockedAt >= 0,
            armor: ownShip?.armor ?? 0,
            shield: ownShip?.shield ?? 0,
            energy: own.energy,
            credits: own.credits,
            cargo: [...own.cargo],
          }
        : null,
    ships: each(frame.ships, ({ seat, name, x, y, own }) => ({ seat, name, x, y, own })),
    bolts: each(frame.bolts, ({ seat, weapon, x, y, own }) => ({ seat, weapon, x, y, own })),
    players: each(frame.players, ({ seat, name, kind, credits, own }) => ({ seat, name, kind, credits, own })),
    rocks: frame.rocks.count,
    round: { ...frame.round },
    net: { ...frame.net },
  };
}

function each<T, R>(list: List<T>, copy: (item: T) => R): R[] {
  return list.items.slice(0, list.count).map(copy);
}
