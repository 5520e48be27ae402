import type { FeedHub } from "../../server/platform/feed/hub.ts";
import type { ServerMessages } from "../../server/platform/feed/messages.ts";
import type { FeedReader, FeedSink } from "../../server/platform/feed/reader.ts";
import { TOPICS, type Topic } from "../../server/platform/feed/topics.ts";
import type { CloseReason } from "../../shared/wire/codes.ts";

export type AnyServerMessage = ServerMessages[keyof ServerMessages];
type OfTopic = Extract<AnyServerMessage, { seq: number }>;

/** A reader of the feed that takes its messages when it wants to, and checks that it gets what it is to get. */
export class FeedListener implements FeedSink {
  /** All that it took, over all connections. */
  readonly heard: AnyServerMessage[] = [];
  readonly faults: string[] = [];
  /** The last number had of each topic. */
  readonly had = new Map<Topic, number>();
  ended: CloseReason | null = null;
  /** The most that waited at once. */
  mostWaiting = 0;
  #waiting: AnyServerMessage[] = [];
  #reader: FeedReader | null = null;
  #hub: FeedHub | null = null;

  /**
   * @param holds messages that wait for it, at most
   * @param eager asks for more while it takes one, as a stream does that is being read
   */
  constructor(
    readonly holds: number,
    readonly eager = false,
  ) {}

  get full(): boolean {
    return this.#waiting.length >= this.holds;
  }

  send(text: string): void {
    this.#waiting.push(JSON.parse(text));
    this.mostWaiting = Math.max(this.mostWaiting, this.#waiting.length);
    if (this.eager) this.#reader?.pump();
  }

  batch(tell: () => void): void {
    tell();
  }

  end(row: CloseReason): void {
    this.ended = row;
  }

  /** Goes on after what it has had; topics new to it begin as `since` says. */
  connect(hub: FeedHub, topics: readonly Topic[], since: number | null): void {
    this.ended = null;
    this.#hub = hub;
    this.#reader = hub.join(this);
    this.#reader.subscribe(topics.map((topic) => ({ topic, since: this.had.get(topic) ?? since })));
    this.#reader.pump();
  }

  /** What it did not take is lost on the way. */
  disconnect(): void {
    if (this.#reader !== null) this.#hub?.leave(this.#reader);
    this.#reader = null;
    this.#waiting = [];
  }

  take(count = Number.POSITIVE_INFINITY): void {
    for (const message of this.#waiting.splice(0, count)) this.#hear(message);
    this.#reader?.pump();
  }

  get waiting(): number {
    return this.#waiting.length;
  }

  #hear(message: AnyServerMessage): void {
    this.heard.push(message);
    switch (message.type) {
      case "subscribed":
        this.had.set(message.topic, message.after);
        break;
      case "gap":
        if (message.from !== this.#next(message.topic) || message.to < message.from)
          this.faults.push(`gap ${message.from} to ${message.to} after ${this.had.get(message.topic)}`);
        this.had.set(message.topic, message.to);
        break;
      default:
        if ("seq" in message) this.#count(message);
    }
  }

  #count({ topic, seq }: OfTopic): void {
    const next = this.#next(topic);
    // Where the newest counts, what was replaced is left out.
    if (TOPICS[topic] === "all" ? seq !== next : seq < next) this.faults.push(`${topic} ${seq} instead of ${next}`);
    this.had.set(topic, seq);
  }

  #next(topic: Topic): number {
    return (this.had.get(topic) ?? 0) + 1;
  }
}
