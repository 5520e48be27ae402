import type { World } from "../../../shared/games/exchange/index.ts";

/** Who holds the seats, as of the last write: whoever takes one since must not be sent what was its holder's. */
export class Holders {
  readonly #players: Int32Array;
  readonly #epochs: Int32Array;

  constructor(seats: number) {
    this.#players = new Int32Array(seats);
    this.#epochs = new Int32Array(seats);
  }

  write({ seats }: World): void {
    for (let seat = 0; seat < this.#players.length; seat++) {
      const isTaken = seats.live[seat] === 1;
      this.#players[seat] = isTaken ? seats.player[seat] : 0;
      this.#epochs[seat] = isTaken ? seats.epoch[seat] : 0;
    }
  }

  /** 0: nobody, or somebody else. */
  playerAt(seat: number, epoch: number): number {
    return this.#epochs[seat] === epoch ? this.#players[seat] : 0;
  }

  /** 0: nobody. */
  holderOf(seat: number): number {
    return this.#players[seat];
  }

  epochOf(seat: number): number {
    return this.#epochs[seat];
  }
}
