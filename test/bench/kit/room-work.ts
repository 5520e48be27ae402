import { arenaRoom } from "../../../server/games/arena/index.ts";
import { CONTROL, encodeClientCommand } from "../../../shared/games/arena/index.ts";
import type { FakeClient } from "../../harness/fake-client.ts";
import { RoomBench } from "../../harness/rooms.ts";
import { benchArena } from "./map.ts";

/** One patch for everyone who looks. */
export interface PatchWork {
  readonly name: string;
  /**
   * Changes `dirty` entities and makes one patch.
   *
   * @returns time that encoding and handing out took, ms, and bytes to all clients together
   */
  patch(dirty: number): { readonly ms: number; readonly bytes: number };
}

const PATCH_TICKS = 3;
const SETTLE_TICKS = 600;

/** A room of the server with so many clients, without sockets: from the projection's first write to the last client. */
export async function roomWork(views: number): Promise<PatchWork> {
  const bench = new RoomBench(views);
  const definition = arenaRoom(benchArena({ players: views }), 60);
  let wroteAtMs = 0;
  const room = await bench.open({
    ...definition,
    project(world, names) {
      const projection = definition.project(world, names);
      const write = projection.write.bind(projection);
      projection.write = () => {
        wroteAtMs = performance.now();
        write();
      };
      return projection;
    },
  });
  const clients: FakeClient[] = [];
  for (let i = 0; i < views; i++) clients.push(await room.join({ name: `b${i}`, hull: 0 }, { deaf: true }));
  const steer = (i: number, bits: number) =>
    clients[i].command(0, encodeClientCommand({ type: "controls", bits, aim: 0, seen: 0 }));
  const held = clients.map((_, i) => CONTROL.thrust | (i % 2 ? CONTROL.left : CONTROL.right));
  for (let i = 0; i < views; i++) steer(i, held[i]);
  bench.ticks(SETTLE_TICKS);
  let turn = 0;
  return {
    name: "room",
    patch(dirty) {
      turn++;
      for (let k = 0; k < dirty; k++) {
        const i = (turn * dirty + k) % views;
        held[i] ^= CONTROL.left | CONTROL.right;
        steer(i, held[i]);
      }
      const before = clients.reduce((sum, client) => sum + client.bytesIn, 0);
      bench.ticks(PATCH_TICKS);
      const ms = performance.now() - wroteAtMs;
      return { ms, bytes: clients.reduce((sum, client) => sum + client.bytesIn, -before) };
    },
  };
}
