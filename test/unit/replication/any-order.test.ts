import { describe, expect, it } from "vitest";
import { createRandom, nextBelow } from "../../../shared/math/random.ts";
import { REPLICATION_LIMITS } from "../../../shared/wire/limits.ts";
import { REACH, SEATS, SPARKS, THINGS } from "./scene.ts";
import { failOnDecoderWarnings, LARGE, Theatre } from "./theatre.ts";

failOnDecoderWarnings();

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
