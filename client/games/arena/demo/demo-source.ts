import {
  type ArenaConfig,
  arena,
  arenaConfig,
  type Command,
  type Controls,
  createRails,
  moveRails,
} from "../../../../shared/games/arena/index.ts";
import { newPilotView, perceive } from "../../../../shared/games/arena/perceive.ts";
import { PILOTS, type PilotName } from "../../../../shared/games/arena/pilots/index.ts";
import { createRandom } from "../../../../shared/math/random.ts";
import { blankFrame } from "../model/blank-views.ts";
import type { ArenaFrame, FrameSource } from "../model/frame.ts";
import { showWorld } from "../model/world-frame.ts";
import { DEMO_MAP } from "./demo-map.ts";

/** Name, hull and pilot of each seat. */
const CAST: readonly (readonly [name: string, hull: number, pilot: PilotName])[] = [
  ["Nyx", 0, "fighter"],
  ["Orla", 1, "fighter"],
  ["Halcyon", 2, "fighter"],
  ["Rook", 0, "fighter"],
  ["Brightwater", 3, "miner"],
  ["Кира", 1, "fighter"],
];
const nameOf = (pilot: number) => CAST[pilot - 1][0];
const THINK_EVERY_TICKS = 4;
/** Most ticks to catch up in one frame; after a longer pause the world continues where it was. */
const MAX_OWED_TICKS = 6;
/** Time constant of the camera, s. */
const EASE_S = 1.6;
/** Ticks played before the first frame, so that a fight is on from the start. */
const WARM_UP_TICKS = 600;

export interface DemoOptions {
  readonly config?: ArenaConfig;
  readonly seed?: number;
}

/**
 * An arena that plays by itself in this page: the real machine with pilots in its seats, and a camera that follows a ship
 * in a fight. About 0.1 ms a tick: light enough to run behind a menu.
 */
export class DemoSource implements FrameSource {
  readonly #config: ArenaConfig;
  readonly #world: ReturnType<typeof arena.create>;
  readonly #rails: ReturnType<typeof createRails>;
  readonly #frame = blankFrame();
  readonly #sight: ReturnType<typeof newPilotView>;
  readonly #memories = CAST.map(() => new Int32Array(4));
  readonly #random = createRandom(99);
  readonly #controls: Controls = { bits: 0, aim: 0 };
  readonly #commands: Command[] = [];
  #lastMs = -1;
  #owedTicks = 0;
  #followed = 0;
  #x = 0;
  #y = 0;

  constructor({ config, seed = 7 }: DemoOptions = {}) {
    this.#config = config ?? arenaConfig({ map: DEMO_MAP, seats: CAST.length, pirates: 7, traders: 3 });
    const seats = Math.min(CAST.length, this.#config.seats);
    this.#world = arena.create(seed, this.#config);
    this.#rails = createRails(this.#config.map);
    this.#sight = newPilotView(this.#config.map);
    for (let seat = 0; seat < seats; seat++) {
      const [, hull] = CAST[seat];
      this.#commands.push({ type: "join", seat, player: 0, pilot: seat + 1, hull });
    }
    this.#frame.net.state = "live";
  }

  /** Builds a source that has played {@link WARM_UP_TICKS}; yields after each tick. */
  static *createInSteps(options: DemoOptions = {}): Generator<void, DemoSource> {
    const demo = new DemoSource(options);
    for (let i = 0; i < WARM_UP_TICKS; i++) {
      yield;
      demo.#tick();
    }
    demo.#frame.events.length = 0;
    showWorld(demo.#world, demo.#rails, 0, arena.tickHz, nameOf, demo.#frame);
    demo.#follow(1);
    return demo;
  }

  control(): void {}
  chooseHull(): void {}
  leave(): void {}

  advance(nowMs: number): void {
    const frame = this.#frame;
    frame.events.length = 0;
    const passedS = this.#lastMs < 0 ? 0 : (nowMs - this.#lastMs) / 1000;
    this.#lastMs = nowMs;
    this.#owedTicks = Math.min(MAX_OWED_TICKS, this.#owedTicks + passedS * arena.tickHz);
    while (this.#owedTicks >= 1) {
      this.#tick();
      this.#owedTicks--;
    }
    showWorld(this.#world, this.#rails, this.#owedTicks, arena.tickHz, nameOf, frame);
    this.#follow(1 - Math.exp(-passedS / EASE_S));
  }

  view(): ArenaFrame {
    return this.#frame;
  }

  #tick(): void {
    const world = this.#world;
    for (let seat = 0; seat < Math.min(CAST.length, this.#config.seats); seat++) {
      const slot = world.players.ship[seat] - 1;
      if (slot < 0 || (world.tick + seat) % THINK_EVERY_TICKS !== 0) continue;
      perceive(world, slot, this.#sight);
      this.#controls.bits = this.#controls.aim = 0;
      PILOTS[CAST[seat][2]](this.#sight, this.#memories[seat], this.#random, this.#controls);
      this.#commands.push({ type: "controls", seat, bits: this.#controls.bits, aim: this.#controls.aim, seen: 0 });
    }
    arena.step(world, this.#commands, (event) => {
      this.#frame.events.push(event);
      if (event.type === "hit" && event.by >= 0) this.#mayFollow(event.by);
    });
    this.#commands.length = 0;
    moveRails(this.#rails, this.#config.map, world.tick);
  }

  /** Follows this seat if the ship followed so far is gone. */
  #mayFollow(seat: number): void {
    if (this.#world.players.ship[this.#followed] === 0) this.#followed = seat;
  }

  #follow(share: number): void {
    const { ships, focus } = this.#frame;
    for (let i = 0; i < ships.count; i++) {
      const ship = ships.items[i];
      if (ship.seat !== this.#followed) continue;
      // After a respawn far away, jump there instead of crossing the map.
      const far = Math.abs(ship.x - this.#x) + Math.abs(ship.y - this.#y) > 1500;
      this.#x += (ship.x - this.#x) * (far ? 1 : share);
      this.#y += (ship.y - this.#y) * (far ? 1 : share);
    }
    focus.x = this.#x;
    focus.y = this.#y;
  }
}
