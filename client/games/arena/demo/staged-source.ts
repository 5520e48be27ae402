import type { ArenaConfig } from "../../../../shared/games/arena/config.ts";
import { ROCK_SIZES } from "../../../../shared/games/arena/data/rocks.ts";
import { WEAPON, weaponOf } from "../../../../shared/games/arena/data/weapons.ts";
import { createRails, moveRails } from "../../../../shared/games/arena/rails.ts";
import { ONE } from "../../../../shared/math/fixed.ts";
import { blankBolt, blankFrame, blankPod, blankRock, blankShip } from "../model/blank-views.ts";
import type { ArenaFrame, FrameSource, ShipView } from "../model/frame.ts";
import { nextItem } from "../model/list.ts";

/** A scene: a place on the map, and what happens there. */
export interface StagedScene {
  /** Name of a body or station. */
  readonly at: string;
  /** Of the view from that place, px. */
  readonly offset: readonly [x: number, y: number];
  readonly ships: number;
  readonly rocks: number;
  /** Deaths per second. */
  readonly deaths: number;
  readonly docked?: boolean;
}

export const STAGED_SCENES: Readonly<Record<string, StagedScene>> = {
  fight: { at: "Thalassa", offset: [-560, 260], ships: 22, rocks: 4, deaths: 1.2 },
  open: { at: "Ochre", offset: [-1500, 900], ships: 14, rocks: 0, deaths: 0.8 },
  star: { at: "Helia", offset: [760, 120], ships: 8, rocks: 0, deaths: 0.3 },
  lava: { at: "Cinder", offset: [60, 120], ships: 3, rocks: 0, deaths: 0 },
  ocean: { at: "Thalassa", offset: [120, 90], ships: 3, rocks: 0, deaths: 0 },
  rock: { at: "Ochre", offset: [120, 60], ships: 3, rocks: 0, deaths: 0 },
  gas: { at: "Goliath", offset: [260, 60], ships: 4, rocks: 0, deaths: 0 },
  ringed: { at: "Seraph", offset: [120, 60], ships: 4, rocks: 0, deaths: 0 },
  ice: { at: "Hush", offset: [100, 60], ships: 3, rocks: 0, deaths: 0 },
  moon: { at: "Castor", offset: [60, 30], ships: 2, rocks: 0, deaths: 0 },
  belt: { at: "Ochre", offset: [-900, 500], ships: 4, rocks: 26, deaths: 0 },
  dock: { at: "Tidewater", offset: [0, 0], ships: 5, rocks: 0, deaths: 0, docked: true },
  edge: { at: "Hush", offset: [620, -300], ships: 3, rocks: 0, deaths: 0 },
  crowd: { at: "Thalassa", offset: [-560, 260], ships: 100, rocks: 20, deaths: 2 },
};

const NAMES = [
  "Nyx",
  "Orla",
  "Vega-7",
  "Brightwater",
  "Кира",
  "Sol",
  "橘",
  "Dustmaw",
  "Halcyon",
  "Rook",
  "Ines",
  "Ødger",
];

/** Frames from a script instead of a server, to look at one scene. */
export class StagedSource implements FrameSource {
  readonly #frame: ArenaFrame;
  readonly #config: ArenaConfig;
  readonly #setting: StagedScene;
  #startMs = -1;
  #lastS = 0;
  #nextId = 1000;

  constructor(config: ArenaConfig, setting: StagedScene) {
    this.#config = config;
    this.#setting = setting;
    this.#frame = blankFrame();
    this.#frame.config = config;
    this.#frame.net.state = "live";
  }

  control(): void {}
  chooseHull(): void {}
  leave(): void {}

  advance(nowMs: number): void {
    if (this.#startMs < 0) this.#startMs = nowMs;
    const time = (nowMs - this.#startMs) / 1000;
    const dt = time - this.#lastS;
    this.#lastS = time;
    const frame = this.#frame;
    const { map } = this.#config;
    frame.tick = time * 60;
    const rails = createRails(map);
    moveRails(rails, map, Math.floor(frame.tick) + 2000);
    for (let i = 0; i < map.bodies.length; i++) {
      frame.bodies[i] = { x: rails.x[i] / ONE, y: rails.y[i] / ONE };
    }
    for (let i = 0; i < map.stations.length; i++) {
      const rail = map.bodies.length + i;
      frame.stations[i] = { x: rails.x[rail] / ONE, y: rails.y[rail] / ONE };
    }
    frame.events.length = 0;
    const body = map.bodies.findIndex((b) => b.name === this.#setting.at);
    const station = map.stations.findIndex((s) => s.name === this.#setting.at);
    const place = body >= 0 ? frame.bodies[body] : frame.stations[station];
    const [cx, cy] = [place.x + this.#setting.offset[0], place.y + this.#setting.offset[1]];
    this.#ships(cx, cy, time, dt, station);
    this.#rocks(cx, cy, time);
    this.#bolts(dt);
  }

  view(): ArenaFrame {
    return this.#frame;
  }

  #ships(cx: number, cy: number, time: number, dt: number, station: number): void {
    const frame = this.#frame;
    frame.ships.count = 0;
    for (let i = 0; i < this.#setting.ships; i++) {
      const ship = nextItem(frame.ships, blankShip);
      ship.id = i + 1;
      ship.seat = i;
      ship.own = i === 0;
      ship.kind = i === 0 ? 0 : [1, 0, 0, 1, 2, 0][i % 6];
      ship.hull = i === 0 ? 0 : ship.kind === 2 ? 3 : i % 4;
      ship.name = NAMES[i % NAMES.length];
      const [px, py] = [ship.x, ship.y];
      const spread = 90 + 52 * Math.sqrt(i) * 1.9;
      const pace = (0.5 + (i % 5) * 0.09) * (i % 2 ? 1 : -1);
      const phase = i * 2.399;
      ship.x = cx + Math.cos(time * pace * 0.6 + phase) * spread * 1.45 + Math.sin(time * pace * 1.3 + i) * 60;
      ship.y = cy + Math.sin(time * pace * 0.6 + phase * 1.1) * spread * 0.8 + Math.cos(time * pace * 1.1 + i) * 60;
      const docked = this.#setting.docked === true && i === 0;
      if (docked) [ship.x, ship.y] = [cx, cy];
      if (dt > 0 && px !== 0) [ship.vx, ship.vy] = [(ship.x - px) / dt, (ship.y - py) / dt];
      if (!docked) ship.angle = Math.atan2(ship.vy, ship.vx);
      ship.docked = docked;
      ship.thrusting = (time * 0.7 + i) % 3 < 2.2;
      ship.boosting = (time * 0.5 + i * 0.7) % 4 < 0.9;
      ship.guarded = i % 9 === 4;
      ship.armor = i % 5 === 2 ? 0.3 : i % 3 === 1 ? 0.7 : 1;
      ship.shield = i % 3 === 1 ? 0.4 : 1;
      ship.online = i % 11 !== 7;
      if (ship.own) {
        frame.ownShip = ship;
        Object.assign(frame.focus, { x: ship.x, y: ship.y, vx: ship.vx * 0.3, vy: ship.vy * 0.3 });
        frame.own.seat = 0;
        frame.own.alive = true;
        frame.own.dockedAt = docked ? station : -1;
        frame.own.nearStation = station;
        frame.own.canDock = true;
      } else if (this.#setting.deaths > 0 && Math.random() < (dt * this.#setting.deaths) / this.#setting.ships) {
        frame.events.push({ type: "death", seat: i, by: 0, cause: 0, bounty: 40, x: ship.x, y: ship.y });
      } else if (Math.random() < dt * 0.5 && this.#setting.ships > 6) {
        const onShield = Math.random() < 0.6 ? 9 : 0;
        frame.events.push({ type: "hit", seat: i, by: 1, damage: 9, onShield, x: ship.x + 14, y: ship.y + 8 });
      }
    }
    if (this.#setting.ships > 6 && Math.random() < dt * 1.2) this.#beam();
    if (this.#setting.ships > 6 && Math.random() < dt * 0.4)
      frame.events.push({ type: "spawn", seat: 3, x: cx + 200, y: cy - 120 });
  }

  #beam(): void {
    const from = this.#pick();
    const to = this.#pick();
    if (from === to) return;
    const { x, y } = from;
    this.#frame.events.push({ type: "beam", seat: from.seat, x, y, toX: to.x, toY: to.y });
  }

  #pick(): ShipView {
    return this.#frame.ships.items[Math.floor(Math.random() * this.#frame.ships.count)];
  }

  #rocks(cx: number, cy: number, time: number): void {
    const { rocks, pods } = this.#frame;
    rocks.count = 0;
    pods.count = 0;
    for (let i = 0; i < this.#setting.rocks; i++) {
      const rock = nextItem(rocks, blankRock);
      rock.id = 5000 + i * 7;
      rock.size = i % ROCK_SIZES.length;
      rock.ore = [0, 1, 2, 3, 1, 0][i % 6];
      const away = 60 + Math.sqrt(i) * 160;
      rock.x = cx + Math.cos(i * 2.399) * away * 1.3;
      rock.y = cy + Math.sin(i * 2.399) * away * 0.8;
      rock.angle = time * 0.1 * ((i % 5) - 2) + i;
      if (i % 3 !== 0) continue;
      const pod = nextItem(pods, blankPod);
      pod.id = 7000 + i;
      pod.ore = rock.ore;
      pod.x = rock.x + 80;
      pod.y = rock.y + 40;
    }
  }

  #bolts(dt: number): void {
    const { bolts, ships, events } = this.#frame;
    let kept = 0;
    for (let i = 0; i < bolts.count; i++) {
      const bolt = bolts.items[i];
      bolt.x += bolt.vx * dt;
      bolt.y += bolt.vy * dt;
      const life = bolt.weapon === WEAPON.mine ? 0.003 : 0.9;
      if (Math.random() < dt * life) {
        events.push({ type: "burst", weapon: bolt.weapon, x: bolt.x, y: bolt.y });
        continue;
      }
      [bolts.items[kept], bolts.items[i]] = [bolt, bolts.items[kept]];
      kept++;
    }
    bolts.count = kept;
    if (this.#setting.ships < 6) return;
    for (let i = 0; i < ships.count; i++) {
      const ship = ships.items[i];
      const weapon = [WEAPON.pulse, WEAPON.pulse, WEAPON.scatter, WEAPON.torpedo, WEAPON.pulse, WEAPON.mine][i % 6];
      const row = weaponOf(weapon);
      if (Math.random() > dt * Math.min(3, 22 / row.reloadTicks) || bolts.count > 300) continue;
      for (let k = 0; k < row.count; k++) {
        const bolt = nextItem(bolts, blankBolt);
        const angle = ship.angle + (k / Math.max(1, row.count - 1) - 0.5) * (row.spread / 65536) * 6.283;
        const speed = (row.speedPerTick / ONE) * 60;
        Object.assign(bolt, { id: this.#nextId++, weapon, seat: ship.seat, own: ship.own });
        const reach = weapon === WEAPON.mine ? -24 : 24;
        bolt.x = ship.x + Math.cos(ship.angle) * reach;
        bolt.y = ship.y + Math.sin(ship.angle) * reach;
        bolt.vx = weapon === WEAPON.mine ? 0 : ship.vx + Math.cos(angle) * speed;
        bolt.vy = weapon === WEAPON.mine ? 0 : ship.vy + Math.sin(angle) * speed;
      }
    }
  }
}
