/** What one round trip said. Local times in ms on one monotonic clock. */
export interface RoundTrip {
  readonly sentMs: number;
  readonly receivedMs: number;
  /** The server's tick when it answered, with its fraction. */
  readonly serverTick: number;
  /** How long before that it was asked, ms. */
  readonly heldMs: number;
  /** The least early arrival of the commands sent since the ping before, as in `Pong`; null: none were sent. */
  readonly marginTicks: number | null;
  /** How far the present was ahead of the server when the ping before was sent, ticks. */
  readonly leadAtPingTicks: number;
}

interface Bounds {
  atMs: number;
  /** The server's tick at local time 0 is between these. */
  low: number;
  high: number;
}

/** How long a round trip's word counts. */
const MEMORY_MS = 10_000;
const MEMORY = 24;
/** Bounds may cross by this much before the older ones are given up: the server's timers are not exact either, ticks. */
const TOLERANCE = 0.5;

/** Commands should arrive this many ticks before they are due; 0 is just in time. */
const MARGIN_WANTED = 0.5;
/** A larger margin than this shrinks. */
const MARGIN_COMFORTABLE = 1.8;
/** What late reports may add to the lead within a second: a single stall is not answered with a lead as long as it. */
const GROWTH_MAX = 4;
/** Share of what is too much that goes per report, and at least this many ticks. */
const SHRINK_SHARE = 0.12;
const SHRINK_LEAST = 0.1;
/** Reports that must all be comfortable before the lead shrinks. */
const REPORTS = 6;
/** Reports after which nothing is expected to change. */
const STEADY_REPORTS = 12;
const EXTRA_LEAST = 1;
const EXTRA_MOST = 40;
const EXTRA_FIRST = 2.5;

/** Shares of real time by which the present runs fast or slow to reach where it should be; farther off, it steps. */
const FAST = 0.5;
const SLOW = 0.06;
const STEP_TICKS = 24;
const SAME_TIMELINE_TICKS = 60;

/**
 * The client's present: the tick for which controls sampled now are meant. It runs ahead of the server by as much as a
 * command needs to get there in time, and never runs backward short of being far off.
 *
 * The server's tick is estimated by intersecting the bounds that round trips and patches give (Marzullo's algorithm for
 * agreeing on intervals, newest first). How early commands arrive is reported by the server and steers the lead: it grows
 * at once when they are late, and shrinks slowly while they are all early.
 */
export class TickClock {
  readonly #tickMs: number;
  readonly #bounds: Bounds[] = [];
  #offset = 0;
  #halfWidth = 0;
  #extra = EXTRA_FIRST;
  readonly #slacks: number[] = [];
  #trips = 0;
  #tripMs = 0;
  #growth = GROWTH_MAX;
  /** Reports in a row that changed nothing. */
  #quiet = 0;
  #present = 0;
  #presentMs = Number.NaN;
  #rttMs = 0;
  #jitterMs = 0;
  #marginTicks = 0;

  constructor(tickHz: number) {
    this.#tickMs = 1000 / tickHz;
  }

  /** Smoothed round trip, ms, and its mean deviation. */
  get rttMs(): number {
    return this.#rttMs;
  }
  get jitterMs(): number {
    return this.#jitterMs;
  }
  /** The margin last reported. */
  get marginTicks(): number {
    return this.#marginTicks;
  }
  /** Whether the lead has been right for a while. */
  get steady(): boolean {
    return this.#quiet >= STEADY_REPORTS;
  }
  /** True once a round trip was heard. */
  get synchronised(): boolean {
    return this.#trips > 0;
  }

  /** Starts over in a new room; after a return to the same timeline what was known of it stays. */
  restart(serverTick: number, nowMs: number): void {
    this.#bounds.length = 0;
    this.#slacks.length = 0;
    if (this.synchronised && Math.abs(this.serverTick(nowMs) - serverTick) < SAME_TIMELINE_TICKS) return;
    this.#trips = 0;
    this.#halfWidth = 0;
    this.#quiet = 0;
    this.#extra = EXTRA_FIRST;
    this.#offset = serverTick - nowMs / this.#tickMs;
  }

  /** A patch of this tick has arrived, so the server is at least there. */
  patch(tick: number, nowMs: number): void {
    const low = tick - nowMs / this.#tickMs;
    const newest = this.#bounds.at(-1);
    if (newest === undefined) {
      this.#offset = Math.max(this.#offset, low);
      return;
    }
    if (low <= newest.low) return;
    newest.low = low;
    this.#intersect(nowMs);
  }

  roundTrip(trip: RoundTrip): void {
    const { sentMs, receivedMs, serverTick, heldMs } = trip;
    this.#bounds.push({
      atMs: receivedMs,
      low: serverTick - receivedMs / this.#tickMs,
      high: serverTick - (heldMs + sentMs) / this.#tickMs,
    });
    this.#intersect(receivedMs);
    const rttMs = Math.max(0, receivedMs - sentMs - heldMs);
    const deviationMs = Math.abs(rttMs - this.#rttMs);
    this.#rttMs = this.#trips === 0 ? rttMs : this.#rttMs + (rttMs - this.#rttMs) / 8;
    this.#jitterMs = this.#trips === 0 ? 0 : this.#jitterMs + (deviationMs - this.#jitterMs) / 8;
    this.#trips++;
    this.#growth = Math.min(GROWTH_MAX, this.#growth + (GROWTH_MAX * (receivedMs - this.#tripMs)) / 1000);
    this.#tripMs = receivedMs;
    if (trip.marginTicks !== null) this.#steer(trip.marginTicks, trip.leadAtPingTicks);
  }

  #intersect(nowMs: number): void {
    const bounds = this.#bounds;
    while (bounds.length > MEMORY || (bounds.length > 1 && nowMs - bounds[0].atMs > MEMORY_MS)) bounds.shift();
    let low = Number.NEGATIVE_INFINITY;
    let high = Number.POSITIVE_INFINITY;
    for (let i = bounds.length - 1; i >= 0; i--) {
      const nextLow = Math.max(low, bounds[i].low);
      const nextHigh = Math.min(high, bounds[i].high);
      if (nextLow > nextHigh + TOLERANCE) {
        // What is older contradicts the newer: the server's timeline has moved.
        bounds.splice(0, i + 1);
        break;
      }
      low = nextLow;
      high = nextHigh;
    }
    this.#offset = (low + high) / 2;
    this.#halfWidth = Math.max(0, (high - low) / 2);
  }

  #steer(marginTicks: number, leadThenTicks: number): void {
    this.#marginTicks = marginTicks;
    const lead = this.#halfWidth + this.#extra;
    const slack = marginTicks - leadThenTicks;
    this.#slacks.push(slack);
    if (this.#slacks.length > REPORTS) this.#slacks.shift();
    // What the margin would have been with the lead of now.
    const margin = slack + lead;
    this.#quiet++;
    if (margin < MARGIN_WANTED) {
      const growth = Math.min(this.#growth, MARGIN_WANTED - margin);
      this.#growth -= growth;
      this.#quiet = 0;
      this.#extra = Math.min(EXTRA_MOST, this.#extra + growth);
    } else if (this.#slacks.length === REPORTS) {
      const tooMuch = Math.min(...this.#slacks) + lead - MARGIN_COMFORTABLE;
      if (tooMuch <= 0 || this.#extra === EXTRA_LEAST) return;
      this.#extra = Math.max(EXTRA_LEAST, this.#extra - Math.max(SHRINK_LEAST, tooMuch * SHRINK_SHARE));
      this.#quiet = 0;
    }
  }

  /** The server's tick, with its fraction, as far as known. */
  serverTick(nowMs: number): number {
    return this.#offset + nowMs / this.#tickMs;
  }

  /** How far the present is meant to be ahead of the server, ticks. */
  get targetLead(): number {
    return this.#halfWidth + this.#extra;
  }

  /** How far the present was ahead of the server when it was last asked for, ticks. */
  get lead(): number {
    return Number.isNaN(this.#presentMs) ? this.targetLead : this.#present - this.serverTick(this.#presentMs);
  }

  /** The present, in ticks with a fraction. Ask in the order of time. */
  present(nowMs: number): number {
    const wanted = this.serverTick(nowMs) + this.targetLead;
    const passed = (nowMs - this.#presentMs) / this.#tickMs;
    const error = wanted - (this.#present + passed);
    this.#presentMs = nowMs;
    if (!(Math.abs(error) <= STEP_TICKS) || this.#trips <= 1) {
      this.#present = wanted;
    } else {
      this.#present += passed + Math.max(-SLOW * passed, Math.min(FAST * passed, error));
    }
    return this.#present;
  }
}
