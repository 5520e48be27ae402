import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client, type Room } from "@colyseus/sdk";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { startServer } from "../../server/start.ts";
import { asAnyRules } from "../../shared/kit/index.ts";
import { FINGERPRINT_PARAMETER } from "../../shared/wire/fingerprint.ts";
import { wireOf } from "../../shared/wire/kit/index.ts";
import { decodeWelcome, TO_CLIENT } from "../../shared/wire/messages.ts";
import { type ServerProcess, startServerProcess } from "../harness/server-process.ts";
import { coins } from "./coins/rules.ts";
import { quietSdk } from "./server.ts";

type Place = readonly [x: number, y: number];

/** The step that leads from a place towards the coin. */
function stepTo([coinX, coinY]: Place, [x, y]: Place): { dx: number; dy: number } {
  return x === coinX ? { dx: 0, dy: Math.sign(coinY - y) } : { dx: Math.sign(coinX - x), dy: 0 };
}

/** More than any coin is away. */
const STEPS_MOST = 100;

describe("the room of docs/from-colyseus.md", () => {
  let server: ServerProcess;
  beforeAll(async () => {
    quietSdk();
    server = await startServerProcess({}, [join(import.meta.dirname, "coins", "start.ts")]);
  });
  afterAll(() => server.stop());

  it("runs on this server: a walker finds coins, and everyone hears of it", async () => {
    const client = new Client(server.url);
    const ann: Room = await client.joinOrCreate("coins", { name: "Ann" });
    const ben: Room = await client.joinById(ann.roomId, { name: "Ben" });
    const found = vi.fn();
    for (const room of [ann, ben]) room.onMessage("found", found);
    const board = () => ben.state.toJSON();
    await vi.waitFor(() => expect(Object.keys(board().walkers)).toHaveLength(2));
    for (let steps = 0; board().walkers[ann.sessionId].score < 2; steps++) {
      expect(steps).toBeLessThan(STEPS_MOST);
      const before = JSON.stringify(board());
      const { coinX, coinY, walkers } = board();
      const { x, y } = walkers[ann.sessionId];
      // A new coin may lie where the walker stands: step off it first.
      const step = x === coinX && y === coinY ? { dx: 1, dy: 0 } : stepTo([coinX, coinY], [x, y]);
      ann.send("step", step);
      await vi.waitFor(() => expect(JSON.stringify(board())).not.toBe(before));
    }
    await vi.waitFor(() => expect(found.mock.calls).toEqual(new Array(4).fill([{ by: ann.sessionId }])));
    await Promise.all([ann.leave(), ben.leave()]);
  });
});

describe("the clockwork of docs/from-colyseus.md", () => {
  it("has the same rules, and the same world wherever they run", () => {
    const run = () => {
      const world = coins.machine.create(7, coins.configOf());
      const events: object[] = [];
      const step = (...commands: Parameters<typeof coins.machine.step>[1]) => {
        coins.machine.step(world, commands, (event) => events.push(event));
        coins.checkWorld(world);
      };
      step({ type: "join", seat: 0, holder: 0 }, { type: "join", seat: 1, holder: 0 });
      for (let steps = 0; world.walkers[0].score < 2; steps++) {
        expect(steps).toBeLessThan(STEPS_MOST);
        const { x, y } = world.walkers[0];
        const onCoin = x === world.coinX && y === world.coinY;
        const next = onCoin ? { dx: 1, dy: 0 } : stepTo([world.coinX, world.coinY], [x, y]);
        step(coins.commandOf(0, { type: "step", ...next }));
      }
      return { hash: coins.machine.hash(world), events };
    };
    const first = run();
    expect(first.events).toEqual(new Array(2).fill({ type: "found", by: 0 }));
    expect(run()).toEqual(first);
  });

  it("is a game of this server by its row in the table", async () => {
    const dataDir = await mkdtemp(join(tmpdir(), "orrery-coins-"));
    const settings = { port: 0, host: "127.0.0.1", dataDir, logLevel: "silent" } as const;
    const server = await startServer(settings, {}, { table: { coins: "test/contract/coins" } });
    try {
      const client = new Client(`${server.url}?${FINGERPRINT_PARAMETER}=${wireOf(asAnyRules(coins))}`);
      const room = await client.joinOrCreate("coins", { name: "Ann" });
      const welcome = await new Promise<Uint8Array>((resolve) => room.onMessage(TO_CLIENT.welcome, resolve));
      expect(decodeWelcome(welcome)).toMatchObject({ machine: "coins", version: 1, seat: 0, tickHz: 20 });
      await room.leave();
    } finally {
      await server.stop();
      await rm(dataDir, { recursive: true });
    }
  });
});
