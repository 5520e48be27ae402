import { type FeedDraft, type FeedMessage, messageJson } from "./log.ts";
import { redactMemory, redactMessage, redactNamesIn } from "./redact.ts";
import { TOPIC_NAMES, type Topic } from "./topics.ts";

/** Someone who is gone, and what is to stand for whatever they said. */
export interface Erasure {
  readonly player: number;
  readonly draft: FeedDraft;
  readonly atMs: number;
}

/** Rows that one slice of the work looks at: of short texts many, of long ones few. */
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
/** In what is remembered of matches of earlier versions. */
const REMEMBERED = /\[(\d+),"/g;

/**
 * People who are gone, while their names are taken out of all that is kept, which takes many slices. Until that is done,
 * messages are cleaned whenever they are read.
 */
export class Erasures {
  readonly #lastOf: (topic: Topic) => number;
  readonly #pending: Map<number, Erasure>;
  /** Later messages name nobody who is gone. */
  readonly #lastWithNames = new Map<Topic, number>();
  readonly #isPending = (player: number): boolean => this.#pending.has(player);

  /**
   * @param lastOf the last number given in a topic
   * @param pending those that were not done when the process ended
   */
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

  /** Nothing that is kept names these any more. */
  done(players: readonly number[]): void {
    for (const player of players) this.#pending.delete(player);
  }

  /** The message as it may be read now. */
  clean(message: FeedMessage): FeedMessage {
    const { topic, seq, owner, text } = message;
    if (this.#pending.size === 0 || seq > (this.#lastWithNames.get(topic) ?? 0)) return message;
    const clean = this.textOf(topic, seq, owner, text);
    return clean === text ? message : { ...message, text: clean };
  }

  /** The same of a message's parts. */
  textOf(topic: Topic, seq: number, owner: string, text: string): string {
    const said = owner === "" ? undefined : this.#pending.get(Number(owner));
    if (said?.draft.topic === topic) return messageJson(said.draft, seq, said.atMs);
    return topic === "positions" || this.#mentions(text, PLAYER) ? redactMessage(topic, text, this.#isPending) : text;
  }

  /** @param draft JSON, of a message that waits */
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
