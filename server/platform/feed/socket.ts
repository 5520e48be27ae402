import { CLOSE, type CloseReason } from "../../../shared/wire/codes.ts";
import type { Budgets, Permit, Sender } from "../../budgets/index.ts";
import type { PlainHandler, PlainSocket } from "../../transport/plain-socket.ts";
import type { FeedHub } from "./hub.ts";
import type { FeedMetrics } from "./metrics.ts";
import type { FeedReader, FeedSink } from "./reader.ts";
import { FeedRefused } from "./refused.ts";
import { parseClientMessage, type TopicRequest } from "./request.ts";
import { reserveReader } from "./reserve-reader.ts";

export interface FeedSocketOptions {
  readonly hub: FeedHub;
  readonly budgets: Budgets;
  readonly metrics: FeedMetrics;
  readonly report: (error: unknown) => void;
}

/** A reader over WebSocket: JSON in text frames, both ways. */
export class FeedSocket implements PlainHandler {
  readonly #options: FeedSocketOptions;
  readonly #sender: Sender;
  readonly #wishes: readonly TopicRequest[] | FeedRefused;
  #socket: PlainSocket | null = null;
  #reader: FeedReader | null = null;
  #hold: Permit | null = null;
  #badFrames = 0;
  /** Resolves when the reader was greeted; earlier messages from it wait. */
  #greeted: Promise<void> = Promise.resolve();

  /** @param wishes the subscriptions in the URL, or the reason of a refusal: browsers can read it only in a frame */
  constructor(options: FeedSocketOptions, sender: Sender, wishes: readonly TopicRequest[] | FeedRefused) {
    this.#options = options;
    this.#sender = sender;
    this.#wishes = wishes;
  }

  open(socket: PlainSocket): void {
    const { hub, budgets, report } = this.#options;
    const wishes = this.#wishes;
    this.#socket = socket;
    try {
      if (wishes instanceof FeedRefused) throw wishes;
      this.#hold = reserveReader(budgets, this.#sender);
    } catch (error) {
      this.#refuse(error);
      socket.end(CLOSE.badCommands);
      return;
    }
    const sink: FeedSink = {
      get full() {
        return socket.bufferedBytes > hub.limits.queueBytes;
      },
      send: (text) => socket.send(text),
      batch: (work) => socket.cork(work),
      end: (row: CloseReason) => socket.end(row),
    };
    const reader = hub.join(sink);
    this.#reader = reader;
    this.#greeted = this.#greet(reader, wishes).catch((error) => {
      report(error);
      reader.end(CLOSE.restarting);
    });
  }

  async #greet(reader: FeedReader, wishes: readonly TopicRequest[]): Promise<void> {
    reader.sendControl(await this.#options.hub.hello());
    reader.subscribe(wishes);
    reader.pump();
  }

  message(text: string): void {
    if (this.#reader === null) return;
    void this.#greeted.then(() => this.#hear(text));
  }

  drain(): void {
    this.#reader?.pump();
  }

  closed(): void {
    this.#hold?.release();
    if (this.#reader !== null) this.#options.hub.leave(this.#reader);
  }

  #hear(text: string): void {
    const reader = this.#reader as FeedReader;
    try {
      const said = parseClientMessage(text);
      const topics = [...new Set(said.topics)];
      if (said.type === "unsubscribe") for (const topic of topics) reader.unsubscribe(topic);
      else reader.subscribe(topics.map((topic) => ({ topic, since: said.since?.[topic] ?? null })));
      reader.pump();
    } catch (error) {
      this.#refuse(error);
      if (++this.#badFrames >= this.#options.hub.limits.badFrames) reader.end(CLOSE.badCommands);
    }
  }

  #refuse(error: unknown): void {
    if (!(error instanceof FeedRefused)) throw error;
    this.#options.metrics.refused(error.why);
    this.#socket?.send(JSON.stringify({ type: "refused", ...error.toJSON() }));
  }
}
