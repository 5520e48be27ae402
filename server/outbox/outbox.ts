import type { Cursor } from "../../shared/journal/index.ts";
import type { Tick } from "../../shared/machine.ts";
import { OUTBOX_LIMITS } from "../../shared/wire/limits.ts";
import type { Clock } from "../clockwork/clock.ts";
import { type Consumer, type Delivery, NotTaken } from "./consumer.ts";
import { startCursors } from "./cursors.ts";
import { isAfter, LAST_INDEX, type Place } from "./event-id.ts";
import type { OutboxMetrics } from "./metrics.ts";
import type { Emitted, Tail } from "./tail.ts";

/** What an outbox needs of its room. */
export interface OutboxPorts {
  readonly clock: Clock;
  /** Journals how far a consumer has come. */
  readonly delivered: (cursor: Cursor) => void;
  /** The events after a place, up to a tick, that a consumer wants, from the journal; some at least, if there are any. */
  readonly tail: (after: Place, through: Tick, consumer: Consumer) => Promise<Tail>;
  readonly metrics: Pick<OutboxMetrics, "deliveryFailed" | "eventsLost">;
  /** A delivery failed, or events are lost for a consumer. */
  readonly report: (error: Error) => void;
}

interface Line {
  /** Of {@link Kept.lines}. */
  readonly bit: number;
  readonly consumer: Consumer;
  /** Delivered up to here. */
  at: Place;
  /** As far as the journal knows: it is not told of what a line passed by without getting anything. */
  journaled: Place;
  /** Failures since the last success. */
  failures: number;
  /** Until when nothing is tried. */
  waiting: boolean;
  /** Has a consumer that has a pace not wait for the next delivery; null: it does not wait for that. */
  hurry: (() => void) | null;
  running: Promise<void> | null;
  /** Up to which tick losses were told of. */
  lostThrough: Tick;
}

/** An event in memory, and the lines that get it, as bits. */
interface Kept extends Emitted {
  readonly lines: number;
}

/** Of events that all lines get. */
const ALL_LINES = -1;

/** `patience`: who was asked so often in vain has not just gone for a moment: some 3 s. */
const RETRY = { firstMs: 100, mostMs: 30_000, patience: 5 } as const;

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
  #recent: Kept[] = [];
  #recentBytes = 0;
  /** Events up to here are not in `#recent`. A line that wants none of those that are gone has come as far. */
  #floor: Place;
  #last: Place;
  #durable: Tick;
  #closed = false;
  /** Called whenever a line has come further. */
  readonly #onlookers = new Set<() => void>();

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
    this.#lines = consumers.map((consumer, i) => {
      const at = startCursors([consumer], cursors, tick).get(consumer.name) as Cursor;
      return {
        bit: 1 << i,
        consumer,
        at,
        journaled: at,
        failures: 0,
        waiting: false,
        hurry: null,
        running: null,
        lostThrough: -1,
      };
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

  /** Who wants an event, for {@link emit}; 0: nobody does. */
  wanted(event: unknown): number {
    let lines = 0;
    for (const { bit, consumer } of this.#lines) if (consumer.wants?.(event) ?? true) lines |= bit;
    return lines;
  }

  /** An event of the tick that is being made, encoded; null where nobody wants it, so that it only counts. */
  emit(tick: Tick, bytes: Uint8Array | null, lines = ALL_LINES): void {
    this.#last = { tick, index: tick === this.#last.tick ? this.#last.index + 1 : 0 };
    if (bytes === null) return;
    this.#recent.push({ ...this.#last, bytes, lines });
    this.#recentBytes += bytes.length;
    while (this.#recent.length > OUTBOX_LIMITS.events || this.#recentBytes > OUTBOX_LIMITS.bytes) this.#dropOldest();
  }

  /** Everything up to `tick` is durable. */
  durable(tick: Tick): void {
    this.#durable = Math.max(this.#durable, tick);
    for (const line of this.#lines) this.#start(line);
  }

  /**
   * Brings the cursors of those who have everything up to what is durable: otherwise that of a quiet room would stay where
   * its journal is no longer kept, and nobody could say that nothing was lost.
   */
  mark(): void {
    const now = { tick: this.#durable, index: LAST_INDEX };
    for (const line of this.#lines) if (!this.#owes(line) && isAfter(now, line.journaled)) this.#reach(line, now);
  }

  /**
   * Resolves once everyone has what happened up to `tick`; after `mostMs`, or when the outbox is closed, all the same.
   *
   * @returns names of those who have not
   */
  told(tick: Tick, mostMs: number): Promise<readonly string[]> {
    const { promise, resolve } = Promise.withResolvers<readonly string[]>();
    const behind = () => this.#lines.filter((line) => this.#owes(line, tick)).map(({ consumer }) => consumer.name);
    const finish = (names: readonly string[]) => {
      callOff();
      this.#onlookers.delete(look);
      resolve(names);
    };
    const look = () => {
      const names = behind();
      if (names.length === 0 || this.#closed) finish(names);
    };
    const callOff = this.#ports.clock.setTimer(mostMs, () => finish(behind()));
    this.#onlookers.add(look);
    for (const line of this.#lines) line.hurry?.();
    look();
    return promise;
  }

  /** Resolves when nothing is on its way. */
  async settled(): Promise<void> {
    while (this.#lines.some(({ running }) => running !== null))
      await Promise.all(this.#lines.map(({ running }) => running));
  }

  /** Starts no delivery from now on; {@link settled} waits for the last. */
  close(): void {
    this.#closed = true;
    this.#look();
  }

  #look(): void {
    for (const look of [...this.#onlookers]) look();
  }

  #start(line: Line): void {
    if (this.#closed || line.running !== null || line.waiting || !this.#owes(line)) return;
    line.running = this.#run(line).finally(() => {
      line.running = null;
      // What came in the meantime found it running.
      this.#start(line);
    });
  }

  /** Whether the line may have something to get of what happened up to a tick. */
  #owes(line: Line, through = this.#durable): boolean {
    const { at } = line;
    if (isAfter(this.#floor, at)) return isAfter({ tick: Math.min(this.#floor.tick, through), index: LAST_INDEX }, at);
    const next = this.#recent.find((event) => isOwed(event, line));
    return next !== undefined && next.tick <= through;
  }

  #reach(line: Line, place: Place): void {
    line.at = line.journaled = place;
    this.#ports.delivered({ consumer: line.consumer.name, ...place });
  }

  /** Never rejects. */
  async #run(line: Line): Promise<void> {
    try {
      // The patch that waited for the same commit goes out first.
      await null;
      while (!this.#closed && this.#owes(line)) {
        const behind = isAfter(this.#floor, line.at);
        await (behind ? this.#catchUp(line) : this.#deliver(line, this.#recent));
        this.#look();
      }
      this.#pause(line);
    } catch (error) {
      this.#ports.metrics.deliveryFailed(line.consumer.name);
      if (!(error instanceof NotTaken) || line.failures >= RETRY.patience)
        this.#ports.report(new Error(`outbox: ${line.consumer.name} failed at tick ${line.at.tick}`, { cause: error }));
      this.#retryLater(line);
    } finally {
      this.#forget();
    }
  }

  /** As far as the journal can bring whoever is behind the floor. */
  async #catchUp(line: Line): Promise<void> {
    const through = Math.min(this.#floor.tick, this.#durable);
    const tail = await this.#ports.tail(line.at, through, line.consumer);
    if (tail.missed) this.#lose(line, tail.through);
    const end = { tick: tail.through, index: LAST_INDEX };
    if (!isAfter(end, line.at)) throw new Error(`the journal ends at tick ${tail.through}, before ${through}`);
    for (let owed = tail.events.map((event): Kept => ({ ...event, lines: ALL_LINES })); owed.length > 0; ) {
      await this.#deliver(line, owed);
      if (this.#closed) return;
      owed = owed.filter((event) => isAfter(event, line.at));
    }
    if (isAfter(end, line.at)) line.at = end;
  }

  /** Told of once, however often it is tried. */
  #lose(line: Line, through: Tick): void {
    if (through <= line.lostThrough) return;
    line.lostThrough = through;
    const { name } = line.consumer;
    this.#ports.metrics.eventsLost(name);
    this.#ports.report(new Error(`outbox: events after tick ${line.at.tick} are lost for ${name}`));
  }

  async #deliver(line: Line, from: readonly Kept[]): Promise<void> {
    const owed = from.filter((event) => event.tick <= this.#durable && isOwed(event, line));
    const batch = owed.slice(0, OUTBOX_LIMITS.batchEvents);
    const last = batch.at(-1);
    if (last === undefined) return;
    const { tick, index } = last;
    await line.consumer.deliver(batch.map((event) => this.#delivery(event)));
    line.failures = 0;
    // A tick that is durable has no more events than those.
    const whole = owed[batch.length]?.tick !== tick;
    this.#reach(line, { tick, index: whole ? LAST_INDEX : index });
  }

  #delivery({ tick, index, bytes }: Emitted): Delivery {
    return { id: { room: this.#room, tick, index }, bytes };
  }

  #retryLater(line: Line): void {
    this.#startIn(line, Math.min(RETRY.mostMs, RETRY.firstMs * 2 ** Math.min(line.failures++, 20)));
  }

  /** Until the next delivery, unless someone waits for it. */
  #pause(line: Line): void {
    const { paceMs = 0 } = line.consumer;
    if (paceMs === 0 || this.#closed || this.#onlookers.size > 0) return;
    const callOff = this.#startIn(line, paceMs);
    line.hurry = () => {
      callOff();
      line.waiting = false;
      line.hurry = null;
      this.#start(line);
    };
  }

  /** Returns what calls the timer off. */
  #startIn(line: Line, delayMs: number): () => void {
    line.waiting = true;
    return this.#ports.clock.setTimer(delayMs, () => {
      line.waiting = false;
      line.hurry = null;
      this.#start(line);
    });
  }

  /** Lets go of what everybody has. */
  #forget(): void {
    while (this.#recent.length > 0 && !this.#lines.some((line) => isOwed(this.#recent[0], line))) this.#dropOldest();
  }

  #dropOldest(): void {
    const oldest = this.#recent.shift();
    if (oldest === undefined) return;
    this.#recentBytes -= oldest.bytes.length;
    const floor = { tick: oldest.tick, index: oldest.index };
    for (const line of this.#lines)
      if ((oldest.lines & line.bit) === 0 && !isAfter(this.#floor, line.at) && isAfter(floor, line.at)) line.at = floor;
    this.#floor = floor;
  }
}

function isOwed(event: Kept, { at, bit }: Line): boolean {
  return (event.lines & bit) !== 0 && isAfter(event, at);
}
