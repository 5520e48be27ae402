import { type Client, SchemaSerializer } from "@colyseus/core";
import { type Schema, schema, t } from "@colyseus/schema";
import type trails from "../../../examples/trails/rules.ts";
import type { WorldIn } from "../../../shared/kit/index.ts";

const Rider = schema(
  {
    x: t.uint16(),
    y: t.uint16(),
    heading: t.uint8(),
    isBoosting: t.boolean(),
    fuelTicks: t.uint8(),
    isAlive: t.boolean(),
    points: t.uint32(),
  },
  "StockRider",
);
const Wall = schema(
  { x: t.uint16(), y: t.uint16(), heading: t.uint8(), length: t.uint16(), seat: t.uint8() },
  "StockWall",
);
const State = schema(
  { phase: t.uint8(), phaseEndsAt: t.uint32(), size: t.uint16(), riders: t.map(Rider), walls: t.map(Wall) },
  "StockTrails",
);

const PHASES = ["over", "ready", "race"];

/**
 * The state of light trails as a Colyseus room keeps it: the same integers in the smallest types that hold them, assigned
 * where they changed, encoded by Colyseus' own serializer. A rider's open wall is left out: clients can follow the rider.
 */
export class StockTrails {
  bytesPerClient = 0;
  patches = 0;
  readonly #state = new State();
  readonly #serializer = new SchemaSerializer<Schema>();
  readonly #client = {
    state: 1,
    raw: (frame: Uint8Array) => {
      this.bytesPerClient += frame.length;
      this.patches++;
    },
  } as unknown as Client;

  constructor() {
    this.#serializer.reset(this.#state);
  }

  patch(world: WorldIn<typeof trails>): void {
    const state = this.#state;
    assign(state, { phase: PHASES.indexOf(world.phase), phaseEndsAt: world.phaseEndsAt, size: world.size });
    for (const [seat, { x, y, heading, isBoosting, fuelTicks, isAlive, points }] of world.riders.entries()) {
      if (world.seats[seat] === "empty") state.riders.delete(`${seat}`);
      else row(state.riders, `${seat}`, Rider, { x, y, heading, isBoosting, fuelTicks, isAlive, points });
    }
    const walls = new Set<string>();
    for (const { id, x, y, heading, length, seat } of world.walls) {
      walls.add(`${id}`);
      row(state.walls, `${id}`, Wall, { x, y, heading, length, seat });
    }
    for (const id of [...state.walls.keys()]) if (!walls.has(id)) state.walls.delete(id);
    this.#serializer.applyPatches([this.#client]);
  }
}

function row<T extends Schema>(
  map: { get(key: string): T | undefined; set(key: string, value: T): unknown },
  key: string,
  of: new () => T,
  values: object,
): void {
  const found = map.get(key);
  const target = found ?? new of();
  assign(target, values);
  if (found === undefined) map.set(key, target);
}

function assign(to: object, values: object): void {
  const target = to as Record<string, unknown>;
  for (const [name, value] of Object.entries(values)) if (target[name] !== value) target[name] = value;
}
