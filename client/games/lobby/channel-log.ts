import type { Event } from "../../../shared/games/lobby/event.ts";
import { type Channel, type ChatMessage, MAX_MESSAGES } from "../../shell/lobby/model.ts";

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
  messages: readonly ChatMessage[] = [];
  /** Id of the newest line; 0: none. */
  lastLine = 0;
  #pending: HistoryRequest | null = null;
  /** The log was complete once: new lines are fresh from then on. */
  #wasComplete = false;
  /** Lines that were dropped to ask again: they are not fresh a second time. */
  readonly #dropped = new Set<number>();

  constructor(name: string) {
    this.name = name;
  }

  get isPending(): boolean {
    return this.#pending !== null;
  }

  /** Marks its history as requested. Returns the line after which to ask for it; −1: ask for all. */
  beginRequest(): number {
    this.#pending = { begun: false, jumpedTo: 0, jumpedFrom: 0 };
    if (this.status === "gone") this.status = "opening";
    return this.lastLine === 0 ? -1 : this.lastLine;
  }

  /** The request was refused for good. */
  onRefused(): void {
    this.#pending = null;
    this.status = "gone";
  }

  /**
   * Adds a line. Returns the new lines that are not history, null if the line is ignored. `gap`: lines before it are
   * missing. A history line has the seat that asked for it; a live one has seat −1.
   */
  add(event: LineEvent): { readonly fresh: ChatMessage[]; readonly gap: boolean } | null {
    if (this.status === "gone" || event.line <= this.lastLine) return null;
    const pending = this.#pending;
    const next = event.line === this.lastLine + 1;
    if (pending === null) {
      // History that this log no longer waits for.
      if (event.seat >= 0) return null;
      if (!next) return { fresh: [], gap: true };
    } else {
      // A live line comes again as history.
      if (event.seat < 0) return null;
      if (!next) {
        pending.jumpedTo = event.line;
        pending.jumpedFrom = pending.begun ? this.lastLine : 0;
      }
      // Lines of an earlier channel of this name.
      if (this.lastLine === 0) this.messages = [];
      pending.begun = true;
    }
    const line = lineOf(event);
    this.messages = [...this.messages, line].slice(-MAX_MESSAGES);
    this.lastLine = event.line;
    const again = this.#dropped.delete(event.line);
    return { fresh: this.#wasComplete && !again ? [line] : [], gap: false };
  }

  /**
   * The history is complete. Returns whether to ask for it again.
   *
   * @param first the lobby remembers every line from here on: a gap behind it means that lines got lost
   */
  onHistoryEnd(first: number, last: number): boolean {
    const pending = this.#pending;
    if (pending === null) return false;
    this.#pending = null;
    // The channel of that name has begun anew.
    const other = last < this.lastLine;
    if (other || pending.jumpedTo > first) {
      this.#dropAfter(other ? 0 : pending.jumpedFrom);
      if (other) this.#dropped.clear();
      return true;
    }
    if (last > this.lastLine) return true;
    this.status = "open";
    this.#wasComplete = true;
    return false;
  }

  #dropAfter(last: number): void {
    for (const { id } of this.messages) if (id > last) this.#dropped.add(id);
    this.messages = this.messages.filter(({ id }) => id <= last);
    this.lastLine = last;
  }

  /** The channel was closed. Opening it again opens a new one. */
  onClosed(): void {
    this.#pending = null;
    this.status = "gone";
    this.lastLine = 0;
  }

  erase(id: number): boolean {
    const at = this.messages.findIndex((line) => line.id === id);
    if (at < 0 || this.messages[at].erased) return false;
    this.messages = this.messages.with(at, { ...this.messages[at], text: "", erased: true });
    return true;
  }
}

function lineOf({ line: id, player, name, role, atS, text }: LineEvent): ChatMessage {
  return { id, player, name, role, atMs: atS * 1000, text, erased: text === "" };
}
