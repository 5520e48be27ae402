/**
 * A room as Colyseus' own documentation builds it: schema entities with five float32 fields, a StateView for each client
 * with its 30 nearest ships and their bolts, ws-transport, patches 20 times a second.
 */
import { type Client, matchMaker, Room, Server } from "@colyseus/core";
import { type SchemaType, StateView, schema, t } from "@colyseus/schema";
import { WebSocketTransport } from "@colyseus/ws-transport";
import { counts, order, ready, wasLate } from "./host.ts";
import { LOOK_EVERY, NEAREST, SNAPSHOT_HZ, STEP_HZ, World } from "./world.ts";

const Ship = schema(
  {
    x: t.float32().default(0),
    y: t.float32().default(0),
    vx: t.float32().default(0),
    vy: t.float32().default(0),
    heading: t.float32().default(0),
  },
  "Ship",
);
type Ship = SchemaType<typeof Ship>;
/** Told once: it flies straight. */
const Bolt = schema(
  {
    x: t.float32().default(0),
    y: t.float32().default(0),
    vx: t.float32().default(0),
    vy: t.float32().default(0),
    owner: t.uint16().default(0),
  },
  "Bolt",
);
type Bolt = SchemaType<typeof Bolt>;
const State = schema({ ships: t.map(Ship).view(), bolts: t.map(Bolt).view() }, "State");
type State = SchemaType<typeof State>;

interface Seat {
  readonly client: Client;
  readonly view: StateView;
  readonly seat: number;
  seen: Int32Array;
  count: number;
}

const world = new World(order.players, order.radiusPx);

class Battle extends Room<{ state: State }> {
  override maxClients = order.players;
  override patchRate = 1000 / SNAPSHOT_HZ;
  override state = new State();
  readonly #ships: Ship[] = [];
  readonly #bolts = new Map<number, Bolt>();
  readonly #seats = new Map<string, Seat>();
  /** Who has each ship in view. */
  readonly #viewers: Set<Seat>[] = Array.from({ length: order.players }, () => new Set());
  #steps = 0;
  #stepMs = performance.now();

  override onCreate(): void {
    for (let i = 0; i < order.players; i++) {
      const ship = new Ship();
      this.#ships.push(ship);
      this.state.ships.set(String(i), ship);
    }
    this.onMessage("controls", (client, held: number) => {
      counts.framesReceived++;
      const seat = this.#seats.get(client.sessionId);
      if (seat !== undefined) world.held[seat.seat] = held;
    });
    this.setSimulationInterval(() => this.#step(), 1000 / STEP_HZ);
  }

  override onJoin(client: Client, { seat: index }: { seat: number }): void {
    const view = new StateView();
    client.view = view;
    const { raw } = client as unknown as { raw(...args: unknown[]): void };
    (client as unknown as { raw(...args: unknown[]): void }).raw = (...args) => {
      counts.framesSent++;
      raw.apply(client, args);
    };
    const seat: Seat = { client, view, seat: index, seen: new Int32Array(NEAREST + 1), count: 0 };
    this.#seats.set(client.sessionId, seat);
    world.index();
    this.#look(seat);
  }

  override onLeave(client: Client): void {
    const seat = this.#seats.get(client.sessionId);
    seat?.view.dispose();
    if (seat !== undefined) for (let k = 0; k < seat.count; k++) this.#viewers[seat.seen[k]!]!.delete(seat);
    this.#seats.delete(client.sessionId);
  }

  #step(): void {
    const nowMs = performance.now();
    wasLate(Math.max(0, nowMs - this.#stepMs - 1000 / STEP_HZ));
    this.#stepMs = nowMs;
    world.step();
    for (let i = 0; i < order.players; i++) {
      const ship = this.#ships[i]!;
      ship.x = world.x[i]!;
      ship.y = world.y[i]!;
      ship.vx = world.vx[i]!;
      ship.vy = world.vy[i]!;
      ship.heading = world.heading[i]!;
    }
    for (const shot of world.takeBorn()) {
      const bolt = new Bolt();
      bolt.x = shot.x;
      bolt.y = shot.y;
      bolt.vx = shot.vx;
      bolt.vy = shot.vy;
      bolt.owner = shot.owner;
      this.#bolts.set(shot.id, bolt);
      this.state.bolts.set(String(shot.id), bolt);
      for (const { view } of this.#viewers[shot.owner]!) view.add(bolt);
    }
    for (const { id } of world.takeGone()) {
      this.#bolts.delete(id);
      this.state.bolts.delete(String(id));
    }
    // As often as the others: five times a second for each player.
    const every = Math.round((LOOK_EVERY * STEP_HZ) / SNAPSHOT_HZ);
    this.#steps++;
    world.index();
    for (const seat of this.#seats.values()) if ((this.#steps + seat.seat) % every === 0) this.#look(seat);
  }

  #look(seat: Seat): void {
    const now = new Int32Array(NEAREST + 1);
    const count = world.nearest(seat.seat, now);
    const before = new Set(seat.seen.subarray(0, seat.count));
    for (let k = 0; k < count; k++) {
      const other = now[k]!;
      if (before.delete(other)) continue;
      seat.view.add(this.#ships[other]!);
      this.#viewers[other]!.add(seat);
    }
    for (const other of before) {
      seat.view.remove(this.#ships[other]!);
      this.#viewers[other]!.delete(seat);
    }
    seat.seen = now;
    seat.count = count;
  }
}

// Colyseus would load PM2's metrics, which this repository's other packages bring. The package takes what is here for itself.
Object.assign(globalThis, { [Symbol.for("@pm2/io")]: { metric() {} } });
const transport = new WebSocketTransport();
const server = new Server({ transport, greet: false });
server.define("battle", Battle);
matchMaker.setHealthChecksEnabled(false);
await server.listen(0, "127.0.0.1");
const address = transport.server?.address();
ready(typeof address === "object" && address !== null ? address.port : 0, world);
