import type { ArenaFrame, ShipView } from "../../../client/games/arena/model/frame.ts";
import { encodeClientCommand } from "../../../shared/games/arena/client-command.ts";
import type { MapConfig } from "../../../shared/games/arena/config.ts";
import type { Controls } from "../../../shared/games/arena/controls.ts";
import { HULLS, hullOf } from "../../../shared/games/arena/data/hulls.ts";
import { MAX_PERIOD_TICKS } from "../../../shared/games/arena/data/rules.ts";
import { weaponOf } from "../../../shared/games/arena/data/weapons.ts";
import { DIVERGED, markTouched } from "../../../shared/games/arena/divergence.ts";
import type { Event } from "../../../shared/games/arena/event.ts";
import type { World } from "../../../shared/games/arena/world.ts";
import { ONE, TURN } from "../../../shared/math/fixed.ts";
import { createRandom } from "../../../shared/math/random.ts";
import type { FakeClient } from "../fake-client.ts";
import { distanceToLine } from "../geometry.ts";
import type { LinkProfile } from "../link.ts";
import { TICK_MS } from "../rooms.ts";
import { Cover } from "./cover.ts";
import { Flyer } from "./flyer.ts";
import { ArenaLab, type LabClient } from "./lab.ts";
import { marksman } from "./marksman.ts";
import { ALONE, EMPTY_SPACE } from "./one-station.ts";

/** Pairs of a marksman behind a link and someone who flies as people do, each out of sight of the others. */
export interface DuelSettings {
  readonly profile: LinkProfile;
  readonly seed: number;
  readonly weapon: "bolts" | "beam";
  readonly duels: number;
  /** Of shooting. */
  readonly seconds: number;
  /** Each pair has a body to hide behind, and whoever flies sees it through a link of the same kind. */
  readonly cover?: boolean;
  /** What marksmen do beside, each frame of play; and for how long targets keep their controls back, then send all of them. */
  readonly meddle?: (client: LabClient, nowMs: number) => void;
  readonly targetsHoldMs?: number;
  /** How often targets may change their keys; default: whenever they like. */
  readonly targetsEveryMs?: number;
  /** How fast marksmen's clocks run. */
  readonly clockRate?: number;
}

/** What one marksman did. */
export interface Duel {
  shots: number;
  hits: number;
  /** Of them, those that the world counts longer after the target was in cover, on its own screen, than is fair. */
  unfair: number;
}

const HULL = {
  bolts: HULLS.findIndex(({ name }) => name === "Sparrow"),
  beam: HULLS.findIndex(({ name }) => name === "Lancer"),
};
/** Between one pair and the next, px: out of each other's view. */
const APART_PX = 3_500;
const SIDE = 6;
export const MOST_DUELS: number = SIDE * SIDE;
const BODY_PX = 80;
/** How far the marksman is from the body. */
const BODY_AWAY_PX = 260;
const [LEAST_PX, MOST_PX] = [150, 430];
/** Nobody can be hurt for so long after the start, and clocks settle. */
const SETTLE_MS = 5_000;
const FLIGHT_MS = 2_000;

/** The middle of a pair's part of the map, px. No body's orbit goes through the star. */
function middle(duel: number): { x: number; y: number } {
  const along = (at: number) => (at - (SIDE - 1) / 2) * APART_PX;
  return { x: along(duel % SIDE), y: along(Math.floor(duel / SIDE)) };
}

function mapOf(duels: number): MapConfig {
  const [star] = EMPTY_SPACE.bodies;
  const bodies = [star];
  for (let i = 0; i < duels; i++) {
    const { x, y } = middle(i);
    const phase = Math.round((Math.atan2(y, x) / (2 * Math.PI)) * TURN) & (TURN - 1);
    const orbit = { orbitPx: Math.round(Math.hypot(x, y)), periodTicks: MAX_PERIOD_TICKS, parent: 0, phase };
    bodies.push({ ...star, ...orbit, name: `Cover ${i}`, kind: "planet", radiusPx: BODY_PX, reachPx: BODY_PX });
  }
  return { ...EMPTY_SPACE, name: "Duels", bodies };
}

/** Puts each pair in its place; the marksman's seat is twice the pair's number, the target's one more. */
function place(world: World, cover: boolean): void {
  const { players, ships } = world;
  for (let seat = 0; seat < players.high; seat++) {
    const slot = players.ship[seat] - 1;
    if (slot < 0) continue;
    markTouched(world, slot, DIVERGED.moved);
    const { x, y } = middle(seat >> 1);
    const aside = seat % 2 === 1 ? 200 : cover ? -BODY_AWAY_PX : 0;
    ships.x[slot] = Math.round((x + aside) * ONE);
    ships.y[slot] = Math.round(y * ONE);
    ships.vx[slot] = ships.vy[slot] = 0;
  }
}

/** Nobody dies, and nobody's mends say where they are. */
function mend(world: World): void {
  const { ships } = world;
  for (let slot = 0; slot < ships.high; slot++) {
    if (!ships.live[slot]) continue;
    const { armor, shield } = hullOf(ships.hull[slot]);
    if (ships.armor[slot] === armor && ships.shield[slot] === shield) continue;
    markTouched(world, slot, DIVERGED.vitals);
    ships.armor[slot] = armor;
    ships.shield[slot] = shield;
    ships.shieldWait[slot] = 0;
  }
}

/** Shoots, and counts. Call `RoomBench.start()` before the first. One entry a pair. */
export async function playDuels(settings: DuelSettings): Promise<Duel[]> {
  const { profile, seed, weapon, duels, seconds, cover = false, meddle, clockRate = 1 } = settings;
  const { targetsHoldMs = 0, targetsEveryMs = 0 } = settings;
  if (duels > MOST_DUELS) throw new RangeError(`${duels} duels: at most ${MOST_DUELS}`);
  const found: Duel[] = Array.from({ length: duels }, () => ({ shots: 0, hits: 0, unfair: 0 }));
  const covers: Cover[] = [];
  let placed = false;
  let placing = false;
  let shooting = false;
  const { reloadTicks, damage } = weaponOf(hullOf(HULL[weapon]).primary);

  function stepped(world: World): void {
    if (placing && !placed) {
      place(world, cover);
      placed = true;
    }
    mend(world);
    const { players, ships } = world;
    for (let i = 0; i < duels; i++) {
      const slot = players.ship[2 * i] - 1;
      if (slot >= 0 && ships.primaryWait[slot] === reloadTicks) found[i].shots++;
    }
  }

  function emitted(event: Event, world: World): void {
    if (
      event.type !== "hit" ||
      event.by < 0 ||
      event.by % 2 === 1 ||
      event.seat !== event.by + 1 ||
      event.damage !== damage
    )
      return;
    const duel = found[event.by >> 1];
    duel.hits++;
    if (covers[event.by >> 1]?.isUnfair(world.tick)) duel.unfair++;
  }

  const map = mapOf(cover ? duels : 0);
  const rules = { ...ALONE, seats: duels * 2, map, roundTicks: 1_000_000 };
  const lab = await ArenaLab.open(rules, seed, stepped, emitted);
  const { world } = lab;
  const placeOf = (seat: number) => {
    const slot = world.players.ship[seat] - 1;
    return { x: world.ships.x[slot] / ONE, y: world.ships.y[slot] / ONE };
  };
  for (let i = 0; i < duels; i++) {
    const shooter = await lab.join(profile, seed * 1_000 + 2 * i, TICK_MS, HULL[weapon], clockRate);
    const around = () => (cover ? middle(i) : placeOf(2 * i));
    const aim = marksman(2 * i + 1, cover ? (own, target) => isClear(own, target, shooter.frame, i) : undefined);
    const controls: Controls = { bits: 0, aim: 0 };
    shooter.steer = ({ model, frame }, nowMs) => {
      if (frame === null || !placed) return;
      meddle?.(shooter, nowMs);
      aim(frame, shooting, controls);
      model.control(controls.bits, controls.aim);
    };
    const flyer = new Flyer(createRandom(seed * 1_000 + i), cover ? BODY_PX + 30 : LEAST_PX, cover ? 300 : MOST_PX);
    const flown: Controls = { bits: 0, aim: 0 };
    if (!cover) {
      let changedMs = Number.NEGATIVE_INFINITY;
      fly(await lab.joinDeaf(), lab, targetsHoldMs, (nowMs) => {
        if (!placed || nowMs - changedMs < targetsEveryMs) return null;
        changedMs = nowMs;
        flyer.fly(placeOf(2 * i + 1), around(), nowMs, flown);
        return flown;
      });
      continue;
    }
    const target = await lab.join(profile, seed * 1_000 + 2 * i + 1, TICK_MS);
    covers.push(new Cover(2 * i, i + 1));
    target.steer = ({ model, frame }, nowMs) => {
      if (!placed || !frame?.ownShip) return;
      flyer.fly(frame.ownShip, around(), nowMs, flown);
      model.control(flown.bits, flown.aim);
    };
    target.seen = (frame) => covers[i].seen(frame);
  }
  await lab.play(1_000);
  placing = true;
  await lab.play(SETTLE_MS);
  shooting = true;
  await lab.play(seconds * 1000);
  shooting = false;
  await lab.play(FLIGHT_MS);
  await lab.close();
  return found;
}

/** Steers without a screen: what is held arrives in time for the next tick, or, kept back, all at once. */
function fly(client: FakeClient, lab: ArenaLab, holdMs: number, hold: (nowMs: number) => Controls | null): void {
  let [bits, aim] = [-1, -1];
  let kept: { readonly tick: number; readonly body: Uint8Array }[] = [];
  let sentMs = 0;
  /** The world's tick is that of the last patch: the present one is counted on from there. */
  let ahead = Number.NEGATIVE_INFINITY;
  const { clock } = lab.bench;
  const run = (): void => {
    clock.setTimer(TICK_MS, run);
    const nowMs = clock.nowMs();
    const ticks = Math.floor(nowMs / TICK_MS);
    ahead = Math.max(ahead, lab.world.tick - ticks);
    const controls = hold(nowMs);
    if (controls !== null && (controls.bits !== bits || controls.aim !== aim)) {
      [bits, aim] = [controls.bits, controls.aim];
      kept.push({ tick: ticks + ahead + 1, body: encodeClientCommand({ type: "controls", bits, aim, seen: 0 }) });
    }
    if (nowMs - sentMs < holdMs) return;
    sentMs = nowMs;
    for (const { tick, body } of kept) client.command(tick, body);
    kept = [];
  };
  run();
}

/** Whether a marksman sees the whole target past the pair's body. */
function isClear(own: ShipView, target: ShipView, frame: ArenaFrame | null, duel: number): boolean {
  if (frame === null) return false;
  return distanceToLine(frame.bodies[duel + 1], own, target) > BODY_PX;
}
