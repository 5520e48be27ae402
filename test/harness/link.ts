import { createRandom, nextUint32, type RandomState } from "../../shared/math/random.ts";
import type { VirtualClock } from "./virtual-clock.ts";

/** One direction of a link. */
export interface DirectionProfile {
  readonly delayMs: number;
  /** Added to each message, from 0 to this, ms. */
  readonly jitterMs: number;
}

/**
 * A simulated way there and back, the same both ways where nothing else is said. A WebSocket loses nothing and keeps the
 * order, so trouble only makes things late.
 */
export interface LinkProfile extends DirectionProfile {
  /** The way to the server, where it is another than the way back. */
  readonly up?: DirectionProfile;
  /** About every so often nothing arrives for so long, either way; then everything at once. */
  readonly stall?: { readonly ms: number; readonly everyS: number };
  /** About every so often the connection is lost. */
  readonly dropEveryS?: number;
}

/** Loopback, and what a player with a middling connection has: 100 ± 20 ms there and back. */
export const PERFECT: LinkProfile = { delayMs: 0.1, jitterMs: 0 };
export const MIDDLING: LinkProfile = { delayMs: 40, jitterMs: 20 };

/** There and back `rttMs` ± `spreadMs`. */
function around(rttMs: number, spreadMs: number): LinkProfile {
  return { delayMs: (rttMs - spreadMs) / 2, jitterMs: spreadMs };
}

/** Networks as players have them, in the order of their trouble. */
export const PROFILES = {
  lan: around(1, 0),
  good: around(40, 5),
  typical: { ...around(80, 15), stall: { ms: 200, everyS: 20 } },
  bad: { ...around(150, 40), stall: { ms: 300, everyS: 10 } },
  /** A narrow way up that others fill: phones, cables. */
  uneven: { delayMs: 15, jitterMs: 10, up: { delayMs: 100, jitterMs: 40 } },
  awful: { ...around(300, 100), stall: { ms: 500, everyS: 8 }, dropEveryS: 60 },
} as const satisfies Readonly<Record<string, LinkProfile>>;
export type ProfileName = keyof typeof PROFILES;

function share(random: RandomState): number {
  return nextUint32(random) / 2 ** 32;
}

/** When something that comes about every `everyMs` comes next: from half of that to half as long again. */
export function nextIn(random: RandomState, everyMs: number): number {
  return everyMs * (0.5 + share(random));
}

/** The stalls of one link, which both of its directions suffer together. */
export class Stalls {
  readonly #random: RandomState;
  #profile: LinkProfile;
  #beginsMs = Number.NaN;
  #newestEndMs = Number.NEGATIVE_INFINITY;

  constructor(profile: LinkProfile, seed: number) {
    this.#profile = profile;
    this.#random = createRandom(seed);
  }

  /** When the newest that held anything up ends, or did. */
  get newestEndMs(): number {
    return this.#newestEndMs;
  }

  /** Until when nothing arrives that would arrive now. Ask with times that rise. */
  endMs(nowMs: number): number {
    const { stall } = this.#profile;
    if (stall === undefined) return nowMs;
    if (Number.isNaN(this.#beginsMs)) this.#beginsMs = nowMs + nextIn(this.#random, stall.everyS * 1000);
    while (nowMs >= this.#beginsMs + stall.ms) this.#beginsMs += nextIn(this.#random, stall.everyS * 1000);
    if (nowMs >= this.#beginsMs) this.#newestEndMs = this.#beginsMs + stall.ms;
    return nowMs < this.#beginsMs ? nowMs : this.#beginsMs + stall.ms;
  }
}

/** When messages of one direction arrive; drawn from a seed. */
export class Delays {
  profile: LinkProfile;
  readonly #way: "up" | "down";
  readonly #stalls: Stalls;
  readonly #random: RandomState;
  #lastDueMs = Number.NEGATIVE_INFINITY;

  constructor(
    profile: LinkProfile,
    seed: number,
    stalls: Stalls = new Stalls(profile, seed),
    way: "up" | "down" = "down",
  ) {
    this.profile = profile;
    this.#way = way;
    this.#stalls = stalls;
    this.#random = createRandom(seed);
  }

  dueMs(nowMs: number): number {
    const { delayMs, jitterMs } = this.#way === "up" ? (this.profile.up ?? this.profile) : this.profile;
    const arrivesMs = this.#stalls.endMs(nowMs) + delayMs + share(this.#random) * jitterMs;
    // What comes later never overtakes.
    this.#lastDueMs = Math.max(this.#lastDueMs, arrivesMs);
    return this.#lastDueMs;
  }

  /** Nothing arrives before this. */
  hold(untilMs: number): void {
    this.#lastDueMs = Math.max(this.#lastDueMs, untilMs);
  }
}

/** One direction of a link under virtual time. */
export class DelayedDirection {
  readonly #delays: Delays;
  readonly #clock: VirtualClock;
  readonly #deliver: (bytes: Uint8Array) => void;
  /** Messages on their way. */
  flying = 0;
  cut = false;

  constructor(clock: VirtualClock, delays: Delays, deliver: (bytes: Uint8Array) => void) {
    this.#clock = clock;
    this.#delays = delays;
    this.#deliver = deliver;
  }

  set profile(profile: LinkProfile) {
    this.#delays.profile = profile;
  }

  send(bytes: Uint8Array): void {
    if (this.cut) return;
    const nowMs = this.#clock.nowMs();
    this.flying++;
    this.#clock.setTimer(this.#delays.dueMs(nowMs) - nowMs, () => {
      this.flying--;
      if (!this.cut) this.#deliver(bytes);
    });
  }

  /** Nothing arrives for this long; then everything at once, in order. */
  stall(ms: number): void {
    this.#delays.hold(this.#clock.nowMs() + ms);
  }
}
