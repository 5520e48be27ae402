import type { Tick } from "../../shared/machine.ts";
import { ROOM_LIMITS } from "../../shared/wire/limits.ts";
import type { EventId } from "../outbox/index.ts";
import type { Sources } from "./sources.ts";

interface Entry<Command> {
  /** Whose it is; {@link ROOM} for the room's own. */
  readonly seat: number;
  command: Command;
  /** What caused it, elsewhere. */
  readonly id?: EventId;
}

interface Bucket<Command> {
  /** In the order of arrival. */
  entries: Entry<Command>[];
  readonly bySeat: Map<number, Entry<Command>[]>;
}

/** How one seat's commands arrived since last asked. Ticks; see `Pong` of the wire messages. */
export interface Arrivals {
  marginTicks: number | null;
  late: number;
  merged: number;
}

const noArrivals = (): Arrivals => ({ marginTicks: null, late: 0, merged: 0 });

const ROOM = -1;
/** What most ticks of a small room take. */
const NOTHING: readonly never[] = Object.freeze([]);

/**
 * Commands on the tick timeline. Each waits for the tick it is meant for; what comes late is taken by the next tick; what
 * one seat means for one tick is merged. So however many messages come, a tick takes a bounded number from each seat.
 */
export class Inbox<Command> {
  readonly #merge: (previous: Command, next: Command) => Command | null;
  readonly #dropped: () => void;
  readonly #most: number;
  /** By tick modulo their number; null where nothing waits. */
  readonly #buckets: (Bucket<Command> | null)[];
  /** Empty ones, to be used again. */
  readonly #spare: Bucket<Command>[] = [];
  /** By seat; null: nothing arrived since last asked. */
  readonly #arrivals: (Arrivals | null)[];
  readonly #sources: Sources;
  #next: Tick;
  #waiting = 0;

  /**
   * @param next the tick that takes commands first
   * @param merge two commands of one seat for one tick as one, or null where both must stay
   * @param dropped called for each command that enters no tick
   * @param sources what came from other rooms and services before
   * @param most commands of one seat for one tick that do not merge
   */
  constructor(
    seats: number,
    next: Tick,
    merge: (previous: Command, next: Command) => Command | null,
    dropped: () => void,
    sources: Sources,
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

  /** How many commands wait. */
  get waiting(): number {
    return this.#waiting;
  }

  /** The tick that would take a command meant for `target`, were it put now. */
  tickFor(target: Tick): Tick {
    return this.#next + Math.min(Math.max(target - this.#next, 0), ROOM_LIMITS.leadTicks);
  }

  /** A seat's command, meant for `target`; false: it enters no tick, as there are too many. */
  put(seat: number, target: Tick, command: Command): boolean {
    this.#arrivals[seat] ??= noArrivals();
    const arrivals = this.#arrivals[seat];
    const margin = target - this.#next;
    arrivals.marginTicks = Math.min(arrivals.marginTicks ?? margin, margin);
    if (margin < 0) arrivals.late++;
    const bucket = this.#bucket(this.tickFor(target));
    const mine = bucket.bySeat.get(seat) ?? [];
    for (const entry of mine) {
      const both = this.#merge(entry.command, command);
      if (both === null) continue;
      entry.command = both;
      arrivals.merged++;
      return true;
    }
    if (mine.length === this.#most) {
      this.#dropped();
      return false;
    }
    const entry = { seat, command };
    mine.push(entry);
    bucket.bySeat.set(seat, mine);
    bucket.entries.push(entry);
    this.#waiting++;
    return true;
  }

  /** The room's own command, for the next tick. The room bounds these by its seats. */
  putOwn(command: Command): void {
    this.#bucket(this.#next).entries.push({ seat: ROOM, command });
    this.#waiting++;
  }

  /**
   * A command of another room or service, for the next tick, however often it comes: each source's come in the order of
   * their ids, and one that is refused comes again before later ones. Resolves once it is as durable as the room; rejects
   * with `NotTaken` when it has to come again, and with a RangeError on what is no id.
   */
  async putFrom(id: EventId, command: Command): Promise<void> {
    if (this.#sources.offer(id)) {
      this.#bucket(this.#next).entries.push({ seat: ROOM, command, id });
      this.#waiting++;
    }
    await this.#sources.kept();
  }

  /** The commands of the next tick, in the order of their arrival. */
  take(): readonly Command[] {
    const place = this.#next % this.#buckets.length;
    const bucket = this.#buckets[place];
    for (const { id } of bucket?.entries ?? NOTHING) if (id !== undefined) this.#sources.take(id);
    this.#sources.tookAll(this.#next++);
    if (bucket === null) return NOTHING;
    const commands = bucket.entries.map((entry) => entry.command);
    this.#waiting -= commands.length;
    bucket.entries.length = 0;
    bucket.bySeat.clear();
    this.#buckets[place] = null;
    this.#spare.push(bucket);
    return commands;
  }

  /** Throws away what a seat still has waiting, and its arrivals: whoever sits there next did not send it. */
  forget(seat: number): void {
    for (const bucket of this.#buckets) {
      if (bucket === null || !bucket.bySeat.delete(seat)) continue;
      const left = bucket.entries.filter((entry) => entry.seat !== seat);
      this.#waiting -= bucket.entries.length - left.length;
      bucket.entries = left;
    }
    this.#arrivals[seat] = null;
  }

  /** How the seat's commands arrived since this was last asked. */
  arrivals(seat: number): Arrivals {
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
