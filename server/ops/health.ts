/** Limits beyond which a loop makes this process unhealthy, ms. */
export const HEALTH_LIMITS = { silentMs: 2_000, behindMs: 1_000 } as const;

/** Interval of heartbeats of the event loop, ms. */
const IDLE_BEAT_MS = 250;

/**
 * The heartbeat of a loop. Call `end` when the loop ends on purpose: setting a room aside does not make the process
 * unhealthy.
 */
export interface Heartbeat {
  /**
   * Reports that the loop has advanced.
   *
   * @param nowMs monotonic
   * @param behindMs how far its work is behind schedule
   */
  beat(nowMs: number, behindMs?: number): void;
  end(): void;
}

interface Loop {
  readonly name: string;
  beatMs: number;
  behindMs: number;
}

/** Watches whether this process's loops advance. Reads no clock: callers pass monotonic milliseconds. */
export class Health {
  readonly #limits: { readonly silentMs: number; readonly behindMs: number };
  readonly #loops = new Set<Loop>();

  constructor(limits: { readonly silentMs: number; readonly behindMs: number } = HEALTH_LIMITS) {
    this.#limits = limits;
  }

  /** Registers a loop, with a first beat at `nowMs`. */
  loop(name: string, nowMs: number): Heartbeat {
    const loop: Loop = { name, beatMs: nowMs, behindMs: 0 };
    this.#loops.add(loop);
    return {
      beat: (atMs, behindMs = 0) => {
        loop.beatMs = atMs;
        loop.behindMs = behindMs;
      },
      end: () => void this.#loops.delete(loop),
    };
  }

  /** Problems, one line each; empty: healthy. */
  problems(nowMs: number): string[] {
    const { silentMs, behindMs } = this.#limits;
    const problems: string[] = [];
    for (const loop of this.#loops) {
      const quietMs = nowMs - loop.beatMs;
      if (quietMs > silentMs) problems.push(`${loop.name} has not advanced for ${Math.round(quietMs)} ms`);
      else if (loop.behindMs > behindMs) problems.push(`${loop.name} is ${Math.round(loop.behindMs)} ms behind`);
    }
    return problems;
  }
}

/** Beats for the event loop, so that a process without rooms is healthy and one whose event loop blocks is not. */
export function startIdleBeat(health: Health, now: () => number): { stop(): void } {
  const heartbeat = health.loop("the event loop", now());
  const timer = setInterval(() => heartbeat.beat(now()), IDLE_BEAT_MS);
  timer.unref();
  return {
    stop() {
      clearInterval(timer);
      heartbeat.end();
    },
  };
}
