import type { RecordTable } from "../../replication/record-table.ts";
import type { Holders } from "./holders.ts";

const NONE: readonly number[] = [];

/** The rows of one map, each of which only its player receives, at every seat of theirs. */
export class OwnRows {
  readonly #holders: Holders;
  /** By slot, as of its last write: whose it is, what it is about, and in which write. */
  readonly #players: Int32Array;
  readonly #subjects: Int32Array;
  readonly #writes: Int32Array;
  #ofPlayer = new Map<number, number[]>();
  #write = 0;

  constructor(capacity: number, holders: Holders) {
    this.#holders = holders;
    this.#players = new Int32Array(capacity);
    this.#subjects = new Int32Array(capacity);
    this.#writes = new Int32Array(capacity);
  }

  begin(): void {
    this.#write = (this.#write + 1) | 0;
    this.#ofPlayer = new Map();
  }

  /** Begins the row of a slot, if it is not there. What is about another subject, or another's, is another row. */
  put(table: RecordTable, slot: number, player: number, subject: number): void {
    const isSame = this.#players[slot] === player && this.#subjects[slot] === subject;
    if (table.live[slot] === 1 && !isSame) table.close(slot);
    if (table.live[slot] === 0) table.open(slot, `${slot}`);
    this.#players[slot] = player;
    this.#subjects[slot] = subject;
    this.#writes[slot] = this.#write;
    const slots = this.#ofPlayer.get(player);
    if (slots === undefined) this.#ofPlayer.set(player, [slot]);
    else slots.push(slot);
  }

  /** Ends all rows that were not put. */
  end(table: RecordTable): void {
    for (let slot = 0; slot < table.high; slot++)
      if (table.live[slot] === 1 && this.#writes[slot] !== this.#write) table.close(slot);
  }

  /** The rows that a viewer receives. */
  owned(seat: number, epoch: number): readonly number[] {
    return this.#ofPlayer.get(this.#holders.playerAt(seat, epoch)) ?? NONE;
  }
}
