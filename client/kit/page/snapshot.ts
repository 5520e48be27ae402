import type { NetView } from "../../net/net-stats.ts";
import type { AnyView } from "../view.ts";
import type { KitReplay } from "./kit-replay.ts";

/** What the page shows now, as plain data: for tests and tools. */
export interface KitSnapshot {
  readonly game: string;
  /** A state's `at`. */
  readonly place: string;
  /** Why the last match could not be joined, or ended; "": it did not. */
  readonly refusal: string;
  /** Of the seat; "idle" without one. */
  readonly link: NetView["state"] | "idle";
  readonly view: Omit<AnyView, "next" | "secondsTo" | "net" | "events"> | null;
  readonly net: NetView | null;
  /** Ticks as in the journal. */
  readonly replay: {
    readonly id: string;
    readonly tick: number;
    readonly firstTick: number;
    readonly lastTick: number;
    readonly playing: boolean;
    readonly speed: number;
    /** Whether it was played through once. */
    readonly scanned: boolean;
    /** Whether hashes differ from the recorded ones. */
    readonly differs: boolean;
    readonly live: { readonly state: string; readonly atEdge: boolean } | null;
  } | null;
}

export function viewSnapshot(view: AnyView): NonNullable<KitSnapshot["view"]> {
  const { tick, seat, seats, config, world, rows } = view;
  return { tick, seat, seats, config, world, rows };
}

export function replaySnapshot(id: string, replay: KitReplay): NonNullable<KitSnapshot["replay"]> {
  const { tick, firstTick, lastTick, playing, speed, scan, live } = replay;
  return {
    ...{ id, tick, firstTick, lastTick, playing, speed },
    scanned: scan.done,
    differs: scan.mismatchTick !== null,
    live: live && { state: live.state, atEdge: live.atEdge },
  };
}
