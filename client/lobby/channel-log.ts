import type { Event } from "../../shared/lobby/event.ts";
import { type Channel, LINES_KEPT, type Line } from "./model.ts";

type LineEvent = Extract<Event, { type: "line" }>;

/** A pending request for a channel's history. */
interface HistoryRequest {
  /** Whether any line of the answer arrived. */
  begun: boolean;
  /** The newest line that follows a gap, and the line before the gap; 0: none. */
  jumpedTo: number;
  jumpedFrom: number;
}

/**
 * A client's copy of one channel: all lines that the lobby remembers, in order and once each, even if events repeat or get
 * lost.
 */
export class ChannelLog implements Channel {
  readonly name: string;
  status: Channel["status"] = "opening";
  lines: readonly Line[] = [];
  /** Id of the newest line; 0: none. */
  last = 0;
  #pending: HistoryRequest | null = null;
  /** The log was complete once: new lines are fresh from then on. */
  #wasComplete = false;
  /** Lines that were dropped to ask again: they are not fresh a second time. */
  readonly #dropped = new Set<number>();

  constructor(name: string) {
    this.name = name;
  }

  get asked(): boolean {
    return this.#pending !== null;
  }

  /** Marks its history as requested. Returns the line after which to ask for it; −1: ask for all. */
  ask(): number {
    this.#pending = { begun: false, jumpedTo: 0, jumpedFrom: 0 };
    if (this.status === "gone") this.status = "opening";
    return this.last === 0 ? -1 : this.last;
  }

  /** The request was refused for good. */
  refuse(): void {
    this.#pending = null;
    this.status = "gone";
  }

  /**
   * Adds a line. Returns the new lines that are not history, null if the line is ignored. `gap`: lines before it are
   * missing. A history line has the seat that asked for it; a live one has seat −1.
   */
  take(event: LineEvent): { readonly fresh: Line[]; readonly gap: boolean } | null {
    if (this.status === "gone" || event.line <= this.last) return null;
    const pending = this.#pending;
    const next = event.line === this.last + 1;
    if (pending === null) {
      // History that this log no longer waits for.
      if (event.seat >= 0) return null;
      if (!next) return { fresh: [], gap: true };
    } else {
      // A live line comes again as history.
      if (event.seat < 0) return null;
      if (!next) {
        pending.jumpedTo = event.line;
        pending.jumpedFrom = pending.begun ? this.last : 0;
      }
      // Lines of an earlier channel of this name.
      if (this.last === 0) this.lines = [];
      pending.begun = true;
    }
    const line = lineOf(event);
    this.lines = [...this.lines, line].slice(-LINES_KEPT);
    this.last = event.line;
    const again = this.#dropped.delete(event.line);
    return { fresh: this.#wasComplete && !again ? [line] : [], gap: false };
  }

  /**
   * The history is complete. Returns whether to ask for it again.
   *
   * @param first the lobby remembers every line from here on: a gap behind it means that lines got lost
   */
  opened(first: number, last: number): boolean {
    const pending = this.#pending;
    if (pending === null) return false;
    this.#pending = null;
    // The channel of that name has begun anew.
    const other = last < this.last;
    if (other || pending.jumpedTo > first) {
      this.#dropAfter(other ? 0 : pending.jumpedFrom);
      if (other) this.#dropped.clear();
      return true;
    }
    if (last > this.last) return true;
    this.status = "open";
    this.#wasComplete = true;
    return false;
  }

  #dropAfter(last: number): void {
    for (const { id } of this.lines) if (id > last) this.#dropped.add(id);
    this.lines = this.lines.filter(({ id }) => id <= last);
    this.last = last;
  }

  /** The channel was closed. Opening it again opens a new one. */
  end(): void {
    this.#pending = null;
    this.status = "gone";
    this.last = 0;
  }

  erase(id: number): boolean {
    const at = this.lines.findIndex((line) => line.id === id);
    if (at < 0 || this.lines[at].erased) return false;
    this.lines = this.lines.with(at, { ...this.lines[at], text: "", erased: true });
    return true;
  }
}

function lineOf({ line: id, player, name, role, atS, text }: LineEvent): Line {
  return { id, player, name, role, atMs: atS * 1000, text, erased: text === "" };
}
