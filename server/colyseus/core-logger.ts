export interface LogTarget {
  report(error: unknown): void;
  warn(text: string): void;
}

/** Core's log, which clients can write to with each invalid message, within the limits of the operator's log. */
export function coreLogger({ report, warn }: LogTarget) {
  const ignore = () => {};
  return {
    error: (...parts: unknown[]) => report(parts.length === 1 ? parts[0] : parts.map(String).join(" ")),
    warn: (...parts: unknown[]) => warn(parts.map(String).join(" ")),
    info: ignore,
    debug: ignore,
    trace: ignore,
  };
}
