/** socket.io with its MessagePack parser: each client's 30 nearest ships as one flat list of whole numbers. */
import { createServer } from "node:http";
import { Server, type Socket } from "socket.io";
import parser from "socket.io-msgpack-parser";
import { counts, order, ready, runLoop } from "./host.ts";
import { type Bolt, LOOK_EVERY, NEAREST, SNAPSHOT_HZ, World } from "./world.ts";

const world = new World(order.players, order.radiusPx);
const seats = Array.from({ length: order.players }, () => ({
  socket: null as Socket | null,
  seen: new Int32Array(NEAREST + 1),
  count: 0,
}));

const http = createServer();
const io = new Server(http, { parser, transports: ["websocket"], perMessageDeflate: false, serveClient: false });
io.on("connection", (socket) => {
  const seat = Number(socket.handshake.query.seat);
  seats[seat]!.socket = socket;
  socket.conn.on("packetCreate", () => void counts.framesSent++);
  socket.on("controls", (held: number) => {
    counts.framesReceived++;
    world.held[seat] = held;
  });
  socket.emit("welcome", seat);
});

/** MessagePack keeps whole numbers short: px, px/s and 1/1000 radian. */
const row = (i: number): number[] => [
  i,
  Math.round(world.x[i]!),
  Math.round(world.y[i]!),
  Math.round(world.vx[i]!),
  Math.round(world.vy[i]!),
  Math.round((world.heading[i]! % (2 * Math.PI)) * 1000),
];

let snapshots = 0;
function snapshot(): void {
  snapshots++;
  world.index();
  const rows = Array.from({ length: order.players }, (_, i) => row(i));
  const born = new Map<number, Bolt[]>();
  for (const bolt of world.takeBorn()) born.set(bolt.owner, [...(born.get(bolt.owner) ?? []), bolt]);
  world.takeGone();
  for (let index = 0; index < order.players; index++) {
    const seat = seats[index]!;
    if (seat.socket === null) continue;
    if ((snapshots + index) % LOOK_EVERY === 0 || seat.count === 0) seat.count = world.nearest(index, seat.seen);
    const [ships, bolts]: [number[], number[]] = [[], []];
    for (let k = 0; k < seat.count; k++) {
      ships.push(...rows[seat.seen[k]!]!);
      for (const bolt of born.get(seat.seen[k]!) ?? [])
        bolts.push(bolt.owner, ...[bolt.x, bolt.y, bolt.vx, bolt.vy].map(Math.round));
    }
    seat.socket.emit("s", world.tick, ships, bolts);
  }
}

http.listen(0, "127.0.0.1", () => {
  const address = http.address();
  runLoop(() => world.step(), SNAPSHOT_HZ, snapshot);
  ready(typeof address === "object" && address !== null ? address.port : 0, world);
});
