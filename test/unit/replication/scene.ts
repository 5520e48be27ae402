import { Protocol } from "@colyseus/core";
import { type Decoder, type MapSchema, Reflection, type Schema, schema, t } from "@colyseus/schema";
import type { SpatialInterest } from "../../../server/replication/interest/spatial-interest.ts";
import type { RecordTable } from "../../../server/replication/record-table.ts";
import { Replica } from "../../../server/replication/replica.ts";
import type { ReplicatedWorld } from "../../../server/replication/replicator.ts";
import type { FrameSink } from "../../../server/replication/viewer.ts";
import { applyDefaults } from "../../../shared/wire/defaults.ts";
import { EventsReader } from "../../../shared/wire/messages.ts";

const Thing = schema({ a: t.uint32(), b: t.int16(), label: t.string(), lit: t.boolean() }, "Thing");
const Spark = schema({ a: t.uint32() }, "Spark");
const Owner = schema({ name: t.string() }, "Owner");
const Own = schema({ purse: t.uint32() }, "Own");
const SceneState = schema(
  {
    tick: t.uint32(),
    note: t.string(),
    events: t.string(),
    own: Own,
    owners: t.map(Owner),
    sparks: t.map(Spark),
    things: t.map(Thing),
    notes: t.map("string"),
    unused: t.map(Spark),
  },
  "SceneState",
);

const ONE = 65_536;
export const THINGS = 60;
export const NOTES = 6;
export const SPARKS = 40;
export const SEATS = 8;
export const REACH: Pick<SpatialInterest, "enterPx" | "leavePx" | "most"> = { enterPx: 400, leavePx: 500, most: 12 };

/** A made-up world: things that move about and belong to owners, and sparks that burn for a while. */
export class TestScene implements ReplicatedWorld {
  readonly replica: Replica;
  readonly halfWidthPx = 1_000;
  readonly x = new Int32Array(THINGS);
  readonly y = new Int32Array(THINGS);
  readonly sparkX = new Int32Array(SPARKS);
  readonly sparkY = new Int32Array(SPARKS);
  /** 1 for sparks that burn out soon. */
  readonly brief = new Uint8Array(SPARKS).fill(1);
  readonly eyes: { x: number; y: number }[] = Array.from({ length: SEATS }, () => ({ x: 0, y: 0 }));
  /** Owners that everyone knows. */
  famous: number[] = [0];
  /** Slots of all notes, which are texts. */
  openNotes: number[] = [];

  constructor() {
    const place = (x: Int32Array, y: Int32Array) => ({ by: "place", x, y, ...REACH }) as const;
    this.replica = new Replica(SceneState, {
      seats: SEATS,
      maps: {
        things: { capacity: THINGS, interest: place(this.x, this.y) },
        sparks: {
          capacity: SPARKS,
          interest: { ...place(this.sparkX, this.sparkY), endsSoon: (slot) => this.brief[slot] === 1 },
        },
        owners: {
          capacity: THINGS,
          interest: {
            by: "company",
            of: "things",
            slotOf: (slot) => slot,
            everyone: () => this.famous,
            own: (seat) => seat,
          },
        },
        notes: { capacity: NOTES, interest: { by: "company", everyone: () => this.openNotes } },
      },
    });
  }

  table(name: string): RecordTable {
    const map = this.replica.maps.find((one) => one.name === name);
    if (map === undefined) throw new Error(`no map ${name}`);
    return map.table;
  }

  eye(seat: number, out: { x: number; y: number }): void {
    if (seat < 0) return;
    out.x = this.eyes[seat].x * ONE;
    out.y = this.eyes[seat].y * ONE;
  }

  openThing(slot: number, key: string, xPx: number, yPx: number, value: number): void {
    const things = this.table("things");
    const { a, b, label, lit } = things.columns;
    things.open(slot, key);
    things.set(slot, a, value);
    things.set(slot, b, -value % 30_000);
    things.setText(slot, label, `thing ${value}`);
    things.set(slot, lit, value & 1);
    this.moveThing(slot, xPx, yPx);
    const owners = this.table("owners");
    owners.open(slot, key);
    owners.setText(slot, 0, `owner of ${key}`);
  }

  closeThing(slot: number): void {
    this.table("things").close(slot);
    this.table("owners").close(slot);
  }

  moveThing(slot: number, xPx: number, yPx: number): void {
    this.x[slot] = xPx * ONE;
    this.y[slot] = yPx * ONE;
  }

  openSpark(slot: number, xPx: number, yPx: number, value: number): void {
    const sparks = this.table("sparks");
    sparks.open(slot, String(slot));
    sparks.set(slot, 0, value);
    this.sparkX[slot] = xPx * ONE;
    this.sparkY[slot] = yPx * ONE;
  }
}

/** A client with the stock decoder, which knows the state's classes from the handshake alone. */
export class TestClient implements FrameSink {
  readonly decoder: Decoder;
  bufferedBytes = 0;
  /** Events that patches told of, encoded. */
  readonly told: Uint8Array[] = [];
  readonly #happened = new EventsReader();
  readonly frames: { readonly type: number; readonly bytes: number }[] = [];

  constructor(handshake: Uint8Array) {
    this.decoder = Reflection.decode(handshake);
    applyDefaults(this.decoder.state);
  }

  raw(bytes: Uint8Array): void {
    const frame = bytes.slice();
    this.frames.push({ type: frame[0], bytes: frame.length });
    if (frame[0] === Protocol.ROOM_STATE_PATCH) this.decoder.decode(frame, { offset: 1 });
    else if (frame[0] === Protocol.ROOM_STATE) this.decoder.decodeResync(frame, { offset: 1 });
    const events = this.#happened.read((this.field("events") as string | undefined) ?? "");
    if (events !== null) this.told.push(events);
  }

  /** A row of a map; undefined: it has none under this key. */
  row(map: string, key: string): Record<string, unknown> | undefined {
    return (this.field(map) as MapSchema<Record<string, unknown>>).get(key);
  }

  keys(map: string): string[] {
    return [...(this.field(map) as MapSchema<Schema>).keys()].sort();
  }

  /** What the sparks that the client has were lit with. */
  get sparks(): unknown[] {
    const sparks = this.field("sparks") as MapSchema<Record<string, unknown>>;
    return [...sparks.values()].map(({ a }) => a).sort();
  }

  field(name: string): unknown {
    return (this.decoder.state as Record<string, unknown>)[name];
  }
}
