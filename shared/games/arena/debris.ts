import { clamp, ONE, round } from "../../math/fixed.ts";
import { nextBelow, nextBetween } from "../../math/random.ts";
import { cos, headingOf, sin, TAU } from "../../math/trig.ts";
import { addRow } from "../../table.ts";
import { ROCK_SIZES } from "./data/rocks.ts";
import { MAX_PERIOD_TICKS, POD_LIFE_TICKS, POD_UNITS } from "./data/rules.ts";
import type { Motion } from "./drift.ts";
import { computePosition, motionOf } from "./positions.ts";
import { distancePx } from "./rails.ts";
import { writeDrift } from "./rows.ts";
import type { Drift, World } from "./world.ts";

const SWING_TICKS = 1_500;
const MAX_SWING_PX = 160;
const MIN_PERIOD_TICKS = 600;
const PLANET_CAPTURE_PX = 1_200;

/** The orbit closest to free flight from this motion: around a planet within {@link PLANET_CAPTURE_PX}, else the star. */
export function driftOfMotion(world: World, motion: Readonly<Motion>, out: Drift): void {
  const { bodies } = world.config.map;
  const { rails } = world.scratch;
  let parent = 0;
  for (let i = 1; i < bodies.length; i++)
    if (bodies[i].kind === "planet" && distancePx(rails, i, motion.x, motion.y) < PLANET_CAPTURE_PX) parent = i;
  const dx = (motion.x - rails.x[parent]) / ONE;
  const dy = (motion.y - rails.y[parent]) / ONE;
  const distance = Math.max(1, Math.sqrt(dx * dx + dy * dy));
  const vx = (motion.vx - rails.vx[parent]) / ONE;
  const vy = (motion.vy - rails.vy[parent]) / ONE;
  const outward = (vx * dx + vy * dy) / distance;
  const around = (vy * dx - vx * dy) / distance;
  const swing = clamp(round((outward * SWING_TICKS) / TAU), -MAX_SWING_PX, MAX_SWING_PX);
  const period = clamp(Math.abs((distance * TAU) / around), MIN_PERIOD_TICKS, MAX_PERIOD_TICKS);
  out.parent = parent;
  // Stay clear of the body at the lowest swing, and within the range of the column.
  out.orbitPx = clamp(round(distance), bodies[parent].radiusPx + 40 + Math.abs(swing), 40_000);
  out.swingPx = Math.abs(swing);
  out.swingTicks = SWING_TICKS;
  out.swingPhase = swing < 0 ? 32_768 : 0;
  out.phase = headingOf(dx * ONE, dy * ONE);
  out.periodTicks = round(period) * (around < 0 ? -1 : 1);
  out.epoch = world.tick;
}

/** Adds a rock on this orbit. Returns its slot, or −1 when the table is full. */
export function addRock(world: World, drift: Drift, belt: number, size: number, ore: number): number {
  const { rocks } = world;
  const slot = addRow(rocks);
  if (slot < 0) return -1;
  rocks.id[slot] = world.nextId++;
  rocks.belt[slot] = belt;
  rocks.size[slot] = size;
  rocks.ore[slot] = ore;
  rocks.health[slot] = ROCK_SIZES[size].health;
  writeDrift(drift, rocks, slot);
  computePosition(rocks, world.scratch.rails, world.scratch.rockPositions, slot);
  return slot;
}

function addPod(world: World, drift: Drift, ore: number, amount: number): void {
  const { pods } = world;
  const slot = addRow(pods);
  if (slot < 0) return;
  pods.id[slot] = world.nextId++;
  pods.ore[slot] = ore;
  pods.amount[slot] = amount;
  pods.diesAt[slot] = world.tick + POD_LIFE_TICKS;
  writeDrift(drift, pods, slot);
  computePosition(pods, world.scratch.rails, world.scratch.podPositions, slot);
}

/** Throws units of an ore out of a point, in pods that drift apart. */
export function spillPods(world: World, from: Readonly<Motion>, ore: number, units: number): void {
  const { random, scratch } = world;
  const thrown = { x: 0, y: 0, vx: 0, vy: 0 };
  for (let left = units; left > 0; left -= POD_UNITS) {
    scatter(world, from, nextBetween(random, 10, 26), thrown);
    driftOfMotion(world, thrown, scratch.drift);
    addPod(world, scratch.drift, ore, Math.min(POD_UNITS, left));
  }
}

/** Throws pods out of a rock. */
export function addPods(world: World, rock: number, pods: number, units: number): void {
  const { rocks, scratch } = world;
  const from = { ...motionOf(rocks, scratch.rails, rock) };
  for (let i = 0; i < pods; i++) spillPods(world, from, rocks.ore[rock], units);
}

/** The same motion, moved some px in a random direction and pushed that way. */
function scatter(world: World, from: Readonly<Motion>, px: number, out: Motion): void {
  const angle = nextBelow(world.random, 65_536);
  out.x = from.x + px * cos(angle);
  out.y = from.y + px * sin(angle);
  out.vx = from.vx + round(cos(angle) / 3);
  out.vy = from.vy + round(sin(angle) / 3);
}

/** Adds a piece of a broken rock: near its orbit, pushed aside. */
export function addPiece(world: World, rock: number, size: number): void {
  const { rocks, scratch } = world;
  const { drift } = scratch;
  const thrown = { x: 0, y: 0, vx: 0, vy: 0 };
  scatter(world, motionOf(rocks, scratch.rails, rock), ROCK_SIZES[rocks.size[rock]].radiusPx / 2, thrown);
  driftOfMotion(world, thrown, drift);
  addRock(world, drift, rocks.belt[rock], size, rocks.ore[rock]);
}
