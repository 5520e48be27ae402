import { clamp, ONE, round } from "../math/fixed.ts";
import type { Flight } from "./world.ts";

/**
 * A shot in 96 bits. Three words, each an uint32 held as int32:
 *
 * | bits | what |
 * |---|---|
 * | 20 + 20 | place, 1/16 px |
 * | 15 + 15 | velocity, 1/512 px per tick |
 * | 26 | weapon: 3, seat: 12, tick: 11 |
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
/** Seats of one arena, NPCs included, that a shot can name. */
export const MOST_SEATS = 4_096;
/** A shot's tick is told modulo this: longer than any shot lives. */
export const SHOT_TICKS = 2_048;

export const newWords = (): Words => ({ a: 0, b: 0, c: 0 });

/** @param tick at which the shot flew so */
export function packShot({ x, y, vx, vy, weapon }: Flight, seat: number, tick: number, out: Words): Words {
  const px = round(x / PLACE);
  const py = round(y / PLACE);
  const sx = clamp(round(vx / SPEED), -MOST_SPEED, MOST_SPEED);
  const sy = clamp(round(vy / SPEED), -MOST_SPEED, MOST_SPEED);
  const rest = (weapon << 23) | (seat << 11) | (tick & (SHOT_TICKS - 1));
  out.a = (px & 0xfffff) | (py << 20);
  out.b = ((py >> 12) & 0xff) | ((sx & 0x7fff) << 8) | (sy << 23);
  out.c = ((sy >> 9) & 0x3f) | (rest << 6);
  return out;
}

export function unpackShot({ a, b, c }: Readonly<Words>, flight: Flight): Flight {
  flight.x = ((a << 12) >> 12) * PLACE;
  flight.y = ((((a >>> 20) | ((b << 24) >>> 12)) << 12) >> 12) * PLACE;
  flight.vx = ((b << 9) >> 17) * SPEED;
  flight.vy = ((((b >>> 23) | ((c & 0x3f) << 9)) << 17) >> 17) * SPEED;
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

/**
 * A shot to who knows how its ship flew when it was fired, in 32 bits as int32: seat 12, weapon 3, number in its volley 3,
 * tick 14. It left the ship as `muzzle` says.
 */
export interface Firing {
  seat: number;
  weapon: number;
  index: number;
  tick: number;
}

const FIRING_TICKS = 16_384;

export const newFiring = (): Firing => ({ seat: 0, weapon: 0, index: 0, tick: 0 });

export function packFiring({ seat, weapon, index, tick }: Readonly<Firing>): number {
  return seat | (weapon << 12) | (index << 15) | (tick << 18);
}

/** @param now a tick at or after it, and less than 16,384 later */
export function unpackFiring(packed: number, now: number, to: Firing): Firing {
  to.seat = packed & (MOST_SEATS - 1);
  to.weapon = (packed >> 12) & 7;
  to.index = (packed >> 15) & 7;
  to.tick = now - ((now - (packed >>> 18)) & (FIRING_TICKS - 1));
  return to;
}
