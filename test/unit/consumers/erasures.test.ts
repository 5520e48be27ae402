import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Deduplicator, type EventId } from "../../../server/outbox/index.ts";
import { ErasureDelivery } from "../../../server/platform/community/index.ts";
import { openStore, sqlite } from "../../../server/platform/store/index.ts";
import { type Store, StoreError } from "../../../server/platform/store/port.ts";
import type { Command } from "../../../shared/games/lobby/command.ts";

/** What a lobby's journal has: it outlives processes, and stores. */
class Lobby {
  readonly forgot: number[] = [];
  /** Commands that are taken before it fails. */
  takes = Number.POSITIVE_INFINITY;
  /** Fails after it has taken one, before that is known to be kept. */
  silent = false;
  readonly #seen = new Deduplicator();

  async putFrom(command: Command): Promise<void> {
    if (command.type !== "forget") throw new TypeError(command.type);
    if (this.takes-- <= 0) throw new Error("the lobby is not here");
    if (this.#seen.accept(command.cause as EventId)) this.forgot.push(command.player);
    if (this.silent) throw new Error("the lobby ended");
  }
}

let folder: string;
let lobby: Lobby;
let store: Store;
let asides = 0;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "orrery-erasures-"));
  lobby = new Lobby();
  store = await open(1_000_000);
  asides = 0;
});
afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true });
});

const open = (wallMs: number, name = "store") =>
  openStore(sqlite(join(folder, `${name}.sqlite`)), { pruned() {}, wallMs: () => wallMs });
const erasures = () =>
  new ErasureDelivery({
    store,
    community: {
      forget: (player, cause) => lobby.putFrom({ type: "forget", cause, player }),
      discardAsides: async () => void asides++,
    },
  });

async function leave(...players: readonly number[]): Promise<void> {
  for (const id of players) {
    await store.addPlayer({ id, name: `p${id}`, nameKey: `p${id}`, role: 0, passwordHash: null, createdAtMs: 1 });
    await store.removePlayer(id);
  }
}

/** Another process, whose clock may say anything. */
async function restart(wallMs: number): Promise<void> {
  await store.close();
  store = await open(wallMs);
}

describe("erasure of deleted players in the lobby", () => {
  it("is delivered once each and in order, however many are requested at once", async () => {
    const one = erasures();
    await leave(5, 3);
    await Promise.all([one.deliver(), one.deliver(), leave(4).then(() => one.deliver())]);
    expect(lobby.forgot).toEqual([5, 3, 4]);
    expect(await store.pendingErasures()).toEqual([]);
    expect(asides).toBeGreaterThan(0);
  });

  it("is not lost when the next process's clock is behind", async () => {
    for (const [player, wallMs] of [
      [1, 2_000_000_000_000],
      [2, 5],
      [3, 0],
      [4, 1_999_999_999_999],
    ] as const) {
      await restart(wallMs);
      await leave(player);
      await erasures().deliver();
    }
    expect(lobby.forgot).toEqual([1, 2, 3, 4]);
  });

  it("is not confused with one of an earlier store", async () => {
    await leave(1, 2, 3);
    await erasures().deliver();
    await store.close();
    store = await open(1, "another");
    await leave(7);
    await erasures().deliver();
    expect(lobby.forgot).toEqual([1, 2, 3, 7]);
  });

  it("is reported as pending while the lobby refuses it, and then done by any process", async () => {
    await leave(1, 2, 3);
    lobby.takes = 1;
    await expect(erasures().deliver()).rejects.toThrow(StoreError);
    expect((await store.pendingErasures()).map(({ player }) => player)).toEqual([2, 3]);
    await restart(0);
    lobby.takes = Number.POSITIVE_INFINITY;
    await erasures().deliver();
    expect(lobby.forgot).toEqual([1, 2, 3]);
  });

  it("happens once, even if the process ends before it is confirmed", async () => {
    await leave(1);
    lobby.silent = true;
    await expect(erasures().deliver()).rejects.toThrow(StoreError);
    lobby.silent = false;
    await restart(0);
    await leave(2);
    await erasures().deliver();
    expect(lobby.forgot).toEqual([1, 2]);
  });
});
