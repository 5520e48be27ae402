/** A monotonic clock with timers. Tests replace it with a virtual one. */
export interface Clock {
  /** Monotonic milliseconds, with fractions. */
  nowMs(): number;
  /** Runs `run` once, at most a millisecond before `delayMs` have passed. Returns a function that cancels it. */
  setTimer(delayMs: number, run: () => void): () => void;
}

export const systemClock: Clock = {
  nowMs: () => performance.now(),
  setTimer(delayMs, run) {
    const timer = setTimeout(run, delayMs);
    return () => clearTimeout(timer);
  },
};
