import { type Delivery, type EventPosition, isAfter } from "../../outbox/index.ts";
import type { ErasureCursor } from "./name-sweep.ts";
import type { Topic } from "./topics.ts";

/** A message without its number. */
export interface FeedDraft {
  readonly topic: Topic;
  /** Subject of the message; in topics that keep the newest of each key, it replaces the previous one. */
  readonly key: string;
  /** All fields besides topic, number and time. */
  readonly body: Readonly<Record<string, unknown>>;
  /** Delay until it is numbered and published, ms. Default: none. */
  readonly delayMs?: number;
  /** Player whose text it has. Default: "", none. */
  readonly owner?: string;
  /**
   * Replaces the content of stored messages with the same key or owner, which erases it. An owner is a deleted player:
   * no message of any topic, stored or future, names them any more, see {@link redactNames}.
   */
  readonly erases?: FeedErasure;
}

export type FeedErasure = "key" | "owner";

/** A published message. */
export interface FeedMessage {
  readonly topic: Topic;
  readonly seq: number;
  readonly key: string;
  readonly owner: string;
  /** JSON */
  readonly text: string;
  /** See {@link FeedDraft}. */
  readonly erases?: FeedErasure;
}

/** The stored messages of a topic; `last`: the last number used, even if none is stored. */
export interface SequenceRange {
  readonly first: number;
  readonly last: number;
}

/** The messages of a source's events, and the memory for its next events. */
export interface FeedBatch {
  readonly drafts: readonly FeedDraft[];
  readonly memory: string;
}

/** Numbers messages and stores some of them: each topic counts from 1 without gaps for as long as the log exists. */
export interface FeedLog {
  /** Random; another log has other numbers. */
  readonly id: string;
  /**
   * Stores the messages of a source's events: each event once, however often it is delivered, and all or none of a
   * delivery.
   *
   * @param make gets the new events and the memory; not called without new events
   */
  consume(
    source: string,
    events: readonly Delivery[],
    atMs: number,
    make: (fresh: readonly Delivery[], memory: string | null) => FeedBatch,
  ): Promise<readonly FeedMessage[]>;
  append(drafts: readonly FeedDraft[], atMs: number): Promise<readonly FeedMessage[]>;
  /** The delayed messages that are due, in order of arrival; each once, also across restarts. */
  due(atMs: number): Promise<readonly FeedMessage[]>;
  /** Messages with higher numbers, in order. */
  read(topic: Topic, after: number, most: number): Promise<readonly FeedMessage[]>;
  span(topic: Topic): Promise<SequenceRange>;
  /** Deleted players whose names are still being removed. */
  readonly erasing: readonly number[];
  /** Removes the names of {@link FeedLog.erasing} from a message, as {@link FeedLog.read} does. */
  clean(message: FeedMessage): FeedMessage;
  /** Removes names from the next slice of stored messages; null: none left. @param cursor null: the first slice */
  eraseAfter(cursor: ErasureCursor | null): Promise<ErasureCursor | null>;
  /** These players are named nowhere any more. */
  erased(players: readonly number[]): Promise<void>;
  close(): void;
}

export function toFeedMessage(draft: FeedDraft, seq: number, atMs: number): FeedMessage {
  const { topic, key, owner = "", erases } = draft;
  return { topic, seq, key, owner, text: messageJson(draft, seq, atMs), ...(erases !== undefined && { erases }) };
}

/** The message with its number, JSON. */
export function messageJson({ topic, body }: FeedDraft, seq: number, atMs: number): string {
  const { type, ...rest } = body;
  return JSON.stringify({ type, topic, seq, at: atMs, ...rest });
}

/** The events after a position. */
export function eventsAfter(events: readonly Delivery[], last: EventPosition | null): readonly Delivery[] {
  if (last === null) return events;
  return events.filter(({ id }) => isAfter(id, last));
}
