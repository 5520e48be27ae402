import type { Event } from "../../shared/lobby/event.ts";
import { type Channel, LINES_KEPT, type Line } from "./model.ts";

type Said = Extract<Event, { type: "line" }>;

/** A request for what was said before. */
interface Asked {
  /** Whether any of it came. */
  begun: boolean;
  /** Something between is missing: what follows is not taken. */
  broken: boolean;
  /** The line from which on there is something, where that is later than was asked for; 0: it is not. */
  jumpedTo: number;
}

/** One channel as a client has it: lines in order, without gaps or repeats, whatever comes twice or not at all. */
export class ChannelLog implements Channel {
  readonly name: string;
  status: Channel["status"] = "opening";
  lines: readonly Line[] = [];
  /** The newest line; 0: none. */
  last = 0;
  #asked: Asked | null = null;
  /** It was complete once: whatever comes since is fresh. */
  #known = false;

  constructor(name: string) {
    this.name = name;
  }

  get asked(): boolean {
    return this.#asked !== null;
  }

  /** It is being asked for. Returns after which line; −1: all. */
  ask(): number {
    this.#asked = { begun: false, broken: false, jumpedTo: 0 };
    if (this.status === "gone") this.status = "opening";
    return this.last === 0 ? -1 : this.last;
  }

  /** Nothing will come of it. */
  refuse(): void {
    this.#asked = null;
    this.status = "gone";
  }

  /** Takes a line. Returns what is new and was not history; null: nothing. `gap`: lines before it are missing. */
  take(said: Said): { readonly fresh: Line[]; readonly gap: boolean } | null {
    if (this.status === "gone" || said.line <= this.last) return null;
    const asked = this.#asked;
    const next = said.line === this.last + 1;
    if (asked === null) {
      // Said before this socket's first request was answered, or after something that was lost.
      if (said.seat >= 0) return null;
      if (!next) return { fresh: [], gap: true };
    } else {
      // What is said meanwhile comes again as history.
      if (said.seat < 0 || asked.broken) return null;
      if (!next && asked.begun) {
        asked.broken = true;
        return null;
      }
      if (!next) {
        asked.jumpedTo = said.line;
        this.lines = [];
      }
      asked.begun = true;
    }
    const line = lineOf(said);
    this.lines = [...this.lines, line].slice(-LINES_KEPT);
    this.last = said.line;
    return { fresh: this.#known ? [line] : [], gap: false };
  }

  /** What was asked for has come. Returns whether it must be asked for again. */
  opened(first: number, last: number): boolean {
    const asked = this.#asked;
    if (asked === null) return false;
    this.#asked = null;
    const other = last < this.last || asked.jumpedTo > first;
    if (other) {
      this.lines = [];
      this.last = 0;
    }
    if (other || asked.broken || last > this.last) return true;
    this.status = "open";
    this.#known = true;
    return false;
  }

  /** The channel is no more. Who opens it again finds another one. */
  end(): void {
    this.#asked = null;
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

function lineOf({ line: id, player, name, role, atS, text }: Said): Line {
  return { id, player, name, role, atMs: atS * 1000, text, erased: text === "" };
}
