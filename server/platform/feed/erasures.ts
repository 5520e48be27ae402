import { type FeedDraft, type FeedMessage, messageJson } from "./log.ts";
import { redactMemory, redactMessage, redactNamesIn } from "./redact.ts";
import { TOPIC_NAMES, type Topic } from "./topics.ts";

/** A deleted player, and the text that replaces their messages. */
export interface Erasure {
  readonly player: number;
  readonly draft: FeedDraft;
  readonly atMs: number;
}

/** Rows per slice of work: many with short texts, few with long ones. */
export const SLICE_ROWS: Readonly<Record<Topic | "later" | "memories", number>> = {
  kills: 50,
  chat: 50,
  rounds: 50,
  scores: 50,
  positions: 1,
  beacons: 50,
  later: 50,
  memories: 8,
};

const PLAYER = /"player":(\d+)/g;
/** Players in the memory of matches of earlier versions. */
const REMEMBERED = /\[(\d+),"/g;

/**
 * Deleted players whose names are being removed from the log, in many slices. Until that is done, messages are cleaned
 * when they are read.
 */
export class Erasures {
  readonly #lastOf: (topic: Topic) => number;
  readonly #pending: Map<number, Erasure>;
  /** Messages after these numbers name no deleted player. */
  readonly #lastWithNames = new Map<Topic, number>();
  readonly #isPending = (player: number): boolean => this.#pending.has(player);

  /** @param lastOf the last number used in a topic @param pending erasures that the previous process did not finish */
  constructor(lastOf: (topic: Topic) => number, pending: readonly Erasure[] = []) {
    this.#lastOf = lastOf;
    this.#pending = new Map(pending.map((erasure) => [erasure.player, erasure]));
    if (pending.length > 0) this.#noteLast();
  }

  get players(): readonly number[] {
    return [...this.#pending.keys()];
  }

  add(erasure: Erasure): void {
    this.#pending.set(erasure.player, erasure);
    this.#noteLast();
  }

  /** No stored message names these players any more. */
  done(players: readonly number[]): void {
    for (const player of players) this.#pending.delete(player);
  }

  /** Removes the names from a message. */
  clean(message: FeedMessage): FeedMessage {
    const { topic, seq, owner, text } = message;
    if (this.#pending.size === 0 || seq > (this.#lastWithNames.get(topic) ?? 0)) return message;
    const clean = this.textOf(topic, seq, owner, text);
    return clean === text ? message : { ...message, text: clean };
  }

  /** The same for the parts of a message. */
  textOf(topic: Topic, seq: number, owner: string, text: string): string {
    const said = owner === "" ? undefined : this.#pending.get(Number(owner));
    if (said?.draft.topic === topic) return messageJson(said.draft, seq, said.atMs);
    return topic === "positions" || this.#mentions(text, PLAYER) ? redactMessage(topic, text, this.#isPending) : text;
  }

  /** @param draft a delayed message, JSON */
  draftOf(draft: string): string {
    return this.#mentions(draft, PLAYER) ? redactNamesIn(draft, this.#isPending) : draft;
  }

  /** @param memory see `FeedBatch` */
  memoryOf(memory: string): string {
    return this.#mentions(memory, REMEMBERED) ? redactMemory(memory, this.#isPending) : memory;
  }

  #noteLast(): void {
    for (const topic of TOPIC_NAMES) this.#lastWithNames.set(topic, this.#lastOf(topic));
  }

  #mentions(text: string, pattern: RegExp): boolean {
    for (const [, player] of text.matchAll(pattern)) if (this.#pending.has(Number(player))) return true;
    return false;
  }
}
