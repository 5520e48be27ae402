import type { JoinTarget } from "../net/index.ts";
import { invitedRoomIn, withInvite } from "./lobby/invite.ts";

/** The match that a seat is in. */
export interface SeatMatch {
  readonly room: string;
  /** The page's address from now on: that of one's own private match leads back to it, and can be shared. */
  readonly address: string;
  /** Whether the address leads to this match. */
  readonly invited: boolean;
}

/** Notices when a seat comes to another match: a lost seat may be taken anew elsewhere. */
export class SeatMatchWatch {
  readonly #roomNow: () => string | null;
  readonly #target: JoinTarget;
  /** Of the match that {@link next} returned last. */
  #room: string | null = null;

  /** @param roomNow the room of the seat; null: not known */
  constructor(roomNow: () => string | null, target: JoinTarget) {
    this.#roomNow = roomNow;
    this.#target = target;
  }

  /** The seat's match, if it is another one than at the last call; null otherwise. @param address of the page */
  next(address: string): SeatMatch | null {
    const room = this.#roomNow();
    if (room === null || room === this.#room) return null;
    this.#room = room;
    const kept = this.#target === "new" ? withInvite(address, room) : address;
    return { room, address: kept, invited: invitedRoomIn(kept) === room };
  }
}
