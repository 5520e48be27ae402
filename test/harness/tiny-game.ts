import { type SchemaType, schema, t } from "@colyseus/schema";
import { Replica } from "../../server/replication/replica.ts";
import type { SchemaClass } from "../../server/replication/schema-fields.ts";
import { JoinRefused, type Projection, type RoomDefinition } from "../../server/runtime/room-definition.ts";
import { ByteReader, ByteWriter } from "../../shared/codec/bytes.ts";
import { type Codec, CodecError, type Machine } from "../../shared/machine.ts";
import { Hasher } from "../../shared/math/hash.ts";
import { fingerprint } from "../../shared/wire/fingerprint.ts";

/** Tug of war: each pull moves the rope by its strength, seats of even number one way, of odd number the other. */
export type TugCommand =
  | { type: "pull"; seat: number; strength: number; shout: boolean }
  | { type: "join" | "drop" | "back" | "leave" | "blowUp"; seat: number };
export type TugEvent = { type: "shout"; seat: number; tick: number };
export interface TugWorld {
  tick: number;
  rope: number;
  /** By seat: 0 empty, 1 here, 2 away; and how often each pulled. */
  readonly seats: number[];
  readonly pulls: number[];
}
export interface TugConfig {
  readonly seats: number;
}

export const TugSeat = schema({ pulls: t.uint32() }, "TugSeat");
export const TugState = schema(
  { tick: t.uint32(), rope: t.int32(), events: t.string(), seats: t.map(TugSeat) },
  "TugState",
);
export type TugState = SchemaType<typeof TugState>;

const json = <T>(): Codec<T> => ({
  encode: (value) => new ByteWriter().text(JSON.stringify(value)).finish(),
  decode: (bytes) => JSON.parse(new ByteReader(bytes).text(10_000)),
});

const STATUS = { join: 1, back: 1, drop: 2, leave: 0 };

export const tug: Machine<TugWorld, TugCommand, TugEvent, TugConfig> = {
  id: "tug",
  version: 1,
  tickHz: 60,
  codecs: { command: json(), event: json(), config: json() },
  create: (_seed, { seats }) => ({
    tick: 0,
    rope: 0,
    seats: new Array<number>(seats).fill(0),
    pulls: new Array<number>(seats).fill(0),
  }),
  step(world, commands, emit) {
    world.tick++;
    for (const command of commands) {
      if (command.type === "blowUp") throw new Error("blown up");
      if (command.type !== "pull") {
        world.seats[command.seat] = STATUS[command.type];
        continue;
      }
      world.rope += command.seat % 2 === 0 ? command.strength : -command.strength;
      world.pulls[command.seat]++;
      if (command.shout) emit({ type: "shout", seat: command.seat, tick: world.tick });
    }
  },
  tick: (world) => world.tick,
  nextWake: (world) => (world.seats.some((status) => status > 0) ? world.tick + 1 : null),
  save: json<TugWorld>().encode,
  load: json<TugWorld>().decode,
  hash: (world) => new Hasher().text(JSON.stringify(world)).digest(),
};

export const TUG_WIRE = fingerprint({ state: TugState, machine: tug, commandsVersion: 1 });

export const pull = (strength: number, shout = false): Uint8Array => Uint8Array.of(strength, shout ? 1 : 0);
/** A command that makes the step throw. */
export const BLOW_UP = Uint8Array.of(255);
/** A body on which the decoder has a bug. */
export const CONFUSING = Uint8Array.of(254);

export function tugRoom(
  name: string,
  seats: number,
  seatHoldS = 60,
): RoomDefinition<TugWorld, TugCommand, TugEvent, TugConfig, { team: string }> {
  return {
    name,
    machine: tug,
    config: { seats },
    wire: TUG_WIRE,
    seats,
    patchEveryTicks: 3,
    seatHoldS,
    onJournalFailure: "degrade",
    admit(options) {
      const team = (options as { team?: unknown } | null)?.team;
      if (team !== "red" && team !== "blue") throw new JoinRefused("badOption", `team: ${team} is not red or blue`);
      return { team };
    },
    commands: {
      join: (seat) => ({ type: "join", seat }),
      drop: (seat) => ({ type: "drop", seat }),
      back: (seat) => ({ type: "back", seat }),
      leave: (seat) => ({ type: "leave", seat }),
      decode(seat, body) {
        const from = new ByteReader(body);
        const strength = from.u8();
        if (strength === BLOW_UP[0]) return { type: "blowUp", seat };
        if (strength === CONFUSING[0]) throw new TypeError("a bug of the decoder");
        if (strength > 9) throw new CodecError(`strength: ${strength}, at most 9`);
        const shout = from.u8() === 1;
        from.expectEnd();
        return { type: "pull", seat, strength, shout };
      },
    },
    merge: (previous, next) =>
      previous.type === "pull" && next.type === "pull" ? { ...next, shout: previous.shout || next.shout } : null,
    project: (world) => project(world, TugState),
  };
}

function project(world: TugWorld, state: SchemaClass): Projection<TugEvent> {
  const seats = world.pulls.map((_, seat) => seat);
  const replica = new Replica(state, {
    seats: 0,
    maps: { seats: { capacity: seats.length, interest: { by: "company", everyone: () => seats } } },
  });
  const [{ table }] = replica.maps;
  const { tick, rope, leader = -1 } = replica.root.columns;
  for (const seat of seats) table.open(seat, `${seat}`);
  return {
    replica,
    halfWidthPx: 1,
    eye() {},
    write() {
      replica.root.set(0, tick, world.tick);
      replica.root.set(0, rope, world.rope);
      if (leader >= 0) replica.root.set(0, leader, world.pulls.indexOf(Math.max(...world.pulls)));
      for (const seat of seats) table.set(seat, 0, world.pulls[seat]);
    },
  };
}

const ROUND_TICKS = 600;

/** The game in rounds of ten seconds. */
export function roundedTugRoom(name: string, seats: number, seatHoldS = 60): ReturnType<typeof tugRoom> {
  return { ...tugRoom(name, seats, seatHoldS), round: (world) => Math.floor(world.tick / ROUND_TICKS) };
}

/** Of the next version. */
export const LaterTugState = schema(
  { tick: t.uint32(), rope: t.int32(), leader: t.uint8(), events: t.string(), seats: t.map(TugSeat) },
  "TugState",
);

/** Pulls count twice. */
const laterTug: typeof tug = {
  ...tug,
  version: 2,
  step(world, commands, emit) {
    const twice = commands.map((row) => (row.type === "pull" ? { ...row, strength: row.strength * 2 } : row));
    tug.step(world, twice, emit);
  },
};

export function laterTugRoom(name: string, seats: number, seatHoldS = 60): ReturnType<typeof tugRoom> {
  const wire = fingerprint({ state: LaterTugState, machine: laterTug, commandsVersion: 1 });
  return {
    ...tugRoom(name, seats, seatHoldS),
    machine: laterTug,
    wire,
    project: (world) => project(world, LaterTugState),
  };
}
