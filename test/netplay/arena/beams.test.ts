import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { railsOf } from "../../../client/games/arena/model/rails-cache.ts";
import { CONTROL } from "../../../shared/games/arena/controls.ts";
import { HULLS } from "../../../shared/games/arena/data/hulls.ts";
import { WEAPON, WEAPONS } from "../../../shared/games/arena/data/weapons.ts";
import { copyHelm, newHelm, stepHelm } from "../../../shared/games/arena/helm.ts";
import { readPublishedAt } from "../../../shared/games/arena/lag-compensation.ts";
import type { Helm, World } from "../../../shared/games/arena/world.ts";
import { TURN, turnBetween, wrapTurn } from "../../../shared/math/fixed.ts";
import { createRandom, nextBelow } from "../../../shared/math/random.ts";
import { ArenaLab, type LabClient } from "../../harness/arena/lab.ts";
import { ALONE } from "../../harness/arena/one-station.ts";
import { type LinkProfile, PERFECT, PROFILES } from "../../harness/link.ts";
import { RoomBench } from "../../harness/rooms.ts";
import { QUIET_MAP } from "../../unit/arena/field.ts";

const LANCER = HULLS.findIndex(({ name }) => name === "Lancer");
const RAIL = WEAPONS[WEAPON.rail];
const BOOST = CONTROL.thrust | CONTROL.boost;
const SHOOTERS = 3;
const DODGERS = 8;
const SECONDS = 60;
/** Dodgers stay this near to where everyone begins, px. */
const NEAR_PX = 500;
/** Controls that come later than this after the tick they were meant for belong to another shot. */
const LATE_TICKS = 30;

interface Point {
  readonly x: number;
  readonly y: number;
}

/** What a client showed of its target at the tick that it fired in. */
interface Shot extends Point {
  readonly tick: number;
  readonly seat: number;
  readonly target: number;
}

const px = (units: number) => units / 65_536;
const bearing = (dx: number, dy: number) => wrapTurn(Math.round((Math.atan2(dy, dx) / (2 * Math.PI)) * TURN));

/** Where to turn to fly home, and how far that is. */
function homeward({ x, y, vx, vy }: Helm, home: Point): { readonly aim: number; readonly away: number } {
  const [dx, dy] = [home.x - px(x), home.y - px(y)];
  return { aim: bearing(dx - 40 * px(vx), dy - 40 * px(vy)), away: Math.hypot(dx, dy) };
}

const ahead = newHelm();

/** A ship as a client's model shows it a tick later; null: a patch has said that it is gone. */
function shownNext({ model }: LabClient, id: number, tick: number): Point | null {
  const helm = model.helmOf(id);
  if (helm === null) return null;
  copyHelm(helm, ahead);
  stepHelm(ahead, QUIET_MAP, railsOf(QUIET_MAP).at(tick));
  return { x: ahead.x, y: ahead.y };
}

/** Turns to the nearest ship it is shown, and fires once its line meets it there. */
function shootFrom(client: LabClient, home: Point, shots: Shot[]): void {
  client.steer = ({ model, frame }) => {
    const helm = model.ownHelm;
    if (frame === null || helm === null) return;
    let [away, aim, target, place] = [Number.POSITIVE_INFINITY, 0, 0, helm as Point];
    const tick = Math.floor(frame.tick) + 1;
    for (let i = 0; i < frame.ships.count; i++) {
      const { id, own, docked, guarded, hull } = frame.ships.items[i];
      if (own || docked || guarded || hull === LANCER) continue;
      const shown = shownNext(client, id, tick);
      if (shown === null) continue;
      const [dx, dy] = [px(shown.x - helm.x - helm.vx), px(shown.y - helm.y - helm.vy)];
      if (Math.hypot(dx, dy) < away) [away, aim, target, place] = [Math.hypot(dx, dy), bearing(dx, dy), id, shown];
    }
    if (away > 0.9 * RAIL.rangePx) {
      model.control(CONTROL.aim | CONTROL.thrust, homeward(helm, home).aim);
      return;
    }
    const off = (Math.abs(turnBetween(helm.heading, aim)) / TURN) * 2 * Math.PI * away;
    const fires = off < 8 && helm.primaryWait === 0 && helm.energy > RAIL.energy;
    if (fires) shots.push({ tick, seat: model.seat, target, x: place.x, y: place.y });
    model.control(CONTROL.aim | (fires ? CONTROL.primary : 0), aim);
  };
}

/** Boosts to and fro, never the same way for long. */
function dodge(client: LabClient, home: Point, seed: number): void {
  const random = createRandom(seed);
  let [aim, bits] = [0, 0];
  client.steer = ({ model }) => {
    const helm = model.ownHelm;
    if (helm === null) return;
    const back = homeward(helm, home);
    const isFar = back.away > NEAR_PX;
    if (nextBelow(random, 18) === 0) {
      aim = isFar ? back.aim : nextBelow(random, TURN);
      bits = isFar ? BOOST : [BOOST, CONTROL.thrust, CONTROL.reverse][nextBelow(random, 3)];
    }
    model.control(bits | CONTROL.aim, aim);
  };
}

/** A ship as a beam was judged: where its shooter was shown it, and where it was. */
interface Target {
  readonly shown: Point;
  readonly truth: Point;
  readonly hit: boolean;
}

/** Notes of each of the server's ticks whose beams were judged by what. */
class Umpire {
  readonly #judged = new Map<string, Map<number, Target>>();
  readonly #seen = newHelm();

  watch(world: World): void {
    const { ships, tick } = world;
    for (let slot = 0; slot < ships.high; slot++)
      if (ships.live[slot] === 1 && ships.primaryWait[slot] === RAIL.reloadTicks && ships.hull[slot] === LANCER)
        this.#judged.set(`${tick} ${ships.seat[slot]}`, this.#targets(world, ships.seat[slot]));
  }

  #targets(world: World, seat: number): Map<number, Target> {
    const { ships, players, tick } = world;
    const targets = new Map<number, Target>();
    for (let slot = 0; slot < ships.high; slot++) {
      if (ships.live[slot] === 0) continue;
      readPublishedAt(world, slot, tick - players.seen[seat], this.#seen);
      const hit = ships.hurtAt[slot] === tick && ships.hurtBy[slot] === seat + 1;
      const truth = { x: ships.x[slot], y: ships.y[slot] };
      targets.set(ships.id[slot], { shown: { x: this.#seen.x, y: this.#seen.y }, truth, hit });
    }
    return targets;
  }

  /** How a shot's target was judged; null when it was never fired, or its target was gone before or by it. */
  judge({ tick, seat, target }: Shot): (Target & { readonly late: number }) | null {
    for (let late = 0; late < LATE_TICKS; late++) {
      const targets = this.#judged.get(`${tick + late} ${seat}`);
      if (targets === undefined) continue;
      const judged = targets.get(target);
      return judged === undefined ? null : { ...judged, late };
    }
    return null;
  }
}

/** Who loses the connection fires nothing to be judged. */
function unbroken({ dropEveryS: _, ...profile }: LinkProfile): LinkProfile {
  return profile;
}

async function duel(profile: LinkProfile, seed: number) {
  const umpire = new Umpire();
  const settings = { ...ALONE, seats: SHOOTERS + DODGERS, map: QUIET_MAP };
  const lab = await ArenaLab.open(settings, seed, (world) => umpire.watch(world));
  const shots: Shot[] = [];
  const shooters: LabClient[] = [];
  for (let i = 0; i < SHOOTERS; i++) shooters.push(await lab.join(profile, 100 * seed + i, 1000 / 60, LANCER));
  lab.run(500);
  const home = { x: px(lab.world.ships.x[0]), y: px(lab.world.ships.y[0]) };
  for (const shooter of shooters) shootFrom(shooter, home, shots);
  for (let i = 0; i < DODGERS; i++) dodge(await lab.join(PERFECT, 100 * seed + 50 + i), home, seed + i);
  lab.run(SECONDS * 1000);
  await lab.close();
  const judged = shots.flatMap((shot) => {
    const target = umpire.judge(shot);
    return target === null ? [] : [{ shot, ...target }];
  });
  const onTime = judged.filter(({ late }) => late === 0);
  const apartPx = (a: Point, b: Point) => Math.hypot(px(a.x - b.x), px(a.y - b.y));
  return {
    shots: shots.length,
    judged: judged.length,
    hits: judged.filter(({ hit }) => hit).length,
    onTime: onTime.length,
    asShown: onTime.filter(({ shot, shown }) => shot.x === shown.x && shot.y === shown.y).length,
    movedPx: onTime.map(({ shot, truth }) => apartPx(shot, truth)).sort((a, b) => b - a),
  };
}

describe("a beam, from a client over a link to the world", () => {
  beforeAll(() => RoomBench.start());
  afterAll(() => RoomBench.stop());

  it.each([
    { name: "lan", least: 1 },
    { name: "typical", least: 0.99 },
    { name: "bad", least: 0.97 },
    // Half a second is not enough for some of its views.
    { name: "awful", least: 0.85 },
  ] as const)("is judged by the very place that its shooter was shown: $name", { timeout: 120_000 }, async (row) => {
    const seed = 3;
    const { shots, judged, hits, onTime, asShown, movedPx } = await duel(unbroken(PROFILES[row.name]), seed);
    const [tenth, hundredth] = [10, 100].map((part) => movedPx[Math.floor(movedPx.length / part)].toFixed(1));
    console.log(
      `${row.name}, seed ${seed}: ${shots} shots, ${hits} of ${judged} at ships that lived hit; ${onTime} judged at the tick ` +
        `they were fired in, ${asShown} by the place that was shown to the last unit; targets were elsewhere in truth by ` +
        `${tenth} px (p90) and ${hundredth} px (p99)`,
    );
    expect(onTime).toBeGreaterThan(50);
    expect(asShown / onTime).toBeGreaterThanOrEqual(row.least);
  });
});
