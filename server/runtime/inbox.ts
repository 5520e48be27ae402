import type { Tick } from "../../shared/machine.ts";
import { ROOM_LIMITS } from "../../shared/wire/limits.ts";
import type { EventId } from "../outbox/index.ts";
import type { ExternalCommands } from "./external-commands.ts";

interface QueuedCommand<Command> {
  /** The sender's seat; {@link ROOM} for the room itself. */
  readonly seat: number;
  command: Command;
  /** The event of another room or service that caused it. */
  readonly id?: EventId;
}

interface Bucket<Command> {
  /** In order of arrival. */
  entries: QueuedCommand<Command>[];
  readonly bySeat: Map<number, QueuedCommand<Command>[]>;
}

/** Arrival statistics of one seat's commands since the last query. Ticks; see `Pong` of the wire messages. */
export interface Arrivals {
  marginTicks: number | null;
  late: number;
  merged: number;
}

const noArrivals = (): Arrivals => ({ marginTicks: null, late: 0, merged: 0 });

const ROOM = -1;
/** Most ticks of a small room take no command. */
const NOTHING: readonly never[] = Object.freeze([]);

/**
 * Queues commands by target tick. A late command goes to the next tick; commands of one seat for one tick are merged.
 * So a tick takes a bounded number from each seat, however many messages come.
 */
export class Inbox<Command> {
  readonly #merge: (previous: Command, next: Command) => Command | null;
  readonly #dropped: () => void;
  readonly #most: number;
  /** A ring, by tick modulo its length; null: no command waits for that tick. */
  readonly #buckets: (Bucket<Command> | null)[];
  /** Empty buckets, for reuse. */
  readonly #spare: Bucket<Command>[] = [];
  /** By seat; null: none since the last query. */
  readonly #arrivals: (Arrivals | null)[];
  readonly #sources: ExternalCommands;
  #next: Tick;
  #waiting = 0;

  /**
   * @param next the first tick that takes commands
   * @param merge merges two commands of one seat for one tick; null: keep both
   * @param dropped called for each command that is dropped
   * @param sources recognizes commands that other rooms and services send again
   * @param most maximum number of unmerged commands of one seat for one tick
   */
  constructor(
    seats: number,
    next: Tick,
    merge: (previous: Command, next: Command) => Command | null,
    dropped: () => void,
    sources: ExternalCommands,
    most: number = ROOM_LIMITS.commandsPerTick,
  ) {
    this.#most = most;
    this.#next = next;
    this.#merge = merge;
    this.#dropped = dropped;
    this.#sources = sources;
    this.#buckets = new Array<Bucket<Command> | null>(ROOM_LIMITS.leadTicks + 1).fill(null);
    this.#arrivals = new Array<Arrivals | null>(seats).fill(null);
  }

  /** Number of commands in the queue. */
  get waiting(): number {
    return this.#waiting;
  }

  /** The tick that would take a command for `target` if it came now. */
  tickFor(target: Tick): Tick {
    return this.#next + Math.min(Math.max(target - this.#next, 0), ROOM_LIMITS.leadTicks);
  }

  /** Queues a seat's command for tick `target`. Returns false if it is dropped because there are too many. */
  put(seat: number, target: Tick, command: Command): boolean {
    this.#arrivals[seat] ??= noArrivals();
    const arrivals = this.#arrivals[seat];
    const margin = target - this.#next;
    arrivals.marginTicks = Math.min(arrivals.marginTicks ?? margin, margin);
    if (margin < 0) arrivals.late++;
    const bucket = this.#bucket(this.tickFor(target));
    const queued = bucket.bySeat.get(seat) ?? [];
    for (const entry of queued) {
      const merged = this.#merge(entry.command, command);
      if (merged === null) continue;
      entry.command = merged;
      arrivals.merged++;
      return true;
    }
    if (queued.length === this.#most) {
      this.#dropped();
      return false;
    }
    const entry = { seat, command };
    queued.push(entry);
    bucket.bySeat.set(seat, queued);
    bucket.entries.push(entry);
    this.#waiting++;
    return true;
  }

  /** Queues a command of the room itself for the next tick. The room bounds these by its seats. */
  putRoomCommand(command: Command): void {
    this.#bucket(this.#next).entries.push({ seat: ROOM, command });
    this.#waiting++;
  }

  /**
   * Queues a command of another room or service for the next tick, once, however often it comes. Each source sends in
   * the order of its ids, and sends a refused command again before later ones. Resolves once the command is as durable
   * as the room. Rejects with `RetryLater` if it must be sent again, with a RangeError if the id is invalid.
   */
  async putExternal(id: EventId, command: Command): Promise<void> {
    if (this.#sources.receive(id)) {
      this.#bucket(this.#next).entries.push({ seat: ROOM, command, id });
      this.#waiting++;
    }
    await this.#sources.whenDurable();
  }

  /** Takes the commands of the next tick, in order of arrival. */
  take(): readonly Command[] {
    const place = this.#next % this.#buckets.length;
    const bucket = this.#buckets[place];
    for (const { id } of bucket?.entries ?? NOTHING) if (id !== undefined) this.#sources.take(id);
    this.#sources.endTick(this.#next++);
    if (bucket === null) return NOTHING;
    const commands = bucket.entries.map((entry) => entry.command);
    this.#waiting -= commands.length;
    bucket.entries.length = 0;
    bucket.bySeat.clear();
    this.#buckets[place] = null;
    this.#spare.push(bucket);
    return commands;
  }

  /** Drops a seat's waiting commands and its statistics: the seat's next holder did not send them. */
  dropSeat(seat: number): void {
    for (const bucket of this.#buckets) {
      if (bucket === null || !bucket.bySeat.delete(seat)) continue;
      const others = bucket.entries.filter((entry) => entry.seat !== seat);
      this.#waiting -= bucket.entries.length - others.length;
      bucket.entries = others;
    }
    this.#arrivals[seat] = null;
  }

  /** The seat's arrival statistics since the last call. */
  takeArrivals(seat: number): Arrivals {
    const now = this.#arrivals[seat] ?? noArrivals();
    this.#arrivals[seat] = null;
    return now;
  }

  #bucket(tick: Tick): Bucket<Command> {
    const place = tick % this.#buckets.length;
    this.#buckets[place] ??= this.#spare.pop() ?? { entries: [], bySeat: new Map() };
    return this.#buckets[place];
  }
}
