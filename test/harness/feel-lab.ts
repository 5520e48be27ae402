import { look, newSight } from "../../client/bots/sight.ts";
import { CONTROL, type Controls } from "../../shared/arena/controls.ts";
import type { World } from "../../shared/arena/world.ts";
import { ONE } from "../../shared/math/fixed.ts";
import { createRandom } from "../../shared/math/random.ts";
import { PILOTS } from "../../shared/pilots/index.ts";
import { ArenaLab, type LabClient } from "./lab.ts";
import type { LinkProfile } from "./link.ts";
import { ALONE, ONE_STATION } from "./one-station.ts";

/** A match of pilots who fight each other, each behind a link of its own. */
export interface FeelSettings {
  readonly profile: LinkProfile;
  readonly seed: number;
  readonly ships: number;
  /** Of play that is measured. */
  readonly seconds: number;
}

/** What players of a match saw, against what was. One entry a patch, or a ship and frame; px where not said otherwise. */
export interface Feel {
  /** How far predictions of one's own ship were off, by patch. */
  readonly corrections: number[];
  /** Corrections that were shown at once. */
  snaps: number;
  /** How far others were drawn from where they were at the tick that was drawn. */
  readonly remoteErrors: number[];
  /** How far the tick that was drawn was ahead of the server's, ticks. */
  readonly aheadTicks: number[];
  /** How far others were drawn from where their speed, as drawn, would have brought them since the frame before. */
  readonly jumps: number[];
  /** Frames between a key that was pressed and the ship that shows it. */
  readonly inputFrames: number[];
  /** How early controls arrived, ticks, as the server said last. */
  readonly margins: number[];
  commands: number;
  lateCommands: number;
  /** Of all players together. */
  seconds: number;
}

const SETTLE_MS = 4_000;
const FRAME_MS = 1000 / 60;
/** How many ticks' places are remembered: more than anyone draws ahead of the server. */
const KEPT_TICKS = 256;
/** As `OwnShip` snaps. */
const SNAP_PX = 180;

interface Place {
  x: number;
  y: number;
}

/** Where every ship was, by tick and id. */
class Truth {
  readonly #ticks: Map<number, Place>[] = [];
  newest = -1;

  record({ tick, ships }: World): void {
    const places = new Map<number, Place>();
    for (let slot = 0; slot < ships.high; slot++)
      if (ships.live[slot] === 1) places.set(ships.id[slot], { x: ships.x[slot] / ONE, y: ships.y[slot] / ONE });
    this.#ticks[tick % KEPT_TICKS] = places;
    this.newest = tick;
  }

  /** Between two ticks; null where the ship was not there at both. */
  at(id: number, tick: number): Place | null {
    const from = this.#ticks[Math.floor(tick) % KEPT_TICKS]?.get(id);
    const to = this.#ticks[(Math.floor(tick) + 1) % KEPT_TICKS]?.get(id);
    if (from === undefined || to === undefined) return null;
    const share = tick - Math.floor(tick);
    return { x: from.x + (to.x - from.x) * share, y: from.y + (to.y - from.y) * share };
  }
}

interface Moving extends Place {
  /** px per second */
  readonly vx: number;
  readonly vy: number;
}

interface Drawn extends Place {
  readonly id: number;
  readonly tick: number;
}

/** Watches one client. */
class Watch {
  readonly #client: LabClient;
  readonly #truth: Truth;
  readonly #feel: Feel;
  #corrected = 0;
  /** Drawn ahead of the truth, which is not known yet. */
  #pending: Drawn[] = [];
  #before = new Map<number, Moving>();
  #beforeMs = Number.NaN;
  #wanted = -1;
  #waited = 0;

  constructor(client: LabClient, truth: Truth, feel: Feel) {
    this.#client = client;
    this.#truth = truth;
    this.#feel = feel;
    this.#corrected = client.model.corrections.total;
  }

  /** Controls as they are given, before the frame that is to show them. */
  steered({ bits }: Controls): void {
    const thrust = bits & CONTROL.thrust;
    if (thrust === this.#wanted) return;
    this.#wanted = thrust;
    this.#waited = 0;
  }

  frame(nowMs: number): void {
    this.#ownShip();
    this.#others(nowMs);
    const { session } = this.#client.model;
    this.#feel.margins.push(session.clock.marginTicks);
    this.#beforeMs = nowMs;
  }

  #ownShip(): void {
    const { frame, model } = this.#client;
    const feel = this.#feel;
    const { corrections } = model;
    const values = corrections.newest(corrections.total - this.#corrected);
    this.#corrected = corrections.total;
    for (const px of values) {
      feel.corrections.push(px);
      if (px > SNAP_PX) feel.snaps++;
    }
    const own = frame?.ownShip ?? null;
    if (own === null || own.docked || this.#wanted < 0) return;
    if (own.thrusting !== this.#wanted > 0) this.#waited++;
    else {
      feel.inputFrames.push(this.#waited);
      this.#wanted = -1;
    }
  }

  #others(nowMs: number): void {
    const { frame } = this.#client;
    if (frame === null) return;
    const feel = this.#feel;
    const seconds = (nowMs - this.#beforeMs) / 1000;
    const seen = new Map<number, Moving>();
    for (let i = 0; i < frame.ships.count; i++) {
      const { id, own, docked, x, y, vx, vy } = frame.ships.items[i];
      if (own || docked) continue;
      seen.set(id, { x, y, vx, vy });
      this.#pending.push({ id, x, y, tick: frame.tick });
      const before = this.#before.get(id);
      if (before === undefined) continue;
      // Its speed may have changed between the frames: the mean of both is what brought it here.
      const dx = x - before.x - ((vx + before.vx) / 2) * seconds;
      const dy = y - before.y - ((vy + before.vy) / 2) * seconds;
      feel.jumps.push(Math.hypot(dx, dy));
    }
    this.#before = seen;
    feel.aheadTicks.push(frame.tick - this.#truth.newest);
    const { newest } = this.#truth;
    const later: Drawn[] = [];
    for (const drawn of this.#pending) {
      if (drawn.tick + 1 > newest) {
        later.push(drawn);
        continue;
      }
      const place = this.#truth.at(drawn.id, drawn.tick);
      if (place !== null) feel.remoteErrors.push(Math.hypot(place.x - drawn.x, place.y - drawn.y));
    }
    this.#pending = later;
  }
}

/** Plays a match and measures it. Call `RoomBench.start()` before the first. */
export async function playAndFeel({ profile, seed, ships, seconds }: FeelSettings): Promise<Feel> {
  const truth = new Truth();
  const lab = await ArenaLab.open({ ...ALONE, seats: ships, map: ONE_STATION }, seed, (world) => truth.record(world));
  const feel: Feel = {
    ...{ corrections: [], remoteErrors: [], aheadTicks: [], jumps: [], inputFrames: [], margins: [] },
    ...{ snaps: 0, commands: 0, lateCommands: 0, seconds: ships * seconds },
  };
  const clients: LabClient[] = [];
  for (let i = 0; i < ships; i++) clients.push(await lab.join(profile, seed * 100 + i, FRAME_MS, i % 3));
  const watches: Watch[] = [];
  for (const [i, client] of clients.entries()) {
    const sight = newSight();
    const memory = new Int32Array(4);
    const random = createRandom(seed * 100 + i);
    const controls: Controls = { bits: 0, aim: 0 };
    client.steer = ({ model, frame }) => {
      if (frame !== null && look(model, frame, sight)) PILOTS.fighter(sight, memory, random, controls);
      else controls.bits = controls.aim = 0;
      model.control(controls.bits, controls.aim);
      watches[i]?.steered(controls);
    };
    client.seen = (_frame, nowMs) => watches[i]?.frame(nowMs);
  }
  lab.run(SETTLE_MS);
  const before = clients.map(({ model: { session } }) => ({ commands: session.commands, late: session.late }));
  for (const client of clients) watches.push(new Watch(client, truth, feel));
  lab.run(seconds * 1000);
  for (const [i, { model }] of clients.entries()) {
    feel.commands += model.session.commands - before[i].commands;
    feel.lateCommands += model.session.late - before[i].late;
  }
  await lab.close();
  return feel;
}
