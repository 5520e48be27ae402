import { JournalError } from "../../shared/journal/index.ts";
import { CodecError } from "../../shared/machine.ts";
import { isPrivateRoom } from "../../shared/wire/private-rooms.ts";
import { MAX_LISTED_ROUNDS, type RoundInfo, type RoundSummary } from "../../shared/wire/rounds.ts";
import type { JournalStore, ReplayInfo } from "../journal/port.ts";
import type { RowReader } from "../ops/readable-rows.ts";
import { type NameLookup, type NameOf, nameOrNumber } from "../platform/names/pilot-names.ts";
import { runInSlices } from "../run-in-slices.ts";
import { overFairShare } from "../storage/fair-share.ts";

/** A summary without names, which replays do not contain. */
export interface RoundDigest extends Omit<RoundSummary, "players" | "names" | "isWinnerUnknown"> {
  /** Name of the game; absent: unknown. */
  readonly game?: string | null;
  /** null: unknown; those who sent commands count. */
  readonly players: number | null;
  /** null: nobody won; absent: the game does not say who wins. */
  readonly winnerPilot?: number | null;
  /** Numbers of those who played, in the room's table of names. */
  readonly pilots?: readonly number[];
}

/** Summarizes a replay, in slices. Throws if it cannot be played. */
export type Summarize = (bytes: Uint8Array) => Generator<void, RoundDigest>;

/** Minimum interval between reads of the store, ms. */
const REFRESH_MS = 1_000;
/** Minimum interval between lookups of names, ms. */
const NAME_REFRESH_MS = 500;
/** Maximum wait of an answer for rounds being summarized, ms. */
const MAX_WAIT_MS = 250;

/** Maximum time of one summary, ms. */
const MAX_SUMMARY_MS = 60_000;

/** Shorter rounds are not listed: a room that closes as its round begins leaves an empty replay too, s. */
const MIN_LISTED_S = 5;

/**
 * The list of the newest finished rounds, shared fairly among their players. Summarizes each once, one after the other,
 * in slices.
 */
export class RoundList {
  readonly #store: Pick<JournalStore, "replays" | "readReplay">;
  readonly #summarize: Summarize;
  readonly #now: () => number;
  readonly #readRows: Pick<RowReader, "unreadable">;
  readonly #names: NameLookup;
  /** By id, of the listed ones; null: unplayable. */
  #known = new Map<string, RoundDigest | null>();
  #listed: readonly ReplayInfo[] = [];
  /** Ids of all replays that the list was chosen from. */
  #found = "";
  #listing: Promise<void> | null = null;
  #listedAtMs = Number.NEGATIVE_INFINITY;
  #working: Promise<void> | null = null;
  #knownNames: ReadonlyMap<string, NameOf> = new Map();
  #namedAtMs = Number.NEGATIVE_INFINITY;

  /** @param now monotonic ms */
  constructor(
    store: Pick<JournalStore, "replays" | "readReplay">,
    summarize: Summarize,
    now: () => number,
    names: NameLookup,
    readRows: Pick<RowReader, "unreadable"> = { unreadable() {} },
  ) {
    this.#store = store;
    this.#readRows = readRows;
    this.#summarize = summarize;
    this.#now = now;
    this.#names = names;
  }

  /** Newest first. Rejects if the storage fails. */
  async list(): Promise<readonly RoundInfo[]> {
    if (this.#now() - this.#listedAtMs >= REFRESH_MS) {
      this.#listing ??= this.#refresh();
      await this.#listing;
    }
    // Start only if there is work: otherwise it would end before `#working` is set.
    if (this.#next() !== undefined) this.#working ??= this.#work();
    const timeout = Promise.withResolvers<void>();
    const timer = setTimeout(timeout.resolve, MAX_WAIT_MS);
    await Promise.race([this.#working, timeout.promise]);
    clearTimeout(timer);
    const names = await this.#currentNames();
    return this.#listed.flatMap(({ id, bytes, packedAtMs, players }) => {
      const digest = this.#known.get(id);
      if (digest && digest.ticks < MIN_LISTED_S * digest.tickHz) return [];
      const state = digest === undefined ? "pending" : digest === null ? "unplayable" : "ready";
      const about = digest ? summaryOf(digest, names.get(digest.room), players?.length ?? 0) : null;
      return { id, game: digest?.game ?? null, endedAtMs: Math.round(packedAtMs), bytes, state, about };
    });
  }

  /** Current names of winners and players, by room. */
  async #currentNames(): Promise<ReadonlyMap<string, NameOf>> {
    if (this.#now() - this.#namedAtMs < NAME_REFRESH_MS) return this.#knownNames;
    const pilots = new Map<string, number[]>();
    for (const digest of this.#known.values())
      if (digest) pilots.set(digest.room, [...(pilots.get(digest.room) ?? []), ...pilotsOf(digest)]);
    const names = new Map<string, NameOf>();
    // List rounds without names while these are unavailable.
    for (const [room, some] of pilots)
      if (some.length > 0) names.set(room, await this.#names.ofPilots(room, some).catch(() => () => ""));
    this.#knownNames = names;
    this.#namedAtMs = this.#now();
    return names;
  }

  /** Id of a listed round's replay; null: not listed, or not summarized yet. Rejects if the storage fails. */
  async find(room: string, round: number): Promise<string | null> {
    const rounds = await this.list();
    return rounds.find(({ about }) => about?.room === room && about.round === round)?.id ?? null;
  }

  /** Drops the summary of a replay that has changed. */
  dropSummary(id: string): void {
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
      const surplus = new Set(overFairShare(replays, MAX_LISTED_ROUNDS, Number.POSITIVE_INFINITY));
      this.#listed = replays.filter((replay) => !surplus.has(replay)).reverse();
      const ids = new Set(this.#listed.map(({ id }) => id));
      for (const id of this.#known.keys()) if (!ids.has(id)) this.#known.delete(id);
    } finally {
      this.#listing = null;
    }
  }

  async #work(): Promise<void> {
    try {
      for (let next = this.#next(); next !== undefined; next = this.#next())
        this.#setDigest(next.id, await this.#summarizeReplay(next.id));
    } finally {
      this.#working = null;
    }
  }

  #setDigest(id: string, digest: RoundDigest | null): void {
    this.#known.set(id, digest);
    this.#namedAtMs = Number.NEGATIVE_INFINITY;
  }

  #next(): ReplayInfo | undefined {
    return this.#listed.find(({ id }) => !this.#known.has(id));
  }

  /** Ends a summary that takes too long: others wait for it. */
  *#withLimit(summary: ReturnType<Summarize>): ReturnType<Summarize> {
    const endMs = this.#now() + MAX_SUMMARY_MS;
    for (let step = summary.next(); ; step = summary.next()) {
      if (step.done) return step.value;
      if (this.#now() > endMs) throw new Error(`summarize: no end after ${MAX_SUMMARY_MS} ms`);
      yield;
    }
  }

  /** Summarizes one replay; an error affects only that one. */
  async #summarizeReplay(id: string): Promise<RoundDigest | null> {
    try {
      const bytes = await this.#store.readReplay(id);
      return bytes === null ? null : checkDigest(await runInSlices(this.#withLimit(this.#summarize(bytes))));
    } catch (error) {
      if (!(error instanceof JournalError) && !(error instanceof CodecError))
        this.#readRows.unreadable("rounds", error);
      return null;
    }
  }
}

/** Throws a TypeError on a digest that a game made wrong. */
function checkDigest(digest: RoundDigest): RoundDigest {
  const { room, round, ticks, tickHz, players, pilots = [] } = digest;
  const isCount = (value: unknown) => Number.isSafeInteger(value) && (value as number) >= 0;
  const isRight =
    typeof room === "string" &&
    [round, ticks, tickHz, players ?? 0].every(isCount) &&
    Array.isArray(pilots) &&
    pilots.every(isCount);
  if (!isRight) throw new TypeError(`summarize: ${JSON.stringify(digest)} is no digest of a round`);
  return digest;
}

function pilotsOf({ winnerPilot, pilots = [] }: RoundDigest): number[] {
  return [...(typeof winnerPilot === "number" ? [winnerPilot] : []), ...pilots];
}

function summaryOf(digest: RoundDigest, nameOf: NameOf | undefined, senders: number): RoundSummary {
  const { game: _, players, winnerPilot, pilots, ...summary } = digest;
  const name = (pilot: number) => nameOrNumber(pilot, nameOf ?? (() => ""));
  return {
    ...summary,
    players: players ?? senders,
    ...(typeof winnerPilot === "number" && { winner: name(winnerPilot) }),
    ...(winnerPilot === undefined && { isWinnerUnknown: true }),
    ...(pilots !== undefined && { names: pilots.map(name) }),
  };
}
