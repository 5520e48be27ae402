import { clamp, ONE, round } from "../../math/fixed.ts";
import type { Shot } from "./world.ts";

/**
 * A shot in 96 bits. Three words, each an uint32 held as int32:
 *
 * | bits | what |
 * |---|---|
 * | 20 + 20 | position, 1/16 px |
 * | 15 + 15 | velocity, 1/512 px per tick |
 * | 26 | weapon: 3, seat: 12, tick: 11 |
 */
export interface ShotWords {
  a: number;
  b: number;
  c: number;
}

const PLACE = ONE / 16;
const SPEED = ONE / 512;
/** The fastest speed that fits. Shots of a ship at its speed limit are faster, and are clamped. */
const MAX_SPEED = 16_383;
/** Seats of one arena, including those of NPCs: a shot has 12 bits for its seat. */
export const MAX_SEATS = 4_096;
/** A shot carries its tick modulo this, which is longer than any shot lives. */
export const SHOT_TICK_PERIOD = 2_048;

export const newShotWords = (): ShotWords => ({ a: 0, b: 0, c: 0 });

/** @param tick the tick of the shot's position */
export function packShot({ x, y, vx, vy, weapon }: Shot, seat: number, tick: number, out: ShotWords): ShotWords {
  const px = round(x / PLACE);
  const py = round(y / PLACE);
  const sx = clamp(round(vx / SPEED), -MAX_SPEED, MAX_SPEED);
  const sy = clamp(round(vy / SPEED), -MAX_SPEED, MAX_SPEED);
  const rest = (weapon << 23) | (seat << 11) | (tick & (SHOT_TICK_PERIOD - 1));
  out.a = (px & 0xfffff) | (py << 20);
  out.b = ((py >> 12) & 0xff) | ((sx & 0x7fff) << 8) | (sy << 23);
  out.c = ((sy >> 9) & 0x3f) | (rest << 6);
  return out;
}

export function unpackShot({ a, b, c }: Readonly<ShotWords>, flight: Shot): Shot {
  flight.x = ((a << 12) >> 12) * PLACE;
  flight.y = ((((a >>> 20) | ((b << 24) >>> 12)) << 12) >> 12) * PLACE;
  flight.vx = ((b << 9) >> 17) * SPEED;
  flight.vy = ((((b >>> 23) | ((c & 0x3f) << 9)) << 17) >> 17) * SPEED;
  flight.weapon = (c >>> 6) >>> 23;
  return flight;
}

export function shotSeat({ c }: Readonly<ShotWords>): number {
  return (c >>> 17) & (MAX_SEATS - 1);
}

/** @param now a tick from the shot's own up to {@link SHOT_TICK_PERIOD} − 1 later */
export function shotTick({ c }: Readonly<ShotWords>, now: number): number {
  return now - ((now - (c >>> 6)) & (SHOT_TICK_PERIOD - 1));
}

/**
 * A shot for clients who know the exact motion of the ship that fired it, in 32 bits as int32: seat 12, weapon 3, index in its
 * volley 3, tick 14. They compute the rest with `launchShot`.
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

/** @param now a tick from the firing's own up to 16,383 later */
export function unpackFiring(packed: number, now: number, to: Firing): Firing {
  to.seat = packed & (MAX_SEATS - 1);
  to.weapon = (packed >> 12) & 7;
  to.index = (packed >> 15) & 7;
  to.tick = now - ((now - (packed >>> 18)) & (FIRING_TICKS - 1));
  return to;
}
