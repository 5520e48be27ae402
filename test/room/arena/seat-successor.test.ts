import { afterAll, beforeAll, expect, it } from "vitest";
import { arenaRoom } from "../../../server/games/arena/index.ts";
import type { World } from "../../../shared/games/arena/index.ts";
import type { ArenaState } from "../../../shared/games/arena/wire/state.ts";
import { decodeWelcome } from "../../../shared/wire/messages.ts";
import type { FakeClient } from "../../harness/fake-client.ts";
import { RoomBench } from "../../harness/rooms.ts";

beforeAll(RoomBench.start);
afterAll(RoomBench.stop);

const CARGO = 77;
const ownOf = (client: FakeClient) => (client.seen as ArenaState).own;
const seatOf = (client: FakeClient) => decodeWelcome(client.last("welcome")).seat;

it("D12: whoever takes a freed seat is not sent its last holder's record, at no tick between patches", async () => {
  for (const ticksBetween of [0, 1, 2, 3]) {
    const bench = new RoomBench(5);
    const definition = arenaRoom({ pirates: 0, traders: 0 }, 60);
    let world: World | null = null;
    const create = (...made: Parameters<typeof definition.machine.create>) => {
      world = definition.machine.create(...made);
      return world;
    };
    const room = await bench.open({ ...definition, machine: { ...definition.machine, create } });
    const [ada, bob] = [await room.join({ name: "Ada", hull: 1 }), await room.join({ name: "Bob", hull: 0 })];
    bench.ticks(3);
    (world as unknown as World).players.cargo0[0] = CARGO;
    bench.ticks(3 + ticksBetween);
    expect(ownOf(ada).cargo0).toBe(CARGO);
    ada.consentedLeave();
    while (room.room.clients.length > 1) await Promise.resolve();
    const next = await room.join({ name: "Next", hull: 2 });
    expect(seatOf(next)).toBe(seatOf(ada));
    const seen = [ownOf(next)?.cargo0 ?? 0, ownOf(next)?.ship ?? 0];
    let cargo = 0;
    next.heard = () => {
      cargo = Math.max(cargo, ownOf(next)?.cargo0 ?? 0);
    };
    bench.ticks(6);
    expect([seen, cargo], `${ticksBetween} ticks after a patch`).toEqual([[0, 0], 0]);
    // Then comes all of its own.
    expect(ownOf(next)).toMatchObject({ ship: (world as unknown as World).ships.id[0], hull: 2 });
    expect(ownOf(bob).cargo0).toBe(0);
    await room.room.disconnect();
  }
});
