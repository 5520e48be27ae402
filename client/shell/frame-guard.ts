/** Different errors that are reported in full; more are counted only. */
const REPORTED = 8;

/**
 * Keeps an error inside the frame it happened in: the next frame is drawn all the same. Each error is reported once, as an
 * uncaught one would be.
 */
export class FrameGuard {
  readonly #report: (error: unknown) => void;
  readonly #seen = new Set<string>();
  /** Frames that ended early. */
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
