import { type Delivery, type EventPosition, isAfter } from "../../outbox/index.ts";
import type { ErasureCursor } from "./name-sweep.ts";
import type { Topic } from "./topics.ts";

/** A message without its number. */
export interface FeedDraft {
  readonly topic: Topic;
  /** What it is about: in topics that keep the newest of each, it replaces the one before. */
  readonly key: string;
  /** Fields beside topic, number and time: `type` and the rest. */
  readonly body: Readonly<Record<string, unknown>>;
  /** Told so much later, and numbered then, ms; default: at once. */
  readonly delayMs?: number;
  /** Whose words it holds; default: "", nobody's. */
  readonly owner?: string;
  /**
   * Kept messages with the same key, or owner, say the same as this from now on, so that nobody reads what they said. An
   * owner is a player who is gone: messages of every topic, kept and to come, no longer name them, see {@link redactNames}.
   */
  readonly erases?: FeedErasure;
}

export type FeedErasure = "key" | "owner";

/** A message as it is told. */
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

/** What is kept of a topic; `last`: the last number given, even where nothing is kept. */
export interface SequenceRange {
  readonly first: number;
  readonly last: number;
}

/** What a source's events are made into, and what is to be remembered of it for the next ones. */
export interface FeedBatch {
  readonly drafts: readonly FeedDraft[];
  readonly memory: string;
}

/** Numbers messages, and keeps some of them: each topic counts from 1 without gaps, for as long as the log exists. */
export interface FeedLog {
  /** Random: another log has other numbers. */
  readonly id: string;
  /**
   * Keeps what a source's events are made into: each event once, however often it is delivered, and all or nothing.
   *
   * @param make is given those events that are new, and what was remembered; not called where none are
   */
  consume(
    source: string,
    events: readonly Delivery[],
    atMs: number,
    make: (fresh: readonly Delivery[], memory: string | null) => FeedBatch,
  ): Promise<readonly FeedMessage[]>;
  append(drafts: readonly FeedDraft[], atMs: number): Promise<readonly FeedMessage[]>;
  /** Those that wait, and whose time has come, in the order in which they came; each once, also over restarts. */
  due(atMs: number): Promise<readonly FeedMessage[]>;
  /** Those with higher numbers, in order. */
  read(topic: Topic, after: number, most: number): Promise<readonly FeedMessage[]>;
  span(topic: Topic): Promise<SequenceRange>;
  /** People who are gone, and whose names are not yet taken out of all that is kept. */
  readonly erasing: readonly number[];
  /** The message as it may be read now: without names of {@link FeedLog.erasing}, as {@link FeedLog.read} gives it. */
  clean(message: FeedMessage): FeedMessage;
  /** Takes names out of the next slice of what is kept; null: there is none. @param cursor null: the first slice */
  eraseAfter(cursor: ErasureCursor | null): Promise<ErasureCursor | null>;
  /** These are named nowhere any more. */
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

/** Those of a source's events that come after a place. */
export function eventsAfter(events: readonly Delivery[], last: EventPosition | null): readonly Delivery[] {
  if (last === null) return events;
  return events.filter(({ id }) => isAfter(id, last));
}
