import { type Event, LOBBY_REFUSAL } from "../../shared/lobby/event.ts";
import { ChannelLog } from "./channel-log.ts";
import type { Channel, Line } from "./model.ts";

/** How often a channel that is not there yet is asked for, and how long after each. */
const TRIES = 8;
const RETRY_MS = 1_000;

interface Opening {
  readonly log: ChannelLog;
  tries: number;
  /** Of the request that is not answered. */
  nonce: number;
  /** When it is asked for again; null: it is not. */
  againAtMs: number | null;
}

export interface ChannelsHost {
  /** Whether something asked now would arrive. */
  readonly live: () => boolean;
  /** Asks for what a channel has after a line, −1: for all. Returns the request's nonce. */
  readonly ask: (channel: string, after: number) => number;
  /** Lines or status of a channel changed. @param fresh lines that are not history */
  readonly changed: (channel: string, fresh: readonly Line[]) => void;
}

/** The channels that are read: asked for until they come, and again after whatever was missed. */
export class Channels {
  readonly #host: ChannelsHost;
  readonly #openings = new Map<string, Opening>();

  constructor(host: ChannelsHost) {
    this.#host = host;
  }

  /** In the order in which they were asked for. */
  list(): readonly Channel[] {
    return [...this.#openings.values()].map(({ log }) => log);
  }

  get(name: string): Channel | null {
    return this.#openings.get(name)?.log ?? null;
  }

  open(name: string): void {
    const known = this.#openings.get(name);
    if (known !== undefined && known.log.status !== "gone") return;
    const opening = known ?? { log: new ChannelLog(name), tries: 0, nonce: 0, againAtMs: null };
    opening.tries = 0;
    this.#openings.set(name, opening);
    this.#ask(opening);
  }

  /** Returns whether it was read. */
  close(name: string): boolean {
    return this.#openings.delete(name);
  }

  /** The link is live, or live again. */
  resume(): void {
    for (const opening of this.#openings.values()) {
      opening.tries = 0;
      if (opening.log.status !== "gone") this.#ask(opening);
    }
  }

  /** Asks again for what is not there yet, when it is time. */
  update(nowMs: number): void {
    for (const opening of this.#openings.values())
      if (opening.againAtMs !== null && nowMs >= opening.againAtMs) this.#ask(opening);
  }

  line(event: Extract<Event, { type: "line" }>): void {
    const opening = this.#openings.get(event.channel);
    const taken = opening?.log.take(event) ?? null;
    if (opening === undefined || taken === null) return;
    if (taken.gap) this.#ask(opening);
    else if (taken.fresh.length > 0) this.#host.changed(event.channel, taken.fresh);
  }

  opened({ channel, first, last }: Extract<Event, { type: "opened" }>): void {
    const opening = this.#openings.get(channel);
    if (opening === undefined || !opening.log.asked) return;
    if (opening.log.opened(first, last)) this.#ask(opening);
    this.#host.changed(channel, []);
  }

  /** The lobby has closed it: there is none of this name any more. */
  closed(channel: string): void {
    this.#openings.get(channel)?.log.end();
    this.#host.changed(channel, []);
  }

  erased(channel: string, line: number): void {
    if (this.#openings.get(channel)?.log.erase(line)) this.#host.changed(channel, []);
  }

  /** A request was. @param waitMs how long the lobby wants it not to come again */
  refused(nonce: number, code: number, waitMs: number, nowMs: number): void {
    for (const opening of this.#openings.values()) {
      if (opening.nonce !== nonce || !opening.log.asked) continue;
      const again = code === LOBBY_REFUSAL.tooFast || (code === LOBBY_REFUSAL.noSuchChannel && ++opening.tries < TRIES);
      if (again) opening.againAtMs = nowMs + Math.max(RETRY_MS, waitMs);
      else {
        opening.log.refuse();
        this.#host.changed(opening.log.name, []);
      }
    }
  }

  #ask(opening: Opening): void {
    opening.againAtMs = null;
    if (!this.#host.live()) return;
    const { log } = opening;
    opening.nonce = this.#host.ask(log.name, log.ask());
  }
}
