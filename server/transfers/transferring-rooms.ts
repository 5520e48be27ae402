import { TRANSFER_LIMITS } from "../../shared/wire/limits.ts";

/** A room's number of transfers in escrow. */
export interface EscrowCount {
  readonly inEscrow: number;
}

/** The rooms of this process that have transfers. */
export class TransferringRooms {
  readonly #open = new Set<EscrowCount>();
  readonly #lingering = new Set<string>();

  /** Transfers in escrow in all rooms. */
  get inEscrow(): number {
    return [...this.#open].reduce((sum, room) => sum + room.inEscrow, 0);
  }

  /** Rooms that nobody is in and that stay open for their transfers. */
  get lingering(): number {
    return this.#lingering.size;
  }

  opened(room: EscrowCount): void {
    this.#open.add(room);
  }

  closed(room: EscrowCount): void {
    this.#open.delete(room);
  }

  /** A room stays open for its transfers. Returns false if too many do. */
  linger(roomId: string): boolean {
    if (!this.#lingering.has(roomId) && this.#lingering.size >= TRANSFER_LIMITS.lingeringRooms) return false;
    this.#lingering.add(roomId);
    return true;
  }

  endLingering(roomId: string): void {
    this.#lingering.delete(roomId);
  }
}
