import { CONTROL } from "./controls.ts";
import { type Helm, PATCH_EVERY_TICKS } from "./world.ts";

/**
 * A ship's published motion: everything that clients need to continue it exactly. Words a to d are uint32 stored as int32, e is
 * a byte:
 *
 * | bits | what | where |
 * |---|---|---|
 * | 32 + 32 | position, px/65536 | a, b |
 * | 22 + 22 | velocity, px/65536 per tick | the low bits of c and d |
 * | 16 | heading, 1/65536 turn | 10 bits of c, 6 of d |
 * | 5 | controls, see {@link packControls} | 4 bits of d, 1 of e |
 * | 7 | the tick of the record, in patches and modulo 128 | e |
 *
 * `aim` is current only while the ship turns to it, and `energy` only while the ship wants to boost, because it decides how long
 * it can. Otherwise both keep their last published value. Triggers are not part of the record: shots are published by themselves.
 */
export interface PublishedMotion {
  a: number;
  b: number;
  c: number;
  d: number;
  e: number;
  hull: number;
  armor: number;
  shield: number;
  shieldWait: number;
  energy: number;
  guard: number;
  docked: number;
  aim: number;
}

const MOTION_PERIOD_PATCHES = 128;
/** Ticks after which a record's tick wraps. Records are published again, or refreshed for newcomers, long before. */
export const MOTION_TICK_PERIOD: number = MOTION_PERIOD_PATCHES * PATCH_EVERY_TICKS;

/** How a ship turns; 0: it does not. */
const LEFT = 1;
const RIGHT = 2;
const TO_AIM = 3;
const TURNS = [0, CONTROL.left, CONTROL.right, CONTROL.aim];

const BOOST = CONTROL.boost | CONTROL.thrust;

export const newPublishedMotion = (): PublishedMotion => ({
  a: 0,
  b: 0,
  c: 0,
  d: 0,
  e: 0,
  hull: 0,
  armor: 0,
  shield: 0,
  shieldWait: 0,
  energy: 0,
  guard: 0,
  docked: 0,
  aim: 0,
});

export function wantsBoost(bits: number): boolean {
  return (bits & BOOST) === BOOST;
}

/** The controls that move a ship, in 5 bits: turn 2, boost, reverse, thrust. */
export function packControls(bits: number): number {
  const keys = (bits & CONTROL.right ? 1 : 0) - (bits & CONTROL.left ? 1 : 0);
  const turn = keys > 0 ? RIGHT : keys < 0 ? LEFT : bits & CONTROL.aim ? TO_AIM : 0;
  const thrust = bits & CONTROL.thrust ? 1 : 0;
  return (turn << 3) | (wantsBoost(bits) ? 4 : 0) | (bits & CONTROL.reverse ? 2 : 0) | thrust;
}

export function unpackControls(controls: number): number {
  return (
    TURNS[(controls >> 3) & 3] |
    (controls & 4 ? CONTROL.boost : 0) |
    (controls & 2 ? CONTROL.reverse : 0) |
    (controls & 1 ? CONTROL.thrust : 0)
  );
}

/** The part of the controls that is published. */
export function publishedControls(bits: number): number {
  return unpackControls(packControls(bits));
}

/** The aim as it is published. @param bits published ones */
export function publishedAim(bits: number, aim: number): number {
  return bits & CONTROL.aim ? aim : 0;
}

/** Clears the fields of a helm that are not published. */
export function maskUnpublished(helm: Helm): Helm {
  helm.bits = publishedControls(helm.bits);
  helm.aim = publishedAim(helm.bits, helm.aim);
  if (!wantsBoost(helm.bits)) helm.energy = 0;
  helm.primaryWait = helm.secondaryWait = 0;
  return helm;
}

/** Packs a masked helm. @param tick of the helm, on a patch boundary */
export function packMotion(helm: Helm, tick: number, to: PublishedMotion): PublishedMotion {
  const controls = packControls(helm.bits);
  to.a = helm.x;
  to.b = helm.y;
  to.c = (helm.vx & 0x3fffff) | (helm.heading << 22);
  to.d = (helm.vy & 0x3fffff) | ((helm.heading >> 10) << 22) | (controls << 28);
  to.e = (controls >> 4) | (((tick / PATCH_EVERY_TICKS) & (MOTION_PERIOD_PATCHES - 1)) << 1);
  to.hull = helm.hull;
  to.armor = helm.armor;
  to.shield = helm.shield;
  to.shieldWait = helm.shieldWait;
  to.guard = helm.guard;
  to.docked = helm.docked;
  to.energy = helm.energy;
  to.aim = helm.aim;
  return to;
}

/** The controls in a record's words. */
export function motionControls(d: number, e: number): number {
  return unpackControls((d >>> 28) | ((e & 1) << 4));
}

/** The opposite of {@link packMotion}. */
export function unpackMotion(published: Readonly<PublishedMotion>, to: Helm): Helm {
  const { a, b, c, d, e } = published;
  to.x = a | 0;
  to.y = b | 0;
  to.vx = (c << 10) >> 10;
  to.vy = (d << 10) >> 10;
  to.heading = (c >>> 22) | (((d >>> 22) & 63) << 10);
  to.bits = motionControls(d, e);
  to.hull = published.hull;
  to.armor = published.armor;
  to.shield = published.shield;
  to.shieldWait = published.shieldWait;
  to.energy = published.energy;
  to.guard = published.guard;
  to.docked = published.docked;
  to.aim = published.aim;
  return maskUnpublished(to);
}

/** @param now the tick of the patch that published the record, or a tick less than {@link MOTION_TICK_PERIOD} later */
export function motionTick({ e }: Readonly<Pick<PublishedMotion, "e">>, now: number): number {
  const patch = Math.floor(now / PATCH_EVERY_TICKS);
  return (patch - ((patch - (e >> 1)) & (MOTION_PERIOD_PATCHES - 1))) * PATCH_EVERY_TICKS;
}
