import type { Counter, Registry } from "./metrics.ts";

export const LOG_LEVELS = ["silent", "error", "warn", "info", "debug"] as const;

export type LogLevel = (typeof LOG_LEVELS)[number];

/** Limits of the log (D8). */
export const LOG_LIMITS = {
  /** A repeated message is written once per this interval, with its number of repetitions, ms. */
  repeatMs: 60_000,
  /** Number of distinct messages remembered; beyond it, the oldest is forgotten. */
  messages: 256,
  /** Total entries per minute. */
  entriesPerMinute: 120,
  /** Length of one entry. */
  entryChars: 4_096,
} as const;

export interface LogOptions {
  readonly level: LogLevel;
  /** Monotonic ms. */
  readonly now: () => number;
  readonly registry: Registry;
  /** Default: the console. */
  readonly write?: { error(text: string): void; warn(text: string): void };
}

interface Message {
  readonly atMs: number;
  repeats: number;
}

/** The operator's log. Clients cannot fill the disk through it: repeated messages are counted, not written. */
export class Log {
  readonly #options: LogOptions;
  readonly #entries: { readonly error: Counter; readonly warn: Counter; readonly suppressed: Counter };
  /** By level and kind, which is the same for all repetitions. */
  readonly #messages = new Map<string, Message>();
  #minuteAtMs = Number.NEGATIVE_INFINITY;
  #inMinute = 0;

  constructor(options: LogOptions) {
    this.#options = options;
    const help = "Entries of the log; suppressed: not written, as repetitions or beyond the limit.";
    this.#entries = options.registry.counters("orrery_log_entries_total", help, "entry", [
      "error",
      "warn",
      "suppressed",
    ]);
  }

  /** Logs an unexpected error. */
  readonly report = (error: unknown): void => this.#log("error", errorText(error), errorKind(error));

  /** Logs a message for the operator. */
  readonly warn = (text: string): void => this.#log("warn", text, text);

  #log(level: "error" | "warn", text: string, kind: string): void {
    const nowMs = this.#options.now();
    const key = `${level} ${kind}`;
    const known = this.#messages.get(key);
    if (known !== undefined && nowMs - known.atMs < LOG_LIMITS.repeatMs) {
      known.repeats++;
      this.#entries.suppressed.add();
      return;
    }
    if (!this.#mayWrite(nowMs)) {
      this.#entries.suppressed.add();
      return;
    }
    this.#messages.delete(key);
    this.#messages.set(key, { atMs: nowMs, repeats: 0 });
    for (const oldest of this.#messages.keys()) {
      if (this.#messages.size <= LOG_LIMITS.messages) break;
      this.#messages.delete(oldest);
    }
    this.#entries[level].add();
    if (!isEnabled(this.#options.level, level)) return;
    const suffix = known === undefined || known.repeats === 0 ? "" : ` (and ${known.repeats} more before)`;
    (this.#options.write ?? console)[level](`${text.slice(0, LOG_LIMITS.entryChars)}${suffix}`);
  }

  #mayWrite(nowMs: number): boolean {
    if (nowMs - this.#minuteAtMs >= 60_000) {
      this.#minuteAtMs = nowMs;
      this.#inMinute = 0;
    }
    return ++this.#inMinute <= LOG_LIMITS.entriesPerMinute;
  }
}

function isEnabled(threshold: LogLevel, level: "error" | "warn"): boolean {
  return LOG_LEVELS.indexOf(threshold) >= LOG_LEVELS.indexOf(level);
}

function errorText(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const own = error.stack ?? `${error.name}: ${error.message}`;
  return error.cause === undefined ? own : `${own}\n  caused by ${errorText(error.cause)}`;
}

/** The kind of an error: where it was thrown, and its message without numbers. */
function errorKind(error: unknown): string {
  if (!(error instanceof Error)) return String(error).replace(/\d+/g, "#").slice(0, 200);
  const place = error.stack?.split("\n").find((line) => /^\s*at /.test(line)) ?? "";
  const cause = error.cause instanceof Error ? error.cause.message : "";
  return `${error.name} ${error.message} ${cause} ${place}`.replace(/\d+/g, "#").slice(0, 400);
}
