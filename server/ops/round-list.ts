import { JournalError } from "../../shared/journal/index.ts";
import { CodecError } from "../../shared/machine.ts";
import { isPrivateRoom } from "../../shared/wire/private-rooms.ts";
import { LISTED_ROUNDS, type RoundInfo, type RoundSummary } from "../../shared/wire/rounds.ts";
import { spread } from "../journal/pack.ts";
import type { JournalStore, ReplayInfo } from "../journal/port.ts";
import type { RowReader } from "./readable-rows.ts";

/** What a replay is about, worked out with rests. Throws when it cannot be played. */
export type Summarize = (bytes: Uint8Array) => Generator<void, RoundSummary>;

/** The store is asked no more often than this, ms. */
const FRESH_MS = 1_000;
/** An answer waits so long for rounds that are being looked into, ms. */
const PATIENCE_MS = 250;

/** A room that closes as its round begins leaves a replay, too, with nothing to be seen in it: shorter ones are not listed, s. */
const SHORTEST_S = 5;

/** The newest finished rounds, each looked into once, one after the other and between ticks. */
export class RoundList {
  readonly #store: Pick<JournalStore, "replays" | "readReplay">;
  readonly #summarize: Summarize;
  readonly #now: () => number;
  readonly #readRows: Pick<RowReader, "unreadable">;
  /** By id, of those listed; null: cannot be played. */
  #known = new Map<string, RoundSummary | null>();
  #listed: readonly ReplayInfo[] = [];
  #listing: Promise<void> | null = null;
  #listedAtMs = Number.NEGATIVE_INFINITY;
  #working: Promise<void> | null = null;

  /** @param now monotonic ms */
  constructor(
    store: Pick<JournalStore, "replays" | "readReplay">,
    summarize: Summarize,
    now: () => number,
    readRows: Pick<RowReader, "unreadable"> = { unreadable() {} },
  ) {
    this.#store = store;
    this.#readRows = readRows;
    this.#summarize = summarize;
    this.#now = now;
  }

  /** Newest first. Rejects when the storage fails. */
  async list(): Promise<readonly RoundInfo[]> {
    if (this.#now() - this.#listedAtMs >= FRESH_MS) {
      this.#listing ??= this.#refresh();
      await this.#listing;
    }
    // Begun only where there is work: without any it ends at once, before it is noted that it runs.
    if (this.#next() !== undefined) this.#working ??= this.#work();
    const patience = Promise.withResolvers<void>();
    const timer = setTimeout(patience.resolve, PATIENCE_MS);
    await Promise.race([this.#working, patience.promise]);
    clearTimeout(timer);
    return this.#listed.flatMap(({ id, bytes, packedAtMs }) => {
      const about = this.#known.get(id);
      if (about && about.ticks < SHORTEST_S * about.tickHz) return [];
      const state = about === undefined ? "pending" : about === null ? "unplayable" : "ready";
      return { id, endedAtMs: Math.round(packedAtMs), bytes, state, about: about ?? null };
    });
  }

  /** Id of a listed round's replay; null: it is not listed, or not looked into yet. Rejects when the storage fails. */
  async find(room: string, round: number): Promise<string | null> {
    const rounds = await this.list();
    return rounds.find(({ about }) => about?.room === room && about.round === round)?.id ?? null;
  }

  async #refresh(): Promise<void> {
    try {
      const replays = (await this.#store.replays()).filter(({ id }) => !isPrivateRoom(id));
      this.#listed = replays.slice(-LISTED_ROUNDS).reverse();
      this.#listedAtMs = this.#now();
      const ids = new Set(this.#listed.map(({ id }) => id));
      for (const id of this.#known.keys()) if (!ids.has(id)) this.#known.delete(id);
    } finally {
      this.#listing = null;
    }
  }

  async #work(): Promise<void> {
    try {
      for (let next = this.#next(); next !== undefined; next = this.#next())
        this.#known.set(next.id, await this.#look(next.id));
    } finally {
      this.#working = null;
    }
  }

  #next(): ReplayInfo | undefined {
    return this.#listed.find(({ id }) => !this.#known.has(id));
  }

  /** Whatever is wrong with one round is wrong with that round only. */
  async #look(id: string): Promise<RoundSummary | null> {
    try {
      const bytes = await this.#store.readReplay(id);
      return bytes === null ? null : await spread(this.#summarize(bytes));
    } catch (error) {
      if (!(error instanceof JournalError) && !(error instanceof CodecError))
        this.#readRows.unreadable("rounds", error);
      return null;
    }
  }
}
