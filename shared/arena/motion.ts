import { clamp, ONE, round, TURN } from "../math/fixed.ts";
import { CONTROL } from "./controls.ts";
import type { Flight, Helm } from "./world.ts";

/**
 * A motion in 96 bits: what clients are told of a ship or a shot. Three words, each an uint32 held as int32:
 *
 * | bits | ship | shot |
 * |---|---|---|
 * | 20 + 20 | place, 1/16 px | the same |
 * | 15 + 15 | velocity, 1/512 px per tick | the same |
 * | 26 | heading 1/2048 turn: 11, aim 1/1024 turn: 10, controls: 5 | weapon: 3, seat: 12, tick: 11 |
 */
export interface Words {
  a: number;
  b: number;
  c: number;
}

const PLACE = ONE / 16;
const SPEED = ONE / 512;
/** A shot from a ship at its limit is faster than that, and told as fast as can be. */
const MOST_SPEED = 16_383;
const HEADING = TURN / 2048;
const AIM = TURN / 1024;
/** Seats of one arena, NPCs included, that a shot can name. */
export const MOST_SEATS = 4_096;
/** A shot's tick is told modulo this: longer than any shot lives. */
export const SHOT_TICKS = 2_048;

/** How a ship turns, by number: neither way, left, right, towards its aim. */
const NO_TURN = 0;
const LEFT = 1;
const RIGHT = 2;
const TO_AIM = 3;

export const newWords = (): Words => ({ a: 0, b: 0, c: 0 });

export function packShip(helm: Helm, out: Words): Words {
  const turn = turnOf(helm.bits);
  const aim = turn === TO_AIM ? round(helm.aim / AIM) & 1023 : 0;
  const pushes = (helm.bits & CONTROL.thrust ? 1 : 0) | (helm.bits & CONTROL.reverse ? 2 : 0);
  const boost = helm.bits & CONTROL.boost ? 4 : 0;
  const controls = (turn << 3) | boost | pushes;
  return pack(helm, ((round(helm.heading / HEADING) & 2047) << 15) | (aim << 5) | controls, out);
}

/** Writes place, velocity, heading, aim and controls; leaves the rest of the helm. */
export function unpackShip({ a, b, c }: Readonly<Words>, helm: Helm): Helm {
  unpack(a, b, c, helm);
  const rest = c >>> 6;
  helm.heading = (rest >>> 15) * HEADING;
  helm.aim = ((rest >>> 5) & 1023) * AIM;
  const turn = (rest >>> 3) & 3;
  helm.bits =
    (rest & 1 ? CONTROL.thrust : 0) |
    (rest & 2 ? CONTROL.reverse : 0) |
    (rest & 4 ? CONTROL.boost : 0) |
    (turn === LEFT ? CONTROL.left : turn === RIGHT ? CONTROL.right : turn === TO_AIM ? CONTROL.aim : 0);
  return helm;
}

/** @param tick at which the shot flew so */
export function packShot(flight: Flight, seat: number, tick: number, out: Words): Words {
  return pack(flight, (flight.weapon << 23) | (seat << 11) | (tick & (SHOT_TICKS - 1)), out);
}

export function unpackShot({ a, b, c }: Readonly<Words>, flight: Flight): Flight {
  unpack(a, b, c, flight);
  flight.weapon = (c >>> 6) >>> 23;
  return flight;
}

export function shotSeat({ c }: Readonly<Words>): number {
  return (c >>> 17) & (MOST_SEATS - 1);
}

/** @param now a tick at or after it, and less than {@link SHOT_TICKS} later */
export function shotTick({ c }: Readonly<Words>, now: number): number {
  return now - ((now - (c >>> 6)) & (SHOT_TICKS - 1));
}

function turnOf(bits: number): number {
  const keys = (bits & CONTROL.right ? 1 : 0) - (bits & CONTROL.left ? 1 : 0);
  if (keys !== 0) return keys > 0 ? RIGHT : LEFT;
  return bits & CONTROL.aim ? TO_AIM : NO_TURN;
}

interface Moving {
  x: number;
  y: number;
  vx: number;
  vy: number;
}

function pack({ x, y, vx, vy }: Moving, rest: number, out: Words): Words {
  const px = round(x / PLACE);
  const py = round(y / PLACE);
  const sx = clamp(round(vx / SPEED), -MOST_SPEED, MOST_SPEED);
  const sy = clamp(round(vy / SPEED), -MOST_SPEED, MOST_SPEED);
  out.a = (px & 0xfffff) | (py << 20);
  out.b = ((py >> 12) & 0xff) | ((sx & 0x7fff) << 8) | (sy << 23);
  out.c = ((sy >> 9) & 0x3f) | (rest << 6);
  return out;
}

function unpack(a: number, b: number, c: number, to: Moving): void {
  to.x = ((a << 12) >> 12) * PLACE;
  to.y = ((((a >>> 20) | ((b << 24) >>> 12)) << 12) >> 12) * PLACE;
  to.vx = ((b << 9) >> 17) * SPEED;
  to.vy = ((((b >>> 23) | ((c & 0x3f) << 9)) << 17) >> 17) * SPEED;
}
