import { afterAll, beforeAll, describe, expect, it } from "vitest";
import bluff from "../../../examples/bluff/rules.ts";
import bluffGame from "../../../examples/bluff/server.ts";
import trails from "../../../examples/trails/rules.ts";
import trailsGame from "../../../examples/trails/server.ts";
import { verify } from "../../../shared/journal/index.ts";
import { createRandom, nextBelow } from "../../../shared/math/random.ts";
import { decodeWelcome } from "../../../shared/wire/messages.ts";
import type { FakeClient } from "../../harness/fake-client.ts";
import { RoomBench } from "../../harness/rooms.ts";
import { KitLab } from "../kit/lab.ts";

beforeAll(RoomBench.start);
afterAll(RoomBench.stop);

const KILLS = 20;
const HOST = { seatHoldS: 60 };
const NAMES = ["Ada", "Bob", "Cy"];
const GAMES = [
  {
    name: "trails",
    open: () => KitLab.open(trails, trailsGame.define(HOST)),
    command: (n: number) => ({ type: "turn", heading: n % 4 }),
  },
  {
    name: "bluff",
    open: () => KitLab.open(bluff, bluffGame.define(HOST)),
    command: (n: number) => (n % 5 === 0 ? { type: "call" } : { type: "bid", count: 1 + (n % 4), face: 1 + (n % 6) }),
  },
] as const;

const seatOf = (client: FakeClient) => decodeWelcome(client.last("welcome")).seat;

describe("a process that is killed", () => {
  it.each(GAMES)(
    `${KILLS} of ${KILLS} times: $name goes on at the same tick, in the same seats, with the same hash`,
    async ({ open, command }) => {
      const lab = (await open()) as unknown as KitLab<{
        derived: { clientCommandCodec: { encode(command: object): unknown } };
      }>;
      let clients = await Promise.all(NAMES.map((name) => lab.join(name)));
      const seats = clients.map(seatOf);
      const random = createRandom(20);
      for (let kill = 0; kill < KILLS; kill++) {
        const ticks = 1 + nextBelow(random, 120);
        for (let i = 0; i < ticks; i++) {
          if (i % 3 === 0) lab.send(clients[nextBelow(random, clients.length)], command(nextBelow(random, 1_000)));
          lab.ticks(1);
        }
        lab.patch();
        const [hash, { tick, root, tables }] = [lab.hash, lab.shown(clients[0])];
        await lab.killAndRecover();
        expect(lab.hash).toBe(hash);
        clients = await Promise.all(clients.map((client) => lab.room.reconnect(client)));
        expect(clients.map(seatOf)).toEqual(seats);
        expect(lab.shown(clients[0])).toMatchObject({ tick, root, tables });
      }
      expect(verify(lab.rules.machine, await lab.timeline())).toMatchObject({ ok: true });
      expect(lab.bench.reports).toEqual([]);
    },
  );
});

describe("trails in a room", () => {
  it("costs its clients two bytes a patch while everyone rides straight on", async () => {
    const lab = await KitLab.open(trails, trailsGame.define(HOST));
    const clients = await Promise.all(NAMES.map((name) => lab.join(name)));
    lab.until(({ phase }) => phase === "race");
    lab.patch();
    lab.patch();
    const sizes: number[] = [];
    clients[0].heard = ({ kind, bytes }) => void (kind === "patch" && sizes.push(bytes.length));
    const { x, y } = lab.world.riders[0];
    for (let i = 0; i < 40; i++) lab.patch();
    expect([lab.world.riders[0].x, lab.world.riders[0].y]).not.toEqual([x, y]);
    expect(sizes).toHaveLength(40);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(7);
    expect(sizes.reduce((sum, size) => sum + size)).toBeLessThanOrEqual(85);
    // A turn: the rider's new motion, and the wall that stays.
    lab.send(clients[1], { type: "turn", heading: (lab.world.riders[1].heading + 1) % 4 });
    lab.patch();
    lab.patch();
    expect(sizes.slice(40).reduce((sum, size) => sum + size)).toBeLessThan(70);
  });
});
