/**
 * A server written by hand for this one game: Bun.serve, and each client's 30 nearest ships at 9 bytes each, 20 times a
 * second; bolts once.
 */
import type { ServerWebSocket } from "bun";
import { counts, order, ready, runLoop } from "./host.ts";
import { type Bolt, LOOK_EVERY, NEAREST, SNAPSHOT_HZ, World } from "./world.ts";

const HEAD_BYTES = 6;
const SHIP_BYTES = 9;
const BOLT_BYTES = 9;
const BOLTS_MOST = 255;
const world = new World(order.players, order.radiusPx);
/** Two bytes reach from one side of the map to the other. */
const scale = 65_535 / (2 * (order.radiusPx + 2_000));
const seats: { socket: ServerWebSocket<{ seat: number }> | null; seen: Int32Array; count: number }[] = Array.from(
  { length: order.players },
  () => ({ socket: null, seen: new Int32Array(NEAREST + 1), count: 0 }),
);
const frame = new Uint8Array(HEAD_BYTES + (NEAREST + 1) * SHIP_BYTES + BOLTS_MOST * BOLT_BYTES);
const view = new DataView(frame.buffer);
/** Everyone's nine bytes, packed once for all who see them. */
const packed = new Uint8Array(order.players * SHIP_BYTES);
const packedView = new DataView(packed.buffer);

const born: Bolt[][] = Array.from({ length: order.players }, () => []);

const place = (at: number) => Math.max(0, Math.min(65_535, Math.round((at + order.radiusPx + 2_000) * scale)));
const turn = (angle: number) => Math.round((angle * 256) / (2 * Math.PI)) & 255;

function pack(): void {
  for (let i = 0, at = 0; i < order.players; i++, at += SHIP_BYTES) {
    packedView.setUint16(at, i);
    packedView.setUint16(at + 2, place(world.x[i]!));
    packedView.setUint16(at + 4, place(world.y[i]!));
    packedView.setInt8(at + 6, Math.round(world.vx[i]! / 4));
    packedView.setInt8(at + 7, Math.round(world.vy[i]! / 4));
    packedView.setUint8(at + 8, turn(world.heading[i]!));
  }
}

let snapshots = 0;
function snapshot(): void {
  snapshots++;
  pack();
  world.index();
  for (const list of born) list.length = 0;
  for (const bolt of world.takeBorn()) born[bolt.owner]!.push(bolt);
  world.takeGone();
  for (let seat = 0; seat < order.players; seat++) {
    const { socket, seen } = seats[seat]!;
    if (socket === null) continue;
    if ((snapshots + seat) % LOOK_EVERY === 0 || seats[seat]!.count === 0)
      seats[seat]!.count = world.nearest(seat, seen);
    const { count } = seats[seat]!;
    let at = HEAD_BYTES;
    let bolts = 0;
    for (let k = 0; k < count; k++) {
      const from = seen[k]! * SHIP_BYTES;
      for (let byte = 0; byte < SHIP_BYTES; byte++) frame[at++] = packed[from + byte]!;
    }
    for (let k = 0; k < count; k++)
      for (const bolt of born[seen[k]!]!) {
        if (bolts === BOLTS_MOST) break;
        bolts++;
        view.setUint16(at, bolt.owner);
        view.setUint16(at + 2, place(bolt.x));
        view.setUint16(at + 4, place(bolt.y));
        view.setInt8(at + 6, Math.round(bolt.vx / 10));
        view.setInt8(at + 7, Math.round(bolt.vy / 10));
        view.setUint8(at + 8, turn(bolt.heading));
        at += BOLT_BYTES;
      }
    view.setUint32(0, world.tick);
    view.setUint8(4, count);
    view.setUint8(5, bolts);
    counts.framesSent++;
    socket.send(frame.subarray(0, at));
  }
}

const server = Bun.serve({
  port: 0,
  hostname: "127.0.0.1",
  fetch(request, self) {
    const seat = Number(new URL(request.url).searchParams.get("seat"));
    return self.upgrade(request, { data: { seat } }) ? undefined : new Response("a socket is wanted", { status: 400 });
  },
  websocket: {
    data: { seat: 0 },
    perMessageDeflate: false,
    open(socket) {
      seats[socket.data.seat]!.socket = socket;
    },
    message(socket, message) {
      counts.framesReceived++;
      if (typeof message !== "string") world.held[socket.data.seat] = message[0] ?? 0;
    },
    close(socket) {
      seats[socket.data.seat]!.socket = null;
    },
  },
});
runLoop(() => world.step(), SNAPSHOT_HZ, snapshot);
ready(server.port ?? 0, world);
