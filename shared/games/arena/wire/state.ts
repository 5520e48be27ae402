import { type SchemaType, schema, t } from "@colyseus/schema";
import type { Tick } from "../../../machine.ts";

/**
 * Schema classes of the arena, which the stock SDK decodes. All numbers are integers. Objects that are new to a client come
 * without fields that are 0, "" or false, see `applyDefaults`. A client has the rows in its view and those of the best pilots. Keys
 * are entity ids; a player's is the seat, and a shot's has no meaning.
 */
export const PlayerState = schema(
  {
    name: t.string().default(""),
    kind: t.uint8().default(0),
    hull: t.uint8().default(0),
    online: t.boolean().default(false),
    /** Whether the player has a ship now. */
    alive: t.boolean().default(false),
    credits: t.uint32().default(0),
    kills: t.uint16().default(0),
    deaths: t.uint16().default(0),
    bounty: t.uint16().default(0),
  },
  "PlayerState",
);
export type PlayerState = SchemaType<typeof PlayerState>;

const words = { a: t.uint32().default(0), b: t.uint32().default(0), c: t.uint32().default(0) };

/**
 * A ship's published motion, which the client continues with the machine's own step. A whole record, see `PublishedMotion`; or only a turn
 * for clients with all earlier updates, see `Turn`. A record is newer than a turn that comes with it.
 */
export const ShipState = schema(
  {
    turn: t.uint16().default(0),
    aim: t.uint16().default(0),
    boost: t.uint16().default(0),
    ...words,
    d: t.uint32().default(0),
    e: t.uint8().default(0),
    armor: t.uint8().default(0),
    shield: t.uint8().default(0),
    shieldWait: t.uint8().default(0),
    energy: t.uint16().default(0),
    guard: t.uint16().default(0),
    docked: t.uint8().default(0),
    seat: t.uint16().default(0),
    hull: t.uint8().default(0),
  },
  "ShipState",
);
export type ShipState = SchemaType<typeof ShipState>;

/**
 * A shot, published once: in words, see `packShot`, or as fired by a ship, see `Firing`, for clients that follow that ship. A shot
 * that outlives its weapon's `lifeTicks` is not removed: its row is reused, and a change of either form means a new shot.
 */
export const BoltState = schema({ ...words, fired: t.uint32().default(0) }, "BoltState");
export type BoltState = SchemaType<typeof BoltState>;

const drift = {
  parent: t.uint8().default(0),
  orbitPx: t.uint16().default(0),
  swingPx: t.uint16().default(0),
  swingTicks: t.uint32().default(1),
  phase: t.uint16().default(0),
  swingPhase: t.uint16().default(0),
  periodTicks: t.int32().default(1),
  epoch: t.uint32().default(0),
};

export const RockState = schema({ size: t.uint8().default(0), ore: t.uint8().default(0), ...drift }, "RockState");
export type RockState = SchemaType<typeof RockState>;

export const PodState = schema({ ore: t.uint8().default(0), amount: t.uint8().default(0), ...drift }, "PodState");
export type PodState = SchemaType<typeof PodState>;

/** Sent only to the player: the exact helm at tick `tick`, from which the client predicts. */
export const OwnState = schema(
  {
    /** Id of their ship; 0 while dead. */
    ship: t.uint32().default(0),
    tick: t.uint32().default(0),
    hull: t.uint8().default(0),
    x: t.int32().default(0),
    y: t.int32().default(0),
    vx: t.int32().default(0),
    vy: t.int32().default(0),
    heading: t.uint16().default(0),
    armor: t.uint16().default(0),
    shield: t.uint16().default(0),
    shieldWait: t.uint16().default(0),
    energy: t.uint16().default(0),
    primaryWait: t.uint8().default(0),
    secondaryWait: t.uint8().default(0),
    guard: t.uint16().default(0),
    docked: t.uint8().default(0),
    bits: t.uint16().default(0),
    aim: t.uint16().default(0),
    respawnAt: t.uint32().default(0),
    cargo0: t.uint8().default(0),
    cargo1: t.uint8().default(0),
    cargo2: t.uint8().default(0),
    cargo3: t.uint8().default(0),
    /** Rank among all pilots by credits, from 1. */
    rank: t.uint16().default(0),
  },
  "OwnState",
);
export type OwnState = SchemaType<typeof OwnState>;

export const ArenaState = schema(
  {
    /** The tick of this patch, see {@link tickOf}. Split, so that the part that changes every time is short. */
    beat: t.uint8().default(0),
    era: t.uint32().default(0),
    round: t.uint16().default(0),
    phase: t.uint8().default(0),
    phaseEndsAt: t.uint32().default(0),
    /** Number of pilots, in view or not. */
    pilots: t.uint16().default(0),
    /** Coarse positions of all ships, see `decodeChart`: even rows and odd rows, sent alternately. */
    chart0: t.string().default(""),
    chart1: t.string().default(""),
    /** Events since the last patch, see `EventsReader`. */
    events: t.string().default(""),
    own: OwnState,
    players: t.map(PlayerState),
    ships: t.map(ShipState),
    bolts: t.map(BoltState),
    rocks: t.map(RockState),
    pods: t.map(PodState),
  },
  "ArenaState",
);
export type ArenaState = SchemaType<typeof ArenaState>;

const ERA_TICKS = 256;
/** A tick as the fields of a state. */
type StateTick = Pick<ArenaState, "beat" | "era">;

/** The tick of a state. */
export function tickOf({ beat, era }: Readonly<StateTick>): Tick {
  return era * ERA_TICKS + beat;
}

export function splitTick(tick: Tick): StateTick {
  return { beat: tick % ERA_TICKS, era: Math.floor(tick / ERA_TICKS) };
}
