/** How long a loop may be silent or behind before this process counts as ill, ms. */
export const HEALTH_LIMITS = { silentMs: 2_000, behindMs: 1_000 } as const;

/** How often a process without rooms beats, ms. */
const IDLE_BEAT_MS = 250;

/** What a loop reports to. `end` it when the loop ends on purpose: a room set aside is not an illness. */
export interface Heartbeat {
  /**
   * The loop advanced.
   *
   * @param nowMs monotonic
   * @param behindMs how far its work is behind its schedule
   */
  beat(nowMs: number, behindMs?: number): void;
  end(): void;
}

interface Loop {
  readonly name: string;
  beatMs: number;
  behindMs: number;
}

/** Whether this process's loops advance. Reads no clock: times are monotonic milliseconds given by the caller. */
export class Health {
  readonly #limits: { readonly silentMs: number; readonly behindMs: number };
  readonly #loops = new Set<Loop>();

  constructor(limits: { readonly silentMs: number; readonly behindMs: number } = HEALTH_LIMITS) {
    this.#limits = limits;
  }

  /** A new loop, which counts as having beaten at `nowMs`. */
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

  /** What is wrong, one line each; empty: healthy. */
  problems(nowMs: number): string[] {
    const { silentMs, behindMs } = this.#limits;
    const problems: string[] = [];
    for (const loop of this.#loops) {
      const quietMs = nowMs - loop.beatMs;
      if (quietMs > silentMs) problems.push(`${loop.name} stands still since ${Math.round(quietMs)} ms`);
      else if (loop.behindMs > behindMs) problems.push(`${loop.name} is ${Math.round(loop.behindMs)} ms behind`);
    }
    return problems;
  }
}

/** Beats for the process itself, so that one without rooms is healthy, and one whose event loop blocks is not. */
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
