import { describe, expect, it } from "vitest";
import { newRecipients } from "../../../server/replication/event-dispatcher.ts";
import { REPLICATION_LIMITS } from "../../../shared/wire/limits.ts";
import { decodeEvents } from "../../../shared/wire/messages.ts";
import type { TestClient } from "./scene.ts";
import { failOnDecoderWarnings, LARGE, SMALL, Theatre } from "./theatre.ts";

failOnDecoderWarnings();

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
