import type { ArenaFrame, FrameSource } from "../model/frame.ts";
import { codeOf } from "../../../net/index.ts";
import type { ArenaEntry } from "./app-options.ts";
import { invitedRoomIn, withInvite } from "../../../shell/lobby/invite.ts";
import type { JoinTarget } from "./menu/index.ts";
import type { PageEvent } from "../../../shell/page-state.ts";

/** The match that a seat is in. */
export interface SeatMatch {
  readonly room: string;
  /** Of the page from now on: that of a private match of one's own leads back to it, and can be handed on. */
  readonly address: string;
  /** Whether the address leads to this match. */
  readonly invited: boolean;
}

/** One seat in an arena, from the way in to its end. */
export class ArenaSeat {
  readonly source: FrameSource;
  readonly #entrance: ArenaEntry;
  readonly #into: JoinTarget;
  /** Of the match that {@link nextMatch} gave last. */
  #room: string | null = null;

  constructor(entrance: ArenaEntry, into: JoinTarget) {
    this.source = entrance.source;
    this.#entrance = entrance;
    this.#into = into;
  }

  open(): Promise<void> {
    return this.#entrance.open();
  }

  /** The move when it could not be opened. */
  refused(error: unknown): PageEvent {
    return { do: "end", code: codeOf(error), reason: error instanceof Error ? error.message : String(error) };
  }

  /** The move on the way in, by its newest frame; null: it goes on. */
  arrival({ net, config, players }: ArenaFrame): PageEvent | null {
    if (net.state === "closed") return { do: "end", code: net.code, reason: net.reason };
    return net.state === "live" && config !== null && players.count > 0 ? { do: "arrive" } : null;
  }

  /** The move in flight, by its newest frame; null: it goes on. */
  ending({ net }: ArenaFrame): PageEvent | null {
    return net.state === "closed" ? { do: "end", code: net.code, reason: net.reason } : null;
  }

  /**
   * The match that the seat is in, when it is another one than at the last call; null otherwise, and while it is not known. A
   * seat that was lost may be taken anew elsewhere.
   *
   * @param address of the page
   */
  nextMatch(address: string): SeatMatch | null {
    const room = this.#entrance.room();
    if (room === null || room === this.#room) return null;
    this.#room = room;
    const kept = this.#into === "new" ? withInvite(address, room) : address;
    return { room, address: kept, invited: invitedRoomIn(kept) === room };
  }
}
