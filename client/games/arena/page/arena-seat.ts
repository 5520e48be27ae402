import { codeOf, type JoinTarget } from "../../../net/index.ts";
import type { SeatEvent } from "../../../shell/page-state.ts";
import { type SeatMatch, SeatMatchWatch } from "../../../shell/seat-match.ts";
import type { ArenaFrame, FrameSource } from "../model/frame.ts";
import type { ArenaEntry } from "./app-options.ts";

/** One seat in an arena, from joining to its end. */
export class ArenaSeat {
  readonly source: FrameSource;
  readonly #entrance: ArenaEntry;
  readonly #match: SeatMatchWatch;

  constructor(entrance: ArenaEntry, into: JoinTarget) {
    this.source = entrance.source;
    this.#entrance = entrance;
    this.#match = new SeatMatchWatch(() => entrance.room(), into);
  }

  open(): Promise<void> {
    return this.#entrance.open();
  }

  /** The event when `open` failed. */
  refused(error: unknown): SeatEvent {
    return { do: "end", code: codeOf(error), reason: error instanceof Error ? error.message : String(error) };
  }

  /** The event while joining, by the newest frame; null: still joining. */
  arrival({ net, config, players }: ArenaFrame): SeatEvent | null {
    if (net.state === "closed") return { do: "end", code: net.code, reason: net.reason };
    return net.state === "live" && config !== null && players.count > 0 ? { do: "arrive" } : null;
  }

  /** The event while playing, by the newest frame; null: still playing. */
  ending({ net }: ArenaFrame): SeatEvent | null {
    return net.state === "closed" ? { do: "end", code: net.code, reason: net.reason } : null;
  }

  /** @see SeatMatchWatch.next */
  nextMatch(address: string): SeatMatch | null {
    return this.#match.next(address);
  }
}
