import { JournalError } from "../../shared/journal/index.ts";
import { CodecError } from "../../shared/machine.ts";
import { isPrivateRoom } from "../../shared/wire/private-rooms.ts";
import { LISTED_ROUNDS, type RoundInfo, type RoundSummary } from "../../shared/wire/rounds.ts";
import { spread } from "../journal/pack.ts";
import type { JournalStore, ReplayInfo } from "../journal/port.ts";
import type { FindNames, NameOf } from "../names/pilot-names.ts";
import { beyondShare } from "../storage/fair-share.ts";
import type { RowReader } from "./readable-rows.ts";

/** A summary that may leave the winner's name to whoever asks: replays do not hold it. `winnerPilot` null: nobody won. */
export interface RoundDigest extends RoundSummary {
  readonly winnerPilot?: number | null;
}

/** What a replay is about, worked out with rests. Throws when it cannot be played. */
export type Summarize = (bytes: Uint8Array) => Generator<void, RoundDigest>;

/** The store is asked no more often than this, ms. */
const FRESH_MS = 1_000;
/** Nor are names of those who won looked up more often, ms. */
const NAMED_MS = 500;
/** An answer waits so long for rounds that are being looked into, ms. */
const PATIENCE_MS = 250;

/** A room that closes as its round begins leaves a replay, too, with nothing to be seen in it: shorter ones are not listed, s. */
const SHORTEST_S = 5;

/** The newest finished rounds, none of them in the place of what others played, each looked into once, one after the other and between ticks. */
export class RoundList {
  readonly #store: Pick<JournalStore, "replays" | "readReplay">;
  readonly #summarize: Summarize;
  readonly #now: () => number;
  readonly #readRows: Pick<RowReader, "unreadable">;
  readonly #names: FindNames;
  /** By id, of those listed; null: cannot be played. */
  #known = new Map<string, RoundDigest | null>();
  #listed: readonly ReplayInfo[] = [];
  /** Ids of those that the list was chosen from. */
  #found = "";
  #listing: Promise<void> | null = null;
  #listedAtMs = Number.NEGATIVE_INFINITY;
  #working: Promise<void> | null = null;
  #winnerNames: ReadonlyMap<string, NameOf> = new Map();
  #namedAtMs = Number.NEGATIVE_INFINITY;

  /** @param now monotonic ms */
  constructor(
    store: Pick<JournalStore, "replays" | "readReplay">,
    summarize: Summarize,
    now: () => number,
    names: FindNames,
    readRows: Pick<RowReader, "unreadable"> = { unreadable() {} },
  ) {
    this.#store = store;
    this.#readRows = readRows;
    this.#summarize = summarize;
    this.#now = now;
    this.#names = names;
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
    const names = await this.#winners();
    return this.#listed.flatMap(({ id, bytes, packedAtMs }) => {
      const digest = this.#known.get(id);
      if (digest && digest.ticks < SHORTEST_S * digest.tickHz) return [];
      const state = digest === undefined ? "pending" : digest === null ? "unplayable" : "ready";
      const about = digest ? summaryOf(digest, names.get(digest.room)) : null;
      return { id, endedAtMs: Math.round(packedAtMs), bytes, state, about };
    });
  }

  /** What those who won are called now, by room. */
  async #winners(): Promise<ReadonlyMap<string, NameOf>> {
    if (this.#now() - this.#namedAtMs < NAMED_MS) return this.#winnerNames;
    const pilots = new Map<string, number[]>();
    for (const digest of this.#known.values())
      if (digest && typeof digest.winnerPilot === "number")
        pilots.set(digest.room, [...(pilots.get(digest.room) ?? []), digest.winnerPilot]);
    const names = new Map<string, NameOf>();
    // Rounds are told of without names while these cannot be had.
    for (const [room, some] of pilots) names.set(room, await this.#names.some(room, some).catch(() => () => ""));
    this.#winnerNames = names;
    this.#namedAtMs = this.#now();
    return names;
  }

  /** Id of a listed round's replay; null: it is not listed, or not looked into yet. Rejects when the storage fails. */
  async find(room: string, round: number): Promise<string | null> {
    const rounds = await this.list();
    return rounds.find(({ about }) => about?.room === room && about.round === round)?.id ?? null;
  }

  /** What a replay is about is another now. */
  forget(id: string): void {
    this.#known.delete(id);
    this.#listedAtMs = Number.NEGATIVE_INFINITY;
  }

  async #refresh(): Promise<void> {
    try {
      const replays = (await this.#store.replays()).filter(({ id }) => !isPrivateRoom(id));
      this.#listedAtMs = this.#now();
      const found = replays.map(({ id }) => id).join();
      if (found === this.#found) return;
      this.#found = found;
      const left = new Set(beyondShare(replays, LISTED_ROUNDS, Number.POSITIVE_INFINITY));
      this.#listed = replays.filter((replay) => !left.has(replay)).reverse();
      const ids = new Set(this.#listed.map(({ id }) => id));
      for (const id of this.#known.keys()) if (!ids.has(id)) this.#known.delete(id);
    } finally {
      this.#listing = null;
    }
  }

  async #work(): Promise<void> {
    try {
      for (let next = this.#next(); next !== undefined; next = this.#next())
        this.#know(next.id, await this.#look(next.id));
    } finally {
      this.#working = null;
    }
  }

  #know(id: string, digest: RoundDigest | null): void {
    this.#known.set(id, digest);
    this.#namedAtMs = Number.NEGATIVE_INFINITY;
  }

  #next(): ReplayInfo | undefined {
    return this.#listed.find(({ id }) => !this.#known.has(id));
  }

  /** Whatever is wrong with one round is wrong with that round only. */
  async #look(id: string): Promise<RoundDigest | null> {
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

function summaryOf({ winnerPilot, ...summary }: RoundDigest, nameOf: NameOf | undefined): RoundSummary {
  if (typeof winnerPilot !== "number") return summary;
  return { ...summary, winner: nameOf?.(winnerPilot) || `Pilot ${winnerPilot}` };
}
