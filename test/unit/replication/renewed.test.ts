import { type MapSchema, schema, t } from "@colyseus/schema";
import { describe, expect, it } from "vitest";
import type { RecordTable } from "../../../server/replication/record-table.ts";
import { Replica } from "../../../server/replication/replica.ts";
import { Replicator } from "../../../server/replication/replicator.ts";
import type { Viewer } from "../../../server/replication/viewer.ts";
import { createRandom, nextBelow } from "../../../shared/math/random.ts";
import { REPLICATION_LIMITS } from "../../../shared/wire/limits.ts";
import { TestClient } from "./scene.ts";

/** A sum and what was added to it last: whoever knew the sum before needs no more than the latter. */
const Sum = schema(
  {
    /** Numbers the addition, so that none goes unseen. */
    addition: t.uint16(),
    by: t.uint16(),
    total: t.uint32(),
    /** Numbers the total. */
    whole: t.uint16(),
    note: t.string(),
  },
  "Sum",
);
const Purse = schema({ total: t.uint32(), whole: t.uint16(), rank: t.uint16() }, "Purse");
const SumsState = schema({ tick: t.uint32(), events: t.string(), own: Purse, sums: t.map(Sum) }, "SumsState");

type SumRow = { addition: number; by: number; total: number; whole: number; note: string };

const ONE = 65_536;
const SUMS = 30;
const SEATS = 5;
const PATCH_HZ = 20;

/** Sums as a client has them which reads each frame. */
class Reader extends TestClient {
  readonly totals = new Map<string, { row: SumRow; whole: number; addition: number; total: number }>();

  override raw(bytes: Uint8Array): void {
    super.raw(bytes);
    const rows = this.field("sums") as MapSchema<SumRow> | undefined;
    rows?.forEach((row, key) => {
      const { addition, by, total, whole } = row;
      const known = this.totals.get(key);
      if (known === undefined || known.row !== row || known.whole !== whole)
        this.totals.set(key, { row, whole, addition, total });
      else if (known.addition !== addition) {
        known.addition = addition;
        known.total = (known.total + by) >>> 0;
      }
    });
    for (const key of this.totals.keys()) if (!rows?.has(key)) this.totals.delete(key);
  }
}

class Sums {
  readonly x = new Int32Array(SUMS);
  readonly y = new Int32Array(SUMS);
  readonly truth = new Float64Array(SUMS);
  readonly eyes = Array.from({ length: SEATS }, () => ({ x: 0, y: 0 }));
  readonly replica = new Replica(SumsState, {
    seats: SEATS,
    maps: {
      sums: {
        capacity: SUMS,
        interest: { by: "place", x: this.x, y: this.y, enterPx: 400, leavePx: 500, most: SUMS },
      },
    },
  });
  readonly table: RecordTable = this.replica.maps[0].table;
  readonly covered: number = this.table.maskOf(["total", "whole"]);
  deferred = 0;
  #serial = 0;
  readonly replicator = new Replicator(
    {
      replica: this.replica,
      halfWidthPx: 1_000,
      eye: (seat, out) => {
        out.x = this.eyes[seat].x * ONE;
        out.y = this.eyes[seat].y * ONE;
      },
    },
    {
      patchHz: PATCH_HZ,
      patchEveryTicks: 3,
      patched: () => {},
      patchSkipped: () => {},
      deferred: (changes) => {
        this.deferred += changes;
      },
      eventDropped: () => {},
      tooSlow: () => {},
    },
  );

  join(seat: number, client = new Reader(this.replicator.handshake)): { client: Reader; viewer: Viewer } {
    const viewer = this.replicator.join(seat, client);
    client.raw(this.replicator.state(viewer));
    return { client, viewer };
  }

  open(slot: number, xPx: number, total: number): void {
    this.table.open(slot, `${slot}:${++this.#serial}`);
    this.x[slot] = xPx * ONE;
    this.#tell(slot, total);
  }

  /** The sum becomes anything. */
  set(slot: number, total: number): void {
    this.table.renew(slot);
    this.#tell(slot, total);
  }

  add(slot: number, by: number): void {
    const { columns } = this.table;
    this.table.renew(slot, this.covered);
    this.table.set(slot, columns.addition, ++this.#serial & 0xffff);
    this.table.set(slot, columns.by, by);
    this.#tell(slot, (this.truth[slot] + by) >>> 0);
  }

  /** Nothing happened; newcomers will be told as of now. */
  refresh(slot: number): void {
    this.table.renew(slot, this.covered);
    this.#tell(slot, this.truth[slot]);
  }

  #tell(slot: number, total: number): void {
    const { columns } = this.table;
    this.truth[slot] = total;
    this.table.set(slot, columns.total, total);
    this.table.set(slot, columns.whole, ++this.#serial & 0xffff);
  }

  patch(): void {
    this.replica.root.set(0, 0, ++this.#serial);
    this.replicator.patch([]);
  }
}

const EMPTY_PATCH = 6;

describe("fields that clients can compute", () => {
  it("are sent whole only to clients without the base; others get a few fields or nothing", () => {
    const sums = new Sums();
    sums.open(1, 0, 100);
    const [steady, slow] = [sums.join(0), sums.join(1)];
    const bytes = () => steady.client.frames.at(-1)?.bytes;
    sums.patch();
    sums.refresh(1);
    sums.patch();
    expect(bytes(), "a refresh").toBe(EMPTY_PATCH);
    slow.client.bufferedBytes = REPLICATION_LIMITS.pendingBytes + 1;
    sums.add(1, 5);
    sums.patch();
    expect(bytes(), "an addition").toBe(EMPTY_PATCH + 2 + 3 + 3);
    expect(steady.client.row("sums", "1:1")).toMatchObject({ total: 100 });
    slow.client.bufferedBytes = 0;
    sums.patch();
    expect(slow.client.row("sums", "1:1")).toMatchObject({ total: 105, by: 5 });
    expect([...steady.client.totals.values(), ...slow.client.totals.values()].map(({ total }) => total)).toEqual([
      105, 105,
    ]);
  });

  it("are sent with everything omitted before, once they cannot be computed any more", () => {
    const sums = new Sums();
    sums.open(1, 0, 100);
    const { client } = sums.join(0);
    sums.add(1, 5);
    sums.patch();
    // The total in the table stays; that in the client's row is older.
    sums.set(1, 105);
    sums.patch();
    expect(client.row("sums", "1:1")).toMatchObject({ total: 105 });
  });

  it("of the own object stay omitted beside other changes, and come with a return", () => {
    const sums = new Sums();
    const own = sums.replica.own as RecordTable;
    const purse = own.maskOf(["total", "whole"]);
    own.open(0, "");
    const { client, viewer } = sums.join(0);
    sums.patch();
    own.renew(0, purse);
    own.set(0, own.columns.total, 7);
    own.set(0, own.columns.whole, 1);
    sums.patch();
    own.set(0, own.columns.rank, 3);
    sums.patch();
    expect(client.field("own")).toMatchObject({ total: 0, whole: 0, rank: 3 });
    sums.replicator.leave(viewer);
    sums.join(0, client);
    expect(client.field("own")).toMatchObject({ total: 7, whole: 1, rank: 3 });
    own.renew(0);
    own.set(0, own.columns.whole, 9);
    sums.patch();
    client.bufferedBytes = REPLICATION_LIMITS.pendingBytes + 1;
    own.renew(0);
    own.set(0, own.columns.whole, 2);
    sums.patch();
    client.bufferedBytes = 0;
    own.renew(0, purse);
    own.set(0, own.columns.whole, 3);
    own.set(0, own.columns.total, 8);
    sums.patch();
    expect(client.field("own"), "who was not told the one before").toMatchObject({ total: 8, whole: 3 });
  });
});

describe.each([1, 2, 3, 4, 5, 6])("whatever happens to sums, seed %i", (seed) => {
  it("everyone has every sum in sight: through slow sockets, deferral, other sums in old slots and returns", () => {
    const sums = new Sums();
    const { table, truth } = sums;
    const random = createRandom(seed);
    const below = (count: number) => nextBelow(random, count);
    const clients = Array.from({ length: SEATS }, (_, seat) => sums.join(seat));
    const long = "x".repeat(4_000);
    const shake = () => {
      const told = new Set<number>();
      for (let i = below(8); i > 0; i--) {
        const slot = below(SUMS);
        // What is told of a sum in one patch is one thing.
        const dice = told.has(slot) ? 7 + below(2) : below(20);
        if (dice !== 7 && dice !== 8) told.add(slot);
        if (table.live[slot] === 0 && dice !== 7 && dice !== 8) sums.open(slot, below(1_600) - 800, below(1_000));
        else if (table.live[slot] === 0) continue;
        else if (dice === 0) table.close(slot);
        else if (dice < 4) sums.set(slot, dice === 1 ? truth[slot] : below(1_000));
        else if (dice < 7) sums.refresh(slot);
        else if (dice === 7) sums.x[slot] = (below(1_600) - 800) * ONE;
        else if (dice === 8) table.setText(slot, table.columns.note, `${long}${below(1_000)}`);
        else sums.add(slot, below(3));
      }
      if (below(10) === 0)
        for (let slot = 0; slot < SUMS; slot++)
          if (table.live[slot] === 1) table.setText(slot, table.columns.note, `${long}${below(1_000)}`);
      for (const { client } of clients) client.bufferedBytes = below(4) === 0 ? REPLICATION_LIMITS.pendingBytes + 1 : 0;
      if (below(4) === 0) sums.eyes[below(SEATS)].x = below(1_600) - 800;
      if (below(20) === 0) {
        const seat = below(SEATS);
        sums.replicator.leave(clients[seat].viewer);
        clients[seat] = sums.join(seat, clients[seat].client);
      }
    };
    let compared = 0;
    for (let round = 0; round < 30; round++) {
      for (let i = below(12); i >= 0; i--) {
        shake();
        sums.patch();
      }
      for (const { client } of clients) client.bufferedBytes = 0;
      for (let i = 0; i < 100; i++) sums.patch();
      for (const { client } of clients)
        for (const [key, { total }] of client.totals) {
          const slot = table.keys.findIndex((name, at) => name === key && table.live[at] === 1);
          expect(slot, `${key} is gone`).toBeGreaterThanOrEqual(0);
          expect(total, `${key}, round ${round}`).toBe(truth[slot]);
          compared++;
        }
    }
    expect(compared).toBeGreaterThan(1_000);
    expect(sums.deferred).toBeGreaterThan(100);
  });
});
