import { arena, arenaConfig, CONTROL, type Command, type World } from "../../../shared/games/arena/index.ts";
import { Hands, HELD } from "../load/schedule.ts";
import { type BenchWorld, benchArena, VIEW_PX } from "./map.ts";

const TICK_MS = 1000 / 60;
const ONE = 65_536;

export function controlBits(held: number): number {
  let bits = 0;
  if (held & HELD.thrust) bits |= CONTROL.thrust;
  if (held & HELD.left) bits |= CONTROL.left;
  if (held & HELD.right) bits |= CONTROL.right;
  if (held & HELD.fire) bits |= CONTROL.primary;
  return bits;
}

/** The benchmark's match without a server: the machine and the hands. */
export class OfflineMatch {
  readonly world: World;
  readonly #hands: Hands[];
  #events = 0;

  /** Throws a RangeError where the arena takes no such number of seats. */
  constructor(bench: BenchWorld, seed = 7) {
    this.world = arena.create(seed, arenaConfig(benchArena(bench)));
    this.#hands = Array.from({ length: bench.players }, (_, player) => new Hands(player + 1));
    const joins = this.#hands.map((_, seat): Command => ({ type: "join", seat, player: 0, pilot: seat + 1, hull: 0 }));
    arena.step(this.world, joins, () => this.#events++);
  }

  /** One tick with what the hands did; how many of them. */
  tick(): number {
    const nowMs = this.world.tick * TICK_MS;
    const commands: Command[] = [];
    this.#hands.forEach((hands, seat) => {
      if (hands.update(nowMs))
        commands.push({ type: "controls", seat, bits: controlBits(hands.held), aim: 0, seen: 0 });
    });
    arena.step(this.world, commands, () => this.#events++);
    return commands.length;
  }

  /** Other ships in view of a ship, on average. */
  get neighbours(): number {
    const { ships } = this.world;
    const slots = [...ships.live.keys()].filter((slot) => ships.live[slot] !== 0);
    const reach = (VIEW_PX * ONE) ** 2;
    let near = 0;
    for (const a of slots)
      for (const b of slots)
        if (a !== b && (ships.x[a] - ships.x[b]) ** 2 + (ships.y[a] - ships.y[b]) ** 2 <= reach) near++;
    return near / slots.length;
  }
}
