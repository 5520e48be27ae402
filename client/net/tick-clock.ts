/** The measurements of one round trip. Local times are ms of one monotonic clock. */
export interface RoundTrip {
  readonly sentMs: number;
  readonly receivedMs: number;
  /** The server's tick when it answered, with its fraction. */
  readonly serverTick: number;
  /** Time between the ping's arrival and the answer, ms. */
  readonly heldMs: number;
  /** The smallest margin of the commands sent since the previous ping, as in `Pong`; null: none. */
  readonly marginTicks: number | null;
  /** The lead of the present over the server when the previous ping was sent, ticks. */
  readonly leadAtPingTicks: number;
}

interface Bounds {
  atMs: number;
  /** Bounds of the server's tick at local time 0. */
  low: number;
  high: number;
}

/** Time for which a round trip's bounds count, ms. */
const MEMORY_MS = 10_000;
const MEMORY = 24;
/** Bounds may cross by this much before older ones are dropped, because the server's timers are not exact, ticks. */
const TOLERANCE = 0.5;

/** Target margin: commands should arrive this many ticks before they are due. */
const MARGIN_WANTED = 0.5;
/** Margins above this shrink the lead, ticks. */
const MARGIN_COMFORTABLE = 1.8;
/** Maximum growth of the lead within a second, ticks: a single stall must not add its whole length. */
const GROWTH_MAX = 4;
/** Share of the surplus removed per report, and the minimum, ticks. */
const SHRINK_SHARE = 0.12;
const SHRINK_LEAST = 0.1;
/** Number of consecutive comfortable reports before the lead shrinks. */
const REPORTS = 6;
/** Number of reports without a change after which the lead counts as steady. */
const STEADY_REPORTS = 12;
const EXTRA_LEAST = 1;
const EXTRA_MOST = 40;
const EXTRA_FIRST = 2.5;

/** The present runs fast or slow by these shares of real time to reach its target; if it is farther off, it jumps. */
const FAST = 0.5;
const SLOW = 0.06;
const STEP_TICKS = 24;
const SAME_TIMELINE_TICKS = 60;

/**
 * The client's present: the tick for which current controls are meant. It runs ahead of the server by the time that a
 * command needs to arrive, and never backward, unless it is far off. The server's tick is estimated by intersecting the
 * bounds that round trips and patches give (Marzullo's algorithm for agreeing on intervals, newest first). The server
 * reports how early commands arrive, and this steers the lead: it grows at once when commands are late, and shrinks
 * slowly while all are early.
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
  /** Number of consecutive reports without a change. */
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
  /** Whether a round trip has completed. */
  get synchronised(): boolean {
    return this.#trips > 0;
  }

  /** Starts over for a new room. After a return to the same timeline, the bounds stay. */
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

  /** A patch of this tick has arrived, so the server has reached it. */
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
        // Older bounds contradict newer ones: the server's timeline has moved.
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
    // The margin with the current lead.
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

  /** The estimated tick of the server, with its fraction. */
  serverTick(nowMs: number): number {
    return this.#offset + nowMs / this.#tickMs;
  }

  /** Target lead of the present over the server, ticks. */
  get targetLead(): number {
    return this.#halfWidth + this.#extra;
  }

  /** Lead of the present over the server at the last query, ticks. */
  get lead(): number {
    return Number.isNaN(this.#presentMs) ? this.targetLead : this.#present - this.serverTick(this.#presentMs);
  }

  /** The present tick, with its fraction. Query times must not decrease. */
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
