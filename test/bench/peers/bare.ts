/** The floor: Bun.serve, and one frame of 200 bytes to everyone, 20 times a second. */
import type { ServerWebSocket } from "bun";
import { counts, order, ready, runLoop } from "./host.ts";
import { SNAPSHOT_HZ, World } from "./world.ts";

const FRAME_BYTES = 200;
const world = new World(order.players, order.radiusPx);
const sockets = new Set<ServerWebSocket<{ seat: number }>>();
const frame = new Uint8Array(FRAME_BYTES);

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
    open: (socket) => void sockets.add(socket),
    message(socket, message) {
      counts.framesReceived++;
      if (typeof message !== "string") world.held[socket.data.seat] = message[0] ?? 0;
    },
    close: (socket) => void sockets.delete(socket),
  },
});
runLoop(
  () => {},
  SNAPSHOT_HZ,
  () => {
    for (const socket of sockets) {
      counts.framesSent++;
      socket.send(frame);
    }
  },
);
ready(server.port ?? 0, world);
