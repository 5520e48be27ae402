import { LOG_LEVELS, type LogLevel } from "../config.ts";
import type { Counter, Registry } from "./metrics.ts";

/** How much is written to the log (rule D8). */
export const LOG_LIMITS = {
  /** What says the same is written once in so long, with how often it came meanwhile, ms. */
  repeatMs: 60_000,
  /** Different messages remembered; beyond it, the oldest is forgotten. */
  messages: 256,
  /** Entries in all, in one minute. */
  entriesPerMinute: 120,
  /** Characters of one entry. */
  entryChars: 4_096,
} as const;

export interface LogHost {
  readonly level: LogLevel;
  /** Monotonic ms. */
  readonly now: () => number;
  readonly registry: Registry;
  /** Default: the console's. */
  readonly write?: { error(text: string): void; warn(text: string): void };
}

interface Message {
  readonly atMs: number;
  repeats: number;
}

/** What this process says to whoever runs it. No client can fill a disk by it: what repeats is counted. */
export class Log {
  readonly #host: LogHost;
  readonly #entries: { readonly error: Counter; readonly warn: Counter; readonly suppressed: Counter };
  /** By level and what is the same of all repetitions. */
  readonly #messages = new Map<string, Message>();
  #minuteAtMs = Number.NEGATIVE_INFINITY;
  #inMinute = 0;

  constructor(host: LogHost) {
    this.#host = host;
    const help = "Entries of the log; suppressed: not written, as the same or too much was written just before.";
    this.#entries = host.registry.counters("orrery_log_entries_total", help, "entry", ["error", "warn", "suppressed"]);
  }

  /** Something threw that should not have. */
  readonly report = (error: unknown): void => this.#say("error", errorText(error), errorKind(error));

  /** A word for whoever runs the server. */
  readonly warn = (text: string): void => this.#say("warn", text, text);

  #say(level: "error" | "warn", text: string, kind: string): void {
    const nowMs = this.#host.now();
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
    if (!isHeard(this.#host.level, level)) return;
    const again = known === undefined || known.repeats === 0 ? "" : ` (and ${known.repeats} times more before)`;
    (this.#host.write ?? console)[level](`${text.slice(0, LOG_LIMITS.entryChars)}${again}`);
  }

  #mayWrite(nowMs: number): boolean {
    if (nowMs - this.#minuteAtMs >= 60_000) {
      this.#minuteAtMs = nowMs;
      this.#inMinute = 0;
    }
    return ++this.#inMinute <= LOG_LIMITS.entriesPerMinute;
  }
}

function isHeard(set: LogLevel, level: "error" | "warn"): boolean {
  return LOG_LEVELS.indexOf(set) >= LOG_LEVELS.indexOf(level);
}

function errorText(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const own = error.stack ?? `${error.name}: ${error.message}`;
  return error.cause === undefined ? own : `${own}\n  because of ${errorText(error.cause)}`;
}

/** Where it was thrown, and its words without what varies. */
function errorKind(error: unknown): string {
  if (!(error instanceof Error)) return String(error).replace(/\d+/g, "#").slice(0, 200);
  const place = error.stack?.split("\n").find((line) => /^\s*at /.test(line)) ?? "";
  const cause = error.cause instanceof Error ? error.cause.message : "";
  return `${error.name} ${error.message} ${cause} ${place}`.replace(/\d+/g, "#").slice(0, 400);
}
