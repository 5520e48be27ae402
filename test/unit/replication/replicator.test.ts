import { afterEach, describe, expect, it, vi } from "vitest";
import { newRecipients, type OutboundEvent } from "../../../server/replication/event-dispatcher.ts";
import { Replicator, type ReplicatorOptions } from "../../../server/replication/replicator.ts";
import type { Viewer } from "../../../server/replication/viewer.ts";
import { createRandom, nextBelow } from "../../../shared/math/random.ts";
import { REPLICATION_LIMITS } from "../../../shared/wire/limits.ts";
import { decodeEvents } from "../../../shared/wire/messages.ts";
import { REACH, SEATS, SPARKS, TestClient, TestScene, THINGS } from "./scene.ts";

const PATCH_HZ = 20;
const PATCH_TICKS = 3;
/** An audience that gets its patches in parts, and one that just does not. */
const [LARGE, SMALL] = [240, 200];
const WATCHER = -1;

class Theatre {
  readonly scene = new TestScene();
  readonly host = {
    patchHz: PATCH_HZ,
    patchEveryTicks: PATCH_TICKS,
    patched: vi.fn(),
    patchSkipped: vi.fn(),
    deferred: vi.fn(),
    eventDropped: vi.fn(),
    tooSlow: vi.fn(),
  } satisfies ReplicatorOptions;
  readonly replicator = new Replicator(this.scene, this.host);

  join(seat: number, client = new TestClient(this.replicator.handshake)) {
    const viewer = this.replicator.join(seat, client);
    client.raw(this.replicator.state(viewer));
    return { client, viewer };
  }

  patches(count: number): void {
    for (let i = 0; i < count; i++) this.patch();
  }

  /** One patch to everyone. @param between is called on each tick before the last of them have it */
  patch(happenings: readonly OutboundEvent[] = [], between: () => void = () => {}): void {
    this.replicator.patch(happenings);
    for (let tick = 1; tick < PATCH_TICKS; tick++) {
      between();
      this.replicator.sendMore();
    }
  }

  /** Fills up with those who only watch. */
  fill(audience: number): { readonly client: TestClient; readonly viewer: Viewer }[] {
    return Array.from({ length: audience }, () => this.join(WATCHER));
  }
}

const warn = vi.spyOn(console, "warn");
const error = vi.spyOn(console, "error");
afterEach(() => {
  // The stock decoder says there what it does not understand.
  expect(warn).not.toHaveBeenCalled();
  expect(error).not.toHaveBeenCalled();
});

describe("a replicator", () => {
  it("sends new clients everything near them, whole, and nothing else", () => {
    const { scene, ...theatre } = new Theatre();
    scene.openThing(1, "near", 100, 0, 7);
    scene.openThing(2, "far", 900, 0, 8);
    theatre.replicator.patch([]);
    const client = new TestClient(theatre.replicator.handshake);
    client.raw(theatre.replicator.state(theatre.replicator.join(3, client)));
    expect(client.keys("things")).toEqual(["near"]);
    expect(client.row("things", "near")).toMatchObject({ a: 7, b: -7, label: "thing 7", lit: true });
    expect(client.keys("owners")).toEqual(["near"]);
    expect(client.keys("unused")).toEqual([]);
  });

  it("sends everything again to a client that asks again", () => {
    const theatre = new Theatre();
    theatre.scene.openThing(1, "near", 100, 0, 7);
    const { client, viewer } = theatre.join(0);
    const second = new TestClient(theatre.replicator.handshake);
    second.raw(theatre.replicator.state(viewer));
    expect([second.keys("things"), second.frames]).toEqual([client.keys("things"), client.frames]);
  });

  it("sends everyone the root, and each seat its own object", () => {
    const theatre = new Theatre();
    const own = theatre.scene.replica.own;
    for (const seat of [0, 1]) own?.open(seat, "");
    const [a, b] = [theatre.join(0), theatre.join(1)];
    theatre.scene.replica.root.set(0, 0, 77);
    theatre.scene.replica.root.setText(0, 1, "hello");
    own?.set(1, 0, 500);
    theatre.patches(1);
    for (const { client } of [a, b]) expect([client.field("tick"), client.field("note")]).toEqual([77, "hello"]);
    expect([a.client.field("own"), b.client.field("own")]).toMatchObject([{ purse: 0 }, { purse: 500 }]);
    const before = a.client.frames.length;
    own?.set(1, 0, 501);
    theatre.patches(1);
    expect(a.client.frames.slice(before)).toEqual([]);
  });

  it("adds new nearby objects with the next patch, and removes ended ones", () => {
    const theatre = new Theatre();
    const { client } = theatre.join(0);
    theatre.scene.openThing(5, "new", 50, 50, 1);
    theatre.patches(1);
    expect(client.keys("things")).toEqual(["new"]);
    theatre.scene.closeThing(5);
    theatre.patches(1);
    expect(client.keys("things")).toEqual([]);
  });

  it("updates the view at once after a jump", () => {
    const theatre = new Theatre();
    theatre.scene.openThing(1, "here", 0, 0, 1);
    theatre.scene.openThing(2, "there", 900, 0, 1);
    const joined = Array.from({ length: 5 }, (_, seat) => theatre.join(seat).client);
    for (const eye of theatre.scene.eyes) eye.x = 900;
    theatre.patches(1);
    for (const client of joined) expect(client.keys("things")).toEqual(["there"]);
  });

  it("sends the first client what moved while nobody was connected", () => {
    const theatre = new Theatre();
    theatre.scene.openThing(1, "gone", 0, 0, 1);
    theatre.scene.openThing(2, "come", 900, 0, 1);
    theatre.patches(1);
    theatre.scene.moveThing(1, 900, 0);
    theatre.scene.moveThing(2, 0, 0);
    theatre.patches(1);
    expect(theatre.join(0).client.keys("things")).toEqual(["come"]);
  });

  it("treats a slot's next object as a new one", () => {
    const theatre = new Theatre();
    theatre.scene.openThing(5, "first", 50, 50, 1);
    const { client } = theatre.join(0);
    theatre.scene.closeThing(5);
    theatre.scene.openThing(5, "second", 60, 50, 2);
    theatre.patches(1);
    expect(client.keys("things")).toEqual(["second"]);
    expect(client.row("things", "second")).toMatchObject({ a: 2, label: "thing 2" });
  });

  it("D9: sends no removal for an object that expires by itself, and reuses its row", () => {
    const theatre = new Theatre();
    const sparks = theatre.scene.table("sparks");
    const { client } = theatre.join(0);
    theatre.scene.openSpark(3, 10, 10, 5);
    theatre.patches(1);
    sparks.close(3, true);
    const before = client.frames.length;
    theatre.patches(1);
    expect(client.frames.slice(before)).toEqual([]);
    expect(client.sparks).toEqual([5]);
    // Of whichever spark that comes next.
    theatre.scene.openSpark(30, 20, 10, 6);
    theatre.patches(1);
    expect(client.sparks).toEqual([6]);
    sparks.close(30, false);
    theatre.patches(1);
    expect(client.sparks).toEqual([]);
  });

  it("removes an expiring object that leaves the view, unless it expires soon", () => {
    const theatre = new Theatre();
    theatre.scene.brief[4] = 0;
    const { client } = theatre.join(0);
    for (const slot of [3, 4]) theatre.scene.openSpark(slot, 10, 10, slot);
    theatre.patches(1);
    expect(client.sparks).toEqual([3, 4]);
    theatre.scene.eyes[0].x = 900;
    theatre.patches(1);
    expect(client.sparks).toEqual([3]);
    theatre.scene.eyes[0].x = 0;
    theatre.patches(1);
    expect(client.sparks).toEqual([3, 4]);
  });

  it("merges changes for a slow socket, at no cost to others", () => {
    const theatre = new Theatre();
    const things = theatre.scene.table("things");
    theatre.scene.openThing(1, "one", 0, 0, 1);
    theatre.scene.openThing(2, "two", 10, 0, 2);
    const [slow, quick] = [theatre.join(0), theatre.join(1)];
    slow.client.bufferedBytes = REPLICATION_LIMITS.pendingBytes + 1;
    for (let i = 0; i < 30; i++) {
      things.set(1, things.columns.a, 100 + i);
      if (i === 10) theatre.scene.closeThing(2);
      theatre.patches(1);
    }
    expect(slow.client.frames).toHaveLength(1);
    expect(quick.client.frames).toHaveLength(31);
    slow.client.bufferedBytes = 0;
    theatre.patches(1);
    expect(slow.client.frames).toHaveLength(2);
    expect(slow.client.row("things", "one")).toMatchObject({ a: 129 });
    expect(slow.client.keys("things")).toEqual(["one"]);
    expect(theatre.host.patchSkipped).toHaveBeenCalledTimes(30);
  });

  it("D8: disconnects a client, once, that takes no patch for too long", () => {
    const theatre = new Theatre();
    const { client, viewer } = theatre.join(0);
    client.bufferedBytes = REPLICATION_LIMITS.pendingBytes + 1;
    const patches = (REPLICATION_LIMITS.slowMs / 1_000) * PATCH_HZ;
    theatre.patches(patches - 1);
    expect(theatre.host.tooSlow).not.toHaveBeenCalled();
    theatre.patches(10);
    expect(theatre.host.tooSlow.mock.calls).toEqual([[viewer]]);
  });

  it("D8: keeps each client within its share, the nearest first, and loses no change", () => {
    const theatre = new Theatre();
    const things = theatre.scene.table("things");
    for (let slot = 0; slot < REACH.most; slot++) theatre.scene.openThing(slot, `${slot}`, slot * 10, 0, slot);
    const { client } = theatre.join(0);
    const long = "x".repeat(200);
    let bytes = 0;
    for (let patch = 0; patch < 200; patch++) {
      for (let slot = 0; slot < REACH.most; slot++) things.setText(slot, things.columns.label, `${long}${patch}`);
      const before = client.frames.length;
      theatre.patches(1);
      for (const frame of client.frames.slice(before)) bytes += frame.bytes;
      expect(client.row("things", "0")).toMatchObject({ label: `${long}${patch}` });
    }
    const seconds = 200 / PATCH_HZ;
    expect(bytes / seconds).toBeLessThan(REPLICATION_LIMITS.clientBytesPerSecond * 1.15);
    expect(theatre.host.deferred).toHaveBeenCalled();
    theatre.patches(20);
    for (let slot = 0; slot < REACH.most; slot++)
      expect(client.row("things", `${slot}`)).toMatchObject({ label: `${long}199` });
  });

  it("sends events to their recipients", () => {
    const theatre = new Theatre();
    theatre.scene.eyes[1].x = 800;
    const [near, far] = [theatre.join(0), theatre.join(1)];
    theatre.patches(1);
    const count = () => [near, far].map(({ client }) => client.told.length);
    let tick = 0;
    const happen = (concern: Partial<ReturnType<typeof newRecipients>>) =>
      theatre.replicator.patch([
        { tick: ++tick, bytes: Uint8Array.of(1), recipients: { ...newRecipients(), ...concern } },
      ]);
    happen({ reachPx: 300, x: 10, y: 10 });
    expect(count()).toEqual([1, 0]);
    happen({ everyone: true });
    expect(count()).toEqual([2, 1]);
    happen({ seat: 1 });
    expect(count()).toEqual([2, 2]);
    happen({ seat: 1, other: 0, reachPx: 300, x: 790, y: 0 });
    expect(count()).toEqual([3, 3]);
    happen({ seats: [1] });
    expect(count()).toEqual([3, 4]);
    happen({ seats: [1, 0, 7], seat: 1 });
    expect(count()).toEqual([4, 5]);
  });

  it("sends nothing when nothing changed", () => {
    const theatre = new Theatre();
    theatre.join(0);
    theatre.patches(1);
    const { calls } = vi.mocked(theatre.host.patched).mock;
    const before = calls.length;
    theatre.replicator.patch([]);
    expect(calls.length).toBe(before);
  });

  it("D8: keeps a slow client's events, up to a bound", () => {
    const theatre = new Theatre();
    const { client } = theatre.join(0);
    client.bufferedBytes = REPLICATION_LIMITS.pendingBytes + 1;
    for (let i = 0; i < REPLICATION_LIMITS.keptEvents + 5; i++) {
      const happening = (concern: object) => ({
        tick: i,
        bytes: Uint8Array.of(i),
        recipients: { ...newRecipients(), ...concern },
      });
      theatre.replicator.patch([happening({ seat: 0 }), happening({ reachPx: 100 })]);
    }
    expect(theatre.host.eventDropped).toHaveBeenCalledTimes(5);
    client.bufferedBytes = 0;
    theatre.patches(1);
    expect(client.told).toHaveLength(1);
    expect(decodeEvents(client.told[0])).toHaveLength(REPLICATION_LIMITS.keptEvents);
  });

  it("resumes a returning client from the state it had decoded", () => {
    const theatre = new Theatre();
    theatre.scene.openThing(1, "stays", 0, 0, 1);
    theatre.scene.openThing(2, "goes", 10, 0, 2);
    theatre.scene.openSpark(3, 0, 0, 9);
    const { client, viewer } = theatre.join(0);
    theatre.replicator.leave(viewer);
    theatre.scene.closeThing(2);
    theatre.scene.openThing(2, "other", 10, 0, 3);
    theatre.scene.table("sparks").close(3, true);
    theatre.patches(1);
    theatre.join(0, client);
    expect(client.keys("things")).toEqual(["other", "stays"]);
    expect(client.row("things", "other")).toMatchObject({ a: 3, label: "thing 3" });
    expect(client.keys("sparks")).toEqual([]);
  });
});

describe("a patch to many", () => {
  const patchesOf = ({ client }: { client: TestClient }) => client.frames.length - 1;

  it("goes to a quarter of them at once and to the others on the next ticks, always the same; to fewer at once", () => {
    for (const [audience, parts] of [
      [SMALL, [SMALL, 0, 0]],
      [LARGE, [60, 90, 90]],
      [SMALL + 1, [51, 76, 74]],
      [SMALL + 3, [51, 77, 75]],
    ] as const) {
      const theatre = new Theatre();
      const all = theatre.fill(audience);
      const served: number[][] = [];
      for (let patch = 1; patch <= 3; patch++) {
        const gotAt = (tick: number) => {
          for (const [i, one] of all.entries()) if (patchesOf(one) === patch) order[i] ??= tick;
        };
        const order: number[] = [];
        theatre.scene.replica.root.set(0, 0, patch);
        theatre.replicator.patch([]);
        gotAt(0);
        for (const tick of [1, 2]) {
          theatre.replicator.sendMore();
          gotAt(tick);
        }
        served.push(order);
      }
      expect([0, 1, 2].map((tick) => served[0].filter((at) => at === tick).length)).toEqual(parts);
      expect(served).toEqual([served[0], served[0], served[0]]);
    }
  });

  it("gives all of them the same tick, however the world goes on meanwhile", () => {
    const theatre = new Theatre();
    const { scene } = theatre;
    const all = theatre.fill(LARGE);
    scene.openThing(2, "far", 900, 0, 2);
    theatre.patches(5);
    for (let patch = 1; patch <= 5; patch++) {
      scene.moveThing(2, 0, 0);
      if (patch === 5) scene.openThing(1, "new", 100, 0, 1);
      scene.replica.root.set(0, 0, patch);
      theatre.patch([], () => {
        scene.moveThing(1, 900, 0);
        scene.moveThing(2, -900, 0);
      });
    }
    for (const { client } of all) {
      expect(client.field("tick")).toBe(5);
      expect(client.keys("things")).toEqual(["far", "new"]);
    }
  });

  it("sends each its events, once", () => {
    const theatre = new Theatre();
    const all = [...theatre.fill(LARGE), theatre.join(1)];
    all[LARGE - 1].client.bufferedBytes = REPLICATION_LIMITS.pendingBytes + 1;
    const happening = (tick: number, concern: Partial<ReturnType<typeof newRecipients>>) => ({
      tick,
      bytes: Uint8Array.of(tick),
      recipients: { ...newRecipients(), ...concern },
    });
    theatre.patch([happening(1, { everyone: true }), happening(2, { seat: 1 })]);
    theatre.patch([happening(3, { reachPx: 50 })]);
    all[LARGE - 1].client.bufferedBytes = 0;
    theatre.patches(2);
    const told = all.map(({ client }) => client.told.flatMap((bytes) => decodeEvents(bytes).map(({ tick }) => tick)));
    expect(told.slice(0, LARGE - 1)).toEqual(all.slice(0, LARGE - 1).map(() => [1, 3]));
    expect(told.slice(-2)).toEqual([[1], [1, 2, 3]]);
  });

  it("skips clients that leave meanwhile, and leaves new ones to the next patch", () => {
    const theatre = new Theatre();
    const all = theatre.fill(LARGE);
    theatre.scene.openThing(1, "near", 0, 0, 1);
    theatre.replicator.patch([]);
    theatre.replicator.leave(all[LARGE - 1].viewer);
    const late = theatre.join(0);
    expect(late.client.keys("things")).toEqual(["near"]);
    for (const _tick of [1, 2]) theatre.replicator.sendMore();
    expect([late, all[LARGE - 1], all[LARGE - 2]].map(patchesOf)).toEqual([0, 0, 1]);
    const things = theatre.scene.table("things");
    things.set(1, things.columns.a, 9);
    theatre.patches(1);
    for (const { client } of [late, ...all.slice(0, -1)]) expect(client.row("things", "near")).toMatchObject({ a: 9 });
  });

  it("reaches all of them before the next patch, or at once when it must", () => {
    const theatre = new Theatre();
    const all = theatre.fill(LARGE);
    theatre.scene.replica.root.set(0, 0, 1);
    theatre.replicator.patch([]);
    expect(() => theatre.replicator.patch([])).toThrow("some viewers still lack the previous patch");
    theatre.replicator.finish();
    expect([theatre.replicator.isSending, ...all.map(patchesOf)]).toEqual([false, ...all.map(() => 1)]);
    theatre.scene.replica.root.set(0, 0, 2);
    theatre.patches(1);
    expect(all.map(patchesOf)).toEqual(all.map(() => 2));
  });
});

describe.each([
  [1, 0],
  [2, 0],
  [3, 0],
  [4, 0],
  [5, 0],
  [6, 0],
  [7, LARGE],
  [8, LARGE],
])("whatever happens, seed %i, before %i who only watch", (seed, watchers) => {
  it("every client has what is near it, as it is, and never half of anything", () => {
    const theatre = new Theatre();
    theatre.fill(watchers);
    const { scene } = theatre;
    const [things, sparks, own] = [scene.table("things"), scene.table("sparks"), scene.replica.own];
    const random = createRandom(seed);
    const below = (count: number) => nextBelow(random, count);
    const anywhere = () => below(2_000) - 1_000;
    for (let seat = 0; seat < SEATS; seat++) own?.open(seat, "");
    const clients = Array.from({ length: SEATS }, (_, seat) => theatre.join(seat));
    let serial = 0;
    const shake = () => {
      scene.replica.root.set(0, 0, ++serial);
      own?.set(below(SEATS), 0, serial);
      for (let i = below(6); i > 0; i--) {
        const slot = below(THINGS);
        if (things.live[slot] === 0) scene.openThing(slot, `${slot}:${serial}`, anywhere(), anywhere(), serial);
        else if (below(5) === 0) scene.closeThing(slot);
        else if (below(2) === 0) things.set(slot, below(2), serial);
        else scene.moveThing(slot, anywhere(), anywhere());
      }
      for (let i = below(5); i > 0; i--) {
        const slot = below(SPARKS);
        if (sparks.live[slot] === 1) sparks.close(slot, below(2) === 0);
        else scene.openSpark(slot, anywhere(), anywhere(), serial * SPARKS + slot);
      }
      for (const { client } of clients) client.bufferedBytes = below(4) === 0 ? REPLICATION_LIMITS.pendingBytes + 1 : 0;
      if (below(4) === 0) scene.eyes[below(SEATS)] = { x: anywhere(), y: anywhere() };
      if (below(9) === 0) scene.famous = [below(THINGS), below(THINGS)];
      if (below(30) === 0) {
        const seat = below(SEATS);
        theatre.replicator.leave(clients[seat].viewer);
        clients[seat] = theatre.join(seat, clients[seat].client);
      }
    };
    const check = (seat: number) => {
      const { client } = clients[seat];
      expect(client.field("tick")).toBe(serial);
      expect(client.field("own")).toMatchObject({ purse: own?.number(seat, 0) });
      for (const key of client.keys("things")) {
        const slot = things.keys.findIndex((name, at) => name === key && things.live[at] === 1);
        expect(slot, `${key} is gone`).toBeGreaterThanOrEqual(0);
        const { a, b, lit } = things.columns;
        expect(client.row("things", key)).toMatchObject({
          a: things.number(slot, a),
          b: things.number(slot, b),
          lit: things.number(slot, lit) === 1,
        });
        expect(client.row("owners", key)).toMatchObject({ name: `owner of ${key}` });
      }
    };
    for (let round = 0; round < 60; round++) {
      for (let i = below(12); i >= 0; i--) {
        shake();
        theatre.patch([], () => scene.moveThing(below(THINGS), anywhere(), anywhere()));
      }
      for (const { client } of clients) client.bufferedBytes = 0;
      theatre.patches(6);
      for (let seat = 0; seat < SEATS; seat++) {
        check(seat);
        const { x, y } = scene.eyes[seat];
        const away = (slot: number) => Math.hypot(scene.x[slot] / 65_536 - x, scene.y[slot] / 65_536 - y);
        const near = [...things.live.keys()].filter((slot) => things.live[slot] === 1 && away(slot) < REACH.enterPx);
        if (near.length <= REACH.most)
          for (const slot of near) expect(clients[seat].client.keys("things")).toContain(things.keys[slot]);
        for (let slot = 0; slot < SPARKS; slot++) {
          const distance = Math.hypot(scene.sparkX[slot] / 65_536 - x, scene.sparkY[slot] / 65_536 - y);
          if (sparks.live[slot] === 1 && distance < REACH.enterPx)
            expect(clients[seat].client.sparks).toContain(sparks.number(slot, 0));
        }
      }
    }
  });
});
