import { round } from "../../math/fixed.ts";
import { queryGrid } from "../../math/grid.ts";
import { hullOf } from "./data/hulls.ts";
import { ROCK_SIZES } from "./data/rocks.ts";
import { BLAST_RIM } from "./data/rules.ts";
import { DIVERGED, markTouched } from "./divergence.ts";
import { type Emit, toPx } from "./emit.ts";
import { PLAYER_KIND, ROUND, type World } from "./world.ts";

const NEAR_PX = 64;

/** Whether a shot of this seat can hit this ship: not its own, not a docked one, not an NPC of its own kind. */
export function canTouch(world: World, seat: number, slot: number): boolean {
  const { ships, players } = world;
  const other = ships.seat[slot];
  if (ships.live[slot] === 0 || other === seat || ships.docked[slot] > 0) return false;
  if (seat < 0 || players.live[seat] === 0) return true;
  const kind = players.kind[seat];
  return kind === PLAYER_KIND.person || kind !== players.kind[other];
}

/**
 * Damages a ship, its shield first; a later phase removes ships without armor. Returns whether it took damage. Emits `hit` then.
 *
 * @param bySeat −1: nobody
 * @param cause a value of `CAUSE`
 */
export function hurtShip(
  world: World,
  slot: number,
  damage: number,
  bySeat: number,
  cause: number,
  emit: Emit,
): boolean {
  const { ships } = world;
  if (damage <= 0 || world.phase !== ROUND.playing) return false;
  if (ships.live[slot] === 0 || ships.guard[slot] > 0 || ships.docked[slot] > 0 || ships.armor[slot] === 0)
    return false;
  markTouched(world, slot, DIVERGED.vitals);
  const onShield = Math.min(ships.shield[slot], damage);
  ships.shield[slot] -= onShield;
  ships.armor[slot] = Math.max(0, ships.armor[slot] - (damage - onShield));
  ships.shieldWait[slot] = hullOf(ships.hull[slot]).shieldWaitTicks;
  ships.hurtCause[slot] = cause;
  if (bySeat >= 0) {
    ships.hurtBy[slot] = bySeat + 1;
    ships.hurtAt[slot] = world.tick;
  }
  emit({
    type: "hit",
    seat: ships.seat[slot],
    by: bySeat,
    damage,
    onShield,
    x: toPx(ships.x[slot]),
    y: toPx(ships.y[slot]),
  });
  return true;
}

/** Damages a rock; a later phase breaks rocks without health. */
export function hurtRock(world: World, slot: number, damage: number): void {
  const { rocks } = world;
  if (rocks.live[slot]) rocks.health[slot] = Math.max(0, rocks.health[slot] - damage);
}

/** Damages every ship and rock around a point (px/65536), less with distance. `except`: a ship hit already, by slot, or −1. */
export function blast(
  world: World,
  x: number,
  y: number,
  blastPx: number,
  damage: number,
  seat: number,
  cause: number,
  except: number,
  emit: Emit,
): void {
  const { ships, rocks, scratch } = world;
  const { near, rockPositions } = scratch;
  const reach = blastPx + NEAR_PX;
  let count = queryGrid(scratch.ships, toPx(x) - reach, toPx(y) - reach, toPx(x) + reach, toPx(y) + reach, near);
  for (let i = 0; i < count; i++) {
    const slot = near[i];
    if (slot === except || !canTouch(world, seat, slot)) continue;
    const share = nearness(ships.x[slot] - x, ships.y[slot] - y, hullOf(ships.hull[slot]).radiusPx, blastPx);
    hurtShip(world, slot, round(damage * share), seat, cause, emit);
  }
  count = queryGrid(scratch.rocks, toPx(x) - reach, toPx(y) - reach, toPx(x) + reach, toPx(y) + reach, near);
  for (let i = 0; i < count; i++) {
    const slot = near[i];
    if (rocks.live[slot] === 0) continue;
    const radiusPx = ROCK_SIZES[rocks.size[slot]].radiusPx;
    const share = nearness(rockPositions.x[slot] - x, rockPositions.y[slot] - y, radiusPx, blastPx);
    hurtRock(world, slot, round(damage * share));
  }
}

/** 1 at the centre, falling to {@link BLAST_RIM} where the blast ends, 0 beyond. */
function nearness(dx: number, dy: number, radiusPx: number, blastPx: number): number {
  const distance = Math.max(0, Math.sqrt(dx * dx + dy * dy) / 65536 - radiusPx);
  if (distance >= blastPx) return 0;
  return 1 - ((256 - BLAST_RIM) * distance) / (256 * blastPx);
}
