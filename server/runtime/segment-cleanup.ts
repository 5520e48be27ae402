import type { Tick } from "../../shared/machine.ts";
import type { JournalStore } from "../journal/port.ts";
import type { RoomOutbox } from "./room-outbox.ts";

/** Deletes old segments of a room's journal, one deletion after another, each once every consumer has their events. */
export class SegmentCleanup {
  readonly #roomId: string;
  readonly #store: JournalStore;
  /** null: there are no consumers. */
  readonly #deliveries: RoomOutbox | null;
  readonly #report: (error: unknown) => void;
  #last: Promise<unknown> = Promise.resolve();

  constructor(roomId: string, store: JournalStore, deliveries: RoomOutbox | null, report: (error: unknown) => void) {
    this.#roomId = roomId;
    this.#store = store;
    this.#deliveries = deliveries;
    this.#report = report;
  }

  /** Resolves when everything asked for so far is done. Never rejects. */
  get done(): Promise<unknown> {
    return this.#last;
  }

  /**
   * Makes replays of the rounds before `tick` and deletes their segments.
   *
   * @param written resolves when the segment that begins at `tick` is durable
   */
  archive(tick: Tick, written?: void | Promise<void>): void {
    this.#whenDelivered(tick, written, () => this.#store.archiveRounds(this.#roomId, tick));
  }

  /** Deletes the segments before `tick` without making replays. @param written as for `archive` */
  prune(tick: Tick, written?: void | Promise<void>): void {
    this.#whenDelivered(tick, written, () => this.#store.prune(this.#roomId, tick));
  }

  #whenDelivered(tick: Tick, written: void | Promise<void>, deleteSegments: () => Promise<unknown>): void {
    const delivered = this.#deliveries?.whenRoundDelivered(tick);
    this.#last = this.#last
      .then(async () => {
        await written;
        if ((await delivered) !== false) await deleteSegments();
      })
      .catch(this.#report);
  }
}
