import { gunzipSync } from "node:zlib";
import { beforeAll, describe, expect, it } from "vitest";
import { Budgets } from "../../server/budgets/index.ts";
import { FileJournalStore } from "../../server/journal/files/file-journal-store.ts";
import { memoryFileSystem } from "../../server/journal/files/memory-file-system.ts";
import type { JournalStore } from "../../server/journal/port.ts";
import { defaultSummary } from "../../server/releases/default-summary.ts";
import { RoundList, type Summarize } from "../../server/rounds/round-list.ts";
import { roundRoutes } from "../../server/rounds/routes.ts";
import { asAnyRoomDefinition } from "../../server/runtime/room-definition.ts";
import { readTimeline } from "../../shared/journal/index.ts";
import { MAX_LISTED_ROUNDS, type RoundInfo } from "../../shared/wire/rounds.ts";
import { lettered } from "../harness/names.ts";
import { recordTug } from "../harness/recorded-tug.ts";
import { askRoutes } from "../harness/routes.ts";
import { tugRoom } from "../harness/tiny-game.ts";

type Store = ConstructorParameters<typeof RoundList>[0] & Pick<JournalStore, "openReplay">;

const SEATS = 5;
const TICKS = 600;
/** By number in the room's table of names. */
const WINNER = 3;
const definition = asAnyRoomDefinition(tugRoom("tug", SEATS));

const files = memoryFileSystem();
const store = new FileJournalStore(files, "data");
let battle: string;
let bytes: Uint8Array;

beforeAll(async () => {
  battle = await recordTug(store, "first", SEATS, TICKS);
  bytes = (await store.readReplay(battle)) ?? new Uint8Array();
});

/** Of a game that knows who won and how many played. */
function* summarizeTug(replay: Uint8Array): ReturnType<Summarize> {
  const summary = yield* defaultSummary(definition, replay);
  return { ...summary, players: SEATS, winnerPilot: WINNER };
}

/** Routes over a store, with a clock that is set by hand. */
function serve(over: Store = store, summarize: Summarize = summarizeTug) {
  const time = { nowMs: 0 };
  const errors: unknown[] = [];
  const budgets = new Budgets({ now: () => time.nowMs });
  const unreadable = { unreadable: (list: string, error: unknown) => void errors.push([list, error]) };
  const rounds = new RoundList(over, summarize, () => time.nowMs, lettered("Pilot "), unreadable);
  const { ask } = askRoutes([
    roundRoutes({ list: rounds, store: over, budgets, report: (error) => errors.push(error) }),
  ]);
  const get = (id: string, headers: Record<string, string> = {}) => ask(`/rounds/${id}`, { headers });
  const list = async (): Promise<RoundInfo[]> => (await ask("/rounds")).json();
  /** Asked until every round was looked into, as a page does. */
  const whole = async (): Promise<RoundInfo[]> => {
    for (;;) {
      const rounds = await list();
      if (rounds.every(({ state }) => state !== "pending")) return rounds;
    }
  };
  return { ask, rounds, get, list, whole, time, errors };
}

/** A store of one replay under many ids, the newest last. */
function many(ids: readonly string[], read = async (): Promise<Uint8Array | null> => bytes): Store & { reads: number } {
  const over = {
    reads: 0,
    replays: async () => ids.map((id, i) => ({ id, bytes: bytes.length, packedAtMs: 1_000 + i, players: null })),
    readReplay: () => {
      over.reads++;
      return read();
    },
    openReplay: async () => {
      const bytes = await read();
      if (bytes === null) return null;
      const blob = new Blob([new Uint8Array(bytes)]);
      const { arrayBuffer } = blob;
      // As a file, it is read when that is asked for.
      blob.arrayBuffer = () => {
        over.reads++;
        return arrayBuffer.call(blob);
      };
      return blob;
    },
  };
  return over;
}

describe("GET /rounds", () => {
  it("says nothing of a winner where nobody won, and that it is unknown where the game does not say", async () => {
    const winnerOf = async (summarize: Summarize) => {
      const [{ about }] = await serve(store, summarize).whole();
      return [about?.winner, about?.isWinnerUnknown];
    };
    function* summarizeTie(replay: Uint8Array): ReturnType<Summarize> {
      return { ...(yield* summarizeTug(replay)), winnerPilot: null };
    }
    expect(await winnerOf(summarizeTie)).toEqual([null, undefined]);
    expect(await winnerOf((replay) => defaultSummary(definition, replay))).toEqual([null, true]);
  });

  it("tells what each finished round was, with the winner's name", async () => {
    const rounds = await serve().whole();
    expect(rounds).toHaveLength(1);
    const [{ id, state, about, ...rest }] = rounds;
    const { header, lastTick } = readTimeline([{ name: id, bytes }]);
    expect([id, state, rest.bytes]).toEqual([battle, "ready", bytes.length]);
    const round = { room: "first", round: 1, ticks: lastTick, tickHz: 60, players: SEATS, over: true };
    expect(about).toEqual({ ...round, winner: `Pilot ${WINNER}`, hash: expect.stringMatching(/^[0-9a-f]{16}$/) });
    expect([header.machine, lastTick]).toEqual(["tug", TICKS]);
  });

  it("finds the replay of a listed round, and of no other", async () => {
    const { rounds, whole } = serve();
    await whole();
    expect(await rounds.find("first", 1)).toBe(battle);
    expect(await rounds.find("first", 2)).toBeNull();
    expect(await rounds.find("second", 1)).toBeNull();
  });

  it("omits the replay of a room that closed as its round began", async () => {
    expect(await store.replays()).toHaveLength(2);
    expect(await serve().whole()).toHaveLength(1);
  });

  it("is newest first and no longer than its bound, and looks into each round once", async () => {
    const ids = Array.from({ length: MAX_LISTED_ROUNDS + 10 }, (_, i) => `r-${i}`);
    const over = many(ids);
    const { whole, time } = serve(over);
    const rounds = await whole();
    expect(rounds.map(({ id }) => id)).toEqual(ids.slice(10).reverse());
    time.nowMs = 5_000;
    await whole();
    expect(over.reads).toBe(MAX_LISTED_ROUNDS);
  });

  it("reads a round that appeared after a failed request", async () => {
    const ids = ["a"];
    const { list, whole, time } = serve(many(ids));
    await whole();
    await list();
    ids.push("b");
    time.nowMs = 5_000;
    await list();
    expect((await list()).map(({ id, state }) => [id, state])).toEqual([
      ["b", "ready"],
      ["a", "ready"],
    ]);
  });

  it("does not wait for slow rounds: they are pending, then ready", async () => {
    const slow = Promise.withResolvers<void>();
    const { list, whole } = serve(
      many(["a"], async () => {
        await slow.promise;
        return bytes;
      }),
    );
    expect(await list()).toMatchObject([{ id: "a", state: "pending", about: null }]);
    slow.resolve();
    expect(await whole()).toMatchObject([{ id: "a", state: "ready" }]);
  });

  it("lists a damaged round as one that cannot be played", async () => {
    const damaged = bytes.slice();
    damaged[damaged.length >> 1] ^= 1;
    expect(await serve(many(["bad"], async () => damaged)).whole()).toMatchObject([
      { state: "unplayable", about: null },
    ]);
  });

  it.each<[string, (pass: (ms: number) => void) => Generator<void, unknown>]>([
    [
      "whose summary never ends",
      function* (pass) {
        for (;;) {
          pass(1_000);
          yield;
        }
      },
    ],
    [
      "whose summary is none",
      // biome-ignore lint/correctness/useYield: it is wrong at once.
      function* () {
        return { room: "bad", round: 1, ticks: Number.NaN, tickHz: 60, players: 1 };
      },
    ],
    ["whose game tells of no rounds", () => (undefined as unknown as Summarize)(bytes) as never],
    [
      "whose telling throws",
      function* () {
        yield;
        throw new TypeError("x is not a function");
      },
    ],
  ])("a round %s hides no other", async (_, broken) => {
    const pass = (ms: number) => {
      time.nowMs += ms;
    };
    const other = (replay: Uint8Array) => (replay.length === 1 ? broken(pass) : summarizeTug(replay));
    const over = many(["good", "bad", "fine"]);
    const { whole, errors, time } = serve(
      { ...over, readReplay: async (id) => (id === "bad" ? new Uint8Array(1) : bytes) },
      other as Summarize,
    );
    expect((await whole()).map(({ id, state }) => [id, state])).toEqual([
      ["fine", "ready"],
      ["bad", "unplayable"],
      ["good", "ready"],
    ]);
    expect(errors).toEqual([["rounds", expect.any(Error)]]);
  });

  it("shows other rounds when one cannot be read", async () => {
    const over = many(["good", "bad"]);
    const { whole } = serve({
      ...over,
      readReplay: async (id) => {
        if (id === "bad") throw new Error("EACCES");
        return bytes;
      },
    });
    expect((await whole()).map(({ state }) => state)).toEqual(["unplayable", "ready"]);
  });

  it("says 503 when the storage fails, and recovers with it", async () => {
    const over = many(["a"]);
    let broken = true;
    const { ask, errors, whole } = serve({
      ...over,
      replays: async () => {
        if (broken) throw new Error("the disk is gone");
        return over.replays();
      },
    });
    const response = await ask("/rounds");
    expect([response.status, errors.length]).toEqual([503, 1]);
    broken = false;
    expect(await whole()).toHaveLength(1);
  });
});

describe("GET /rounds/ID", () => {
  it("serves the replay's bytes, revalidated each time, compressed if accepted", async () => {
    const { get } = serve();
    const plain = await get(battle);
    expect(plain.headers.get("content-encoding")).toBeNull();
    expect(plain.headers.get("cache-control")).toBe("no-cache");
    expect(plain.headers.get("x-content-type-options")).toBe("nosniff");
    expect(Buffer.from(await plain.bytes()).equals(Buffer.from(bytes))).toBe(true);
    const packed = await get(battle, { "accept-encoding": "gzip, br" });
    expect(packed.headers.get("content-encoding")).toBe("gzip");
    const body = await packed.bytes();
    console.log(`replay of ${bytes.length} bytes: ${body.length} packed`);
    expect(Buffer.from(gunzipSync(body)).equals(Buffer.from(bytes))).toBe(true);
    expect((await get(battle, { "accept-encoding": "gzip;q=0" })).headers.get("content-encoding")).toBeNull();
  });

  it("answers that a browser's copy is current", async () => {
    const { get } = serve();
    const etag = (await get(battle)).headers.get("etag") ?? "";
    expect((await get(battle, { "if-none-match": etag })).status).toBe(304);
  });

  it.each(["nothing", "..%2F..%2Fetc%2Fpasswd", "a".repeat(200), "%00", "x.orj"])(
    "D7: refuses the id %s",
    async (id) => {
      const { get } = serve();
      for (const headers of [{}, { "accept-encoding": "gzip" }]) {
        const response = await get(id, headers);
        expect([response.status, response.headers.get("cache-control")]).toEqual([404, "no-store"]);
      }
    },
  );

  it("compresses a replay once for any number of simultaneous requests", async () => {
    const over = many(["a"]);
    const { get } = serve(over);
    await Promise.all(Array.from({ length: 20 }, () => get("a", { "accept-encoding": "gzip" })));
    await get("a", { "accept-encoding": "gzip" });
    expect(over.reads).toBe(1);
  });

  it("D8: caches compressed replays up to its bound", async () => {
    // Noise does not pack.
    const noise = new Uint8Array(0x90_0000);
    for (let i = 0; i < noise.length; i += 0x1_0000) crypto.getRandomValues(noise.subarray(i, i + 0x1_0000));
    const over = many(["a", "b", "c", "d"], async () => noise);
    const { get } = serve(over);
    for (const id of ["a", "b", "c", "d"]) await get(id, { "accept-encoding": "gzip" });
    await get("d", { "accept-encoding": "gzip" });
    expect(over.reads).toBe(4);
    await get("a", { "accept-encoding": "gzip" });
    expect(over.reads).toBe(5);
  });

  it("says 503 when the storage fails", async () => {
    const { get, errors } = serve(
      many(["a"], async () => {
        throw new Error("the disk is gone");
      }),
    );
    for (const headers of [{}, { "accept-encoding": "gzip" }]) expect((await get("a", headers)).status).toBe(503);
    expect(errors).toHaveLength(2);
  });
});
