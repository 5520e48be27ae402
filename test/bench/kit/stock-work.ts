import { Encoder, type SchemaType, StateView, schema, t } from "@colyseus/schema";
import { HELD, NEAREST, World } from "../peers/world.ts";
import { discRadiusPx } from "./map.ts";
import type { PatchWork } from "./room-work.ts";

const Ship = schema(
  {
    x: t.float32().default(0),
    y: t.float32().default(0),
    vx: t.float32().default(0),
    vy: t.float32().default(0),
    heading: t.float32().default(0),
  },
  "BenchShip",
);
type Ship = SchemaType<typeof Ship>;
const State = schema({ ships: t.map(Ship).view() }, "BenchState");

/** `@colyseus/schema` with a StateView of the 30 nearest for each client, driven as core's serializer does. */
export function stockWork(views: number): PatchWork {
  const world = new World(views, discRadiusPx(views));
  world.held.fill(HELD.thrust);
  world.index();
  const state = new State();
  const encoder = new Encoder(state);
  encoder.sharedBuffer = new Uint8Array(1 << 20);
  const ships: Ship[] = Array.from({ length: views }, (_, i) => {
    const ship = new Ship();
    state.ships.set(String(i), ship);
    return ship;
  });
  const near = new Int32Array(NEAREST + 1);
  const all = ships.map((_, i) => {
    const view = new StateView();
    const count = world.nearest(i, near);
    for (let k = 0; k < count; k++) view.add(ships[near[k]]);
    return view;
  });
  let turn = 0;
  const encode = (): number => {
    const it = { offset: 1 };
    encoder.encode(it);
    const sharedOffset = it.offset;
    let bytes = 0;
    for (const view of all) bytes += encoder.encodeView(view, sharedOffset, it).length;
    encoder.discardChanges();
    return bytes;
  };
  encode();
  return {
    name: "stock views",
    patch(dirty) {
      turn++;
      world.step();
      for (let k = 0; k < dirty; k++) {
        const i = (turn * dirty + k) % views;
        const ship = ships[i];
        ship.x = world.x[i];
        ship.y = world.y[i];
        ship.vx = world.vx[i] + (turn % 2);
        ship.vy = world.vy[i] + (turn % 2);
        ship.heading = turn + i;
      }
      const beganMs = performance.now();
      const bytes = encode();
      return { ms: performance.now() - beganMs, bytes };
    },
  };
}
