import type { Cursor } from "../../shared/journal/index.ts";
import type { Tick } from "../../shared/machine.ts";
import { OUTBOX_LIMITS } from "../../shared/wire/limits.ts";
import type { Clock } from "../clockwork/clock.ts";
import type { Consumer } from "./consumer.ts";
import { isAfter, LAST_INDEX, type Place } from "./event-id.ts";
import type { Emitted, Tail } from "./tail.ts";

/** What an outbox needs of its room. */
export interface OutboxPorts {
  readonly clock: Clock;
  /** Journals how far a consumer has come. */
  readonly delivered: (cursor: Cursor) => void;
  /** The events after a place, up to a tick, from the journal; some of them at least, if there are any. */
  readonly tail: (after: Place, through: Tick) => Promise<Tail>;
  /** A delivery failed, or events are lost for a consumer. */
  readonly report: (error: Error) => void;
}

interface Line {
  readonly consumer: Consumer;
  /** Delivered up to here. */
  at: Place;
  /** Failures since the last success. */
  failures: number;
  /** Until when nothing is tried. */
  waiting: boolean;
  running: Promise<void> | null;
}

const RETRY_MS = 100;
const RETRY_MOST_MS = 30_000;

/**
 * The cursors that a room's journal begins with: those it had, and for a new consumer the end of `tick`. They are written
 * with the world, so that a crash before the first delivery loses nothing.
 */
export function startCursors(
  consumers: readonly Consumer[],
  before: ReadonlyMap<string, Cursor>,
  tick: Tick,
): ReadonlyMap<string, Cursor> {
  return new Map(
    consumers.map(({ name }) => [name, before.get(name) ?? { consumer: name, tick, index: LAST_INDEX }] as const),
  );
}

/**
 * Brings a room's events to its consumers: in order, one batch at a time for each, and only what is durable, since after a
 * crash the ticks that are not may have other events under the same ids. A consumer that fails is asked again and does not
 * hold up others. Events that do not fit into memory, or happened before a crash, come from the journal.
 */
export class Outbox {
  readonly #room: string;
  readonly #ports: OutboxPorts;
  readonly #lines: readonly Line[];
  /** The newest events, in order. */
  #recent: Emitted[] = [];
  #recentBytes = 0;
  /** Events up to here are not in `#recent`. */
  #floor: Place;
  #last: Place;
  #durable: Tick;
  #closed = false;

  /** @param tick the world's now, as it was journaled; what happened up to it comes from the journal */
  constructor(
    room: string,
    tick: Tick,
    consumers: readonly Consumer[],
    cursors: ReadonlyMap<string, Cursor>,
    ports: OutboxPorts,
  ) {
    this.#room = room;
    this.#ports = ports;
    this.#durable = tick;
    this.#floor = this.#last = { tick, index: LAST_INDEX };
    this.#lines = consumers.map((consumer) => {
      const at = startCursors([consumer], cursors, tick).get(consumer.name) as Cursor;
      return { consumer, at, failures: 0, waiting: false, running: null };
    });
  }

  /** Events held in memory. */
  get buffered(): number {
    return this.#recent.length;
  }

  /** How far a consumer is behind what is durable, ticks. */
  lag(name: string): number {
    const line = this.#lines.find(({ consumer }) => consumer.name === name);
    return line === undefined || !this.#owes(line) ? 0 : Math.max(0, this.#durable - line.at.tick);
  }

  /** An event of the tick that is being made, encoded. */
  emit(tick: Tick, bytes: Uint8Array): void {
    this.#last = { tick, index: tick === this.#last.tick ? this.#last.index + 1 : 0 };
    this.#recent.push({ ...this.#last, bytes });
    this.#recentBytes += bytes.length;
    while (this.#recent.length > OUTBOX_LIMITS.events || this.#recentBytes > OUTBOX_LIMITS.bytes) this.#dropOldest();
  }

  /** Everything up to `tick` is durable. */
  durable(tick: Tick): void {
    this.#durable = Math.max(this.#durable, tick);
    for (const line of this.#lines) this.#start(line);
  }

  /** Resolves when nothing is on its way. */
  async settled(): Promise<void> {
    while (this.#lines.some(({ running }) => running !== null))
      await Promise.all(this.#lines.map(({ running }) => running));
  }

  /** Starts no delivery from now on; {@link settled} waits for the last. */
  close(): void {
    this.#closed = true;
  }

  #start(line: Line): void {
    if (this.#closed || line.running !== null || line.waiting || !this.#owes(line)) return;
    line.running = this.#run(line).finally(() => {
      line.running = null;
    });
  }

  /** Whether the line may have something to deliver. */
  #owes({ at }: Line): boolean {
    if (isAfter(this.#floor, at)) return isAfter(this.#caughtUp(), at);
    const next = this.#recent.find((event) => isAfter(event, at));
    return next !== undefined && next.tick <= this.#durable;
  }

  /** Never rejects. */
  async #run(line: Line): Promise<void> {
    try {
      while (!this.#closed && this.#owes(line)) {
        const behind = isAfter(this.#floor, line.at);
        await (behind ? this.#catchUp(line) : this.#deliver(line, this.#recent));
      }
    } catch (error) {
      this.#ports.report(new Error(`outbox: ${line.consumer.name} failed at tick ${line.at.tick}`, { cause: error }));
      this.#retryLater(line);
    } finally {
      this.#forget();
    }
  }

  /** How far the journal can bring whoever is behind the floor. */
  #caughtUp(): Place {
    return { tick: Math.min(this.#floor.tick, this.#durable), index: LAST_INDEX };
  }

  async #catchUp(line: Line): Promise<void> {
    const through = this.#caughtUp().tick;
    const tail = await this.#ports.tail(line.at, through);
    if (tail.missed)
      this.#ports.report(new Error(`outbox: events after tick ${line.at.tick} are lost for ${line.consumer.name}`));
    const end = { tick: tail.through, index: LAST_INDEX };
    if (!isAfter(end, line.at)) throw new Error(`the journal ends at tick ${tail.through}, before ${through}`);
    for (let owed = tail.events; owed.length > 0; ) {
      await this.#deliver(line, owed);
      if (this.#closed) return;
      owed = owed.filter((event) => isAfter(event, line.at));
    }
    line.at = end;
  }

  async #deliver(line: Line, from: readonly Emitted[]): Promise<void> {
    const owed = from.filter((event) => event.tick <= this.#durable && isAfter(event, line.at));
    const batch = owed.slice(0, OUTBOX_LIMITS.batchEvents);
    const last = batch.at(-1);
    if (last === undefined) return;
    const { consumer } = line;
    await consumer.deliver(batch.map(({ tick, index, bytes }) => ({ id: { room: this.#room, tick, index }, bytes })));
    line.failures = 0;
    line.at = { tick: last.tick, index: last.index };
    this.#ports.delivered({ consumer: consumer.name, ...line.at });
  }

  #retryLater(line: Line): void {
    const delayMs = Math.min(RETRY_MOST_MS, RETRY_MS * 2 ** Math.min(line.failures++, 20));
    line.waiting = true;
    this.#ports.clock.setTimer(delayMs, () => {
      line.waiting = false;
      this.#start(line);
    });
  }

  /** Lets go of what everybody has. */
  #forget(): void {
    while (this.#recent.length > 0 && this.#lines.every(({ at }) => !isAfter(this.#recent[0], at))) this.#dropOldest();
  }

  #dropOldest(): void {
    const oldest = this.#recent.shift();
    if (oldest === undefined) return;
    this.#recentBytes -= oldest.bytes.length;
    this.#floor = { tick: oldest.tick, index: oldest.index };
  }
}
