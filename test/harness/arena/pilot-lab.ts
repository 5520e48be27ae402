import type { Command } from "../../../shared/games/arena/command.ts";
import type { ArenaConfig } from "../../../shared/games/arena/config.ts";
import { CLIENT_CONTROL_BITS, CONTROL } from "../../../shared/games/arena/controls.ts";
import type { Event } from "../../../shared/games/arena/event.ts";
import { arena, arenaConfig } from "../../../shared/games/arena/index.ts";
import { newPilotView, perceive } from "../../../shared/games/arena/perceive.ts";
import type { Pilot, PilotView } from "../../../shared/games/arena/pilots/index.ts";
import type { World } from "../../../shared/games/arena/world.ts";
import { createRandom, type RandomState } from "../../../shared/math/random.ts";

interface Seat {
  readonly seat: number;
  readonly pilot: Pilot;
  readonly sight: PilotView;
  readonly memory: Int32Array;
  readonly random: RandomState;
  bits: number;
  aim: number;
}

/** Pilots fly in a real arena, asked every third tick, as bots with no delay would. */
export class PilotLab {
  readonly world: World;
  readonly events: { readonly tick: number; readonly event: Event }[] = [];
  readonly #seats: Seat[] = [];
  readonly #commands: Command[] = [];
  readonly #everyTicks: number;

  constructor(seed: number, settings: Partial<ArenaConfig> = {}, everyTicks = 3) {
    this.world = arena.create(seed, arenaConfig({ seats: 16, pirates: 0, traders: 0, ...settings }));
    this.#everyTicks = everyTicks;
  }

  add(pilot: Pilot, hull = 0): number {
    const seat = this.#seats.length;
    const { map } = this.world.config;
    const random = createRandom(seat + 77);
    this.#seats.push({ seat, pilot, sight: newPilotView(map), memory: new Int32Array(4), random, bits: 0, aim: 0 });
    this.#commands.push({ type: "join", seat, player: 0, pilot: seat + 1, hull });
    return seat;
  }

  /** @param each called after every tick; true ends the run */
  run(ticks: number, each: (world: World) => boolean = () => false): void {
    const { world } = this;
    for (let i = 0; i < ticks; i++) {
      arena.step(world, this.#commands, (event) => this.events.push({ tick: world.tick, event: { ...event } }));
      this.#commands.length = 0;
      if (each(world)) return;
      if (world.tick % this.#everyTicks === 0) for (const seat of this.#seats) this.#think(seat);
    }
  }

  #think(at: Seat): void {
    const slot = this.world.players.ship[at.seat] - 1;
    if (slot < 0) return;
    const { sight, memory, random } = at;
    perceive(this.world, slot, sight);
    const out = { bits: 0, aim: 0 };
    at.pilot(sight, memory, random, out);
    if (out.bits !== (out.bits & CLIENT_CONTROL_BITS)) throw new Error(`illegal bits ${out.bits}`);
    if (out.bits === at.bits && out.aim === at.aim) return;
    // The dock answers to a press, not to being held.
    const bits = out.bits & ~(at.bits & CONTROL.dock);
    at.bits = out.bits;
    at.aim = out.aim;
    this.#commands.push({ type: "controls", seat: at.seat, bits, aim: out.aim, seen: 0 });
  }

  /** Events of one type, in order. */
  of<T extends Event["type"]>(type: T): Extract<Event, { type: T }>[] {
    return this.events.map(({ event }) => event).filter((event) => event.type === type) as Extract<
      Event,
      { type: T }
    >[];
  }
}
