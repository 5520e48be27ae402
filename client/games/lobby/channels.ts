import { LOBBY_REFUSAL } from "../../../shared/chat.ts";
import type { Event } from "../../../shared/games/lobby/event.ts";
import type { Channel, ChatMessage } from "../../shell/lobby/model.ts";
import { ChannelLog } from "./channel-log.ts";

/** How often to ask for a channel that does not exist yet, and the wait after each try. */
const MAX_TRIES = 8;
const RETRY_MS = 1_000;

interface Opening {
  readonly log: ChannelLog;
  tries: number;
  /** Nonce of the pending request. */
  nonce: number;
  /** When to ask again; null: never. */
  retryAtMs: number | null;
}

export interface ChannelsOptions {
  /** Whether the link can send now. */
  readonly isLive: () => boolean;
  /** Asks for a channel's lines after this one, −1: for all. Returns the request's nonce. */
  readonly requestHistory: (channel: string, after: number) => number;
  /** Lines or status of a channel changed. @param fresh lines that are not history */
  readonly onChanged: (channel: string, fresh: readonly ChatMessage[]) => void;
}

/** The channels that this client reads. Asks for each until it arrives, and again after a gap. */
export class Channels {
  readonly #options: ChannelsOptions;
  readonly #openings = new Map<string, Opening>();

  constructor(options: ChannelsOptions) {
    this.#options = options;
  }

  /** In the order in which they were opened. */
  list(): readonly Channel[] {
    return [...this.#openings.values()].map(({ log }) => log);
  }

  get(name: string): Channel | null {
    return this.#openings.get(name)?.log ?? null;
  }

  open(name: string): void {
    const known = this.#openings.get(name);
    if (known !== undefined && known.log.status !== "gone") return;
    const opening = known ?? { log: new ChannelLog(name), tries: 0, nonce: 0, retryAtMs: null };
    opening.tries = 0;
    this.#openings.set(name, opening);
    this.#ask(opening);
  }

  /** Returns whether the channel was open. */
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

  /** Retries the requests that are due. */
  update(nowMs: number): void {
    for (const opening of this.#openings.values())
      if (opening.retryAtMs !== null && nowMs >= opening.retryAtMs) this.#ask(opening);
  }

  onLine(event: Extract<Event, { type: "line" }>): void {
    const opening = this.#openings.get(event.channel);
    const added = opening?.log.add(event) ?? null;
    if (opening === undefined || added === null) return;
    if (added.gap) this.#ask(opening);
    else if (added.fresh.length > 0) this.#options.onChanged(event.channel, added.fresh);
  }

  onOpened({ channel, first, last }: Extract<Event, { type: "opened" }>): void {
    const opening = this.#openings.get(channel);
    if (opening === undefined || !opening.log.isPending) return;
    if (opening.log.onHistoryEnd(first, last)) this.#ask(opening);
    this.#options.onChanged(channel, []);
  }

  /** The lobby closed the channel. */
  onClosed(channel: string): void {
    this.#openings.get(channel)?.log.onClosed();
    this.#options.onChanged(channel, []);
  }

  onErased(channel: string, line: number): void {
    if (this.#openings.get(channel)?.log.erase(line)) this.#options.onChanged(channel, []);
  }

  /** The lobby refused a request. @param waitMs earliest time for a retry */
  onRefused(nonce: number, code: number, waitMs: number, nowMs: number): void {
    for (const opening of this.#openings.values()) {
      if (opening.nonce !== nonce || !opening.log.isPending) continue;
      const retry =
        code === LOBBY_REFUSAL.tooFast || (code === LOBBY_REFUSAL.noSuchChannel && ++opening.tries < MAX_TRIES);
      if (retry) opening.retryAtMs = nowMs + Math.max(RETRY_MS, waitMs);
      else {
        opening.log.onRefused();
        this.#options.onChanged(opening.log.name, []);
      }
    }
  }

  #ask(opening: Opening): void {
    opening.retryAtMs = null;
    if (!this.#options.isLive()) return;
    const { log } = opening;
    opening.nonce = this.#options.requestHistory(log.name, log.beginRequest());
  }
}
