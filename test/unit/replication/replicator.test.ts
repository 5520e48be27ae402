import { describe, expect, it, vi } from "vitest";
import { newRecipients } from "../../../server/replication/event-dispatcher.ts";
import { REPLICATION_LIMITS } from "../../../shared/wire/limits.ts";
import { decodeEvents } from "../../../shared/wire/messages.ts";
import { REACH, TestClient } from "./scene.ts";
import { failOnDecoderWarnings, PATCH_HZ, Theatre } from "./theatre.ts";

failOnDecoderWarnings();

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
