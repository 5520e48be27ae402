/**
 * nengi 1: entities with float32 fields in a rectangular view that holds 30 others on average. Its own WebSocket library has
 * no build for today's Node, so its instance is given one on `ws`.
 */
import nengi from "nengi";
import { WebSocketServer } from "ws";
import { counts, order, ready, runLoop } from "./host.ts";
import { NEAREST, SNAPSHOT_HZ, World } from "./world.ts";

class Ship {
  static readonly protocol = {
    x: nengi.Float32,
    y: nengi.Float32,
    vx: nengi.Float32,
    vy: nengi.Float32,
    heading: nengi.Float32,
  };
  nid = 0;
  x = 0;
  y = 0;
  vx = 0;
  vy = 0;
  heading = 0;
}

/** Told once to whoever has its place in view. */
class Shot {
  static readonly protocol = {
    x: nengi.Float32,
    y: nengi.Float32,
    vx: nengi.Float32,
    vy: nengi.Float32,
    owner: nengi.UInt16,
  };
  x: number;
  y: number;
  vx: number;
  vy: number;
  owner: number;

  constructor({ x, y, vx, vy, owner }: { x: number; y: number; vx: number; vy: number; owner: number }) {
    [this.x, this.y, this.vx, this.vy, this.owner] = [x, y, vx, vy, owner];
  }
}

class Controls {
  static readonly protocol = { held: nengi.UInt8 };
  held = 0;
}

const config = {
  UPDATE_RATE: SNAPSHOT_HZ,
  HIDE_LOGO: true,
  PING_PONG_TICK_INTERVAL: 10 * SNAPSHOT_HZ,
  protocols: {
    entities: [["Ship", Ship]],
    localMessages: [["Shot", Shot]],
    messages: [],
    commands: [["Controls", Controls]],
    basics: [],
  },
};

const world = new World(order.players, order.radiusPx);
/** Half the side of the square in which as many ships are, on average. */
const half = Math.sqrt((Math.PI * order.radiusPx ** 2 * (NEAREST + 1)) / order.players) / 2;

const sockets = new WebSocketServer({ port: 0, host: "127.0.0.1", perMessageDeflate: false });
sockets.on("connection", (socket) => {
  const { send } = socket;
  socket.send = ((...args: Parameters<typeof send>) => {
    counts.framesSent++;
    send.apply(socket, args);
  }) as typeof send;
  socket.on("message", () => void counts.framesReceived++);
});
const instance = new nengi.Instance(config, { mock: sockets });
const ships = Array.from({ length: order.players }, () => instance.addEntity(new Ship()));
const views: { seat: number; view: { x: number; y: number; halfWidth: number; halfHeight: number } }[] = [];
instance.onConnect((client, data, callback) => {
  client.seat = data.fromClient.seat;
  client.view = { x: 0, y: 0, halfWidth: half, halfHeight: half };
  views.push(client);
  callback({ accepted: true, text: "" });
});

function snapshot(): void {
  for (let command = instance.getNextCommand(); command; command = instance.getNextCommand())
    for (const { held } of command.commands) world.held[command.client.seat] = held;
  for (let i = 0; i < order.players; i++) {
    const ship = ships[i]!;
    ship.x = world.x[i]!;
    ship.y = world.y[i]!;
    ship.vx = world.vx[i]!;
    ship.vy = world.vy[i]!;
    ship.heading = world.heading[i]!;
  }
  for (const bolt of world.takeBorn()) instance.addLocalMessage(new Shot(bolt));
  world.takeGone();
  for (const { view, seat } of views) {
    view.x = world.x[seat]!;
    view.y = world.y[seat]!;
  }
  instance.update();
}

sockets.on("listening", () => {
  const address = sockets.address();
  runLoop(() => world.step(), SNAPSHOT_HZ, snapshot);
  ready(typeof address === "object" && address !== null ? address.port : 0, world);
});
