/** Number of distinct errors reported in full; the others are only counted. */
const REPORTED = 8;

/** Catches errors of a frame, so that the next frame is drawn. Reports each error once, as an uncaught one would be. */
export class FrameGuard {
  readonly #report: (error: unknown) => void;
  readonly #seen = new Set<string>();
  /** Number of frames that threw. */
  failed = 0;

  constructor(report: (error: unknown) => void) {
    this.#report = report;
  }

  wrap<Args extends readonly unknown[]>(step: (...args: Args) => void): (...args: Args) => void {
    return (...args) => {
      try {
        step(...args);
      } catch (error) {
        this.failed++;
        const what = error instanceof Error ? `${error.name} ${error.message}` : String(error);
        if (this.#seen.has(what) || this.#seen.size >= REPORTED) return;
        this.#seen.add(what);
        this.#report(error);
      }
    };
  }
}
