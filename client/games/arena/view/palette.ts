import { PLAYER_KIND } from "../../../../shared/games/arena/world.ts";
import type { ShipView } from "../model/frame.ts";

/** 0xRRGGBB. */
export type Colour = number;

export const OWN: Colour = 0x2fe6ff;
export const PIRATE: Colour = 0xff2a5f;
export const TRADER: Colour = 0xffb02e;
export const BEACON: Colour = 0xdcff5e;
export const SHIELD: Colour = 0x66c8ff;
export const EMBER: Colour = 0xff8a2b;
export const WHITE: Colour = 0xffffff;

/** By ore, in the order of `ORES`. */
export const ORE_TINTS: readonly Colour[] = [0xff9a6b, 0x4f8bff, 0x53ffc4, 0xffd23d];
export function oreTint(ore: number): Colour {
  return ORE_TINTS[ore % ORE_TINTS.length];
}

/** By weapon, in the order of `WEAPONS`; 0: the shooter's own colour. */
export const WEAPON_TINTS: readonly Colour[] = [0, 0, 0xffc35a, 0xff6a3d, 0xff3df0];

/** Blends each channel from `a` to `b` as `t` goes from 0 to 1. */
export function mix(a: Colour, b: Colour, t: number): Colour {
  const r = (a >> 16) + ((b >> 16) - (a >> 16)) * t;
  const g = ((a >> 8) & 255) + (((b >> 8) & 255) - ((a >> 8) & 255)) * t;
  const l = (a & 255) + ((b & 255) - (a & 255)) * t;
  return (Math.round(r) << 16) | (Math.round(g) << 8) | Math.round(l);
}

export function dim(colour: Colour, factor: number): Colour {
  return mix(0, colour, Math.max(0, Math.min(1, factor)));
}

/** @param hue degrees; saturation and lightness 0–1 */
export function fromHsl(hue: number, saturation: number, lightness: number): Colour {
  const channel = (n: number) => {
    const k = (n + hue / 30) % 12;
    const a = saturation * Math.min(lightness, 1 - lightness);
    return Math.round(255 * (lightness - a * Math.max(-1, Math.min(k - 3, 9 - k, 1))));
  };
  return (channel(0) << 16) | (channel(8) << 8) | channel(4);
}

/**
 * Hues of other players: greens, blues and violets, far from one's own cyan, the pirates' red and the traders' amber.
 */
const SEAT_HUES = [132, 264, 88, 224, 146, 284, 108, 244];

export function seatColour(seat: number): Colour {
  const hue = SEAT_HUES[seat % SEAT_HUES.length] + (Math.floor(seat / SEAT_HUES.length) % 3) * 7;
  return fromHsl(hue, 0.95, 0.62);
}

export function allegiance(ship: Pick<ShipView, "own" | "kind" | "seat">): Colour {
  if (ship.own) return OWN;
  if (ship.kind === PLAYER_KIND.pirate) return PIRATE;
  return ship.kind === PLAYER_KIND.trader ? TRADER : seatColour(ship.seat);
}
