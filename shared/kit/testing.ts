import { createRandom, nextBelow, nextUint32 } from "../math/random.ts";
import type { AnyCommand } from "./command-codec.ts";
import type { AnyRules, Rules } from "./define.ts";
import type { AnyEvent } from "./event-codec.ts";
import type { Spec } from "./kinds/field.ts";
import type { AnyWorld } from "./world.ts";

const UINT32S = 4_294_967_296;
const SEAT_COMMANDS = ["join", "drop", "back", "leave"] as const;

/** Commands of any rules by chance: people who come and go, values anywhere within their bounds, and the server's entropy. */
export class RandomPlay {
  readonly #rules: AnyRules;
  readonly #random: Int32Array;

  constructor(rules: AnyRules, seed: number) {
    this.#rules = rules;
    this.#random = createRandom(seed);
  }

  /** Of the next tick. */
  commands(world: AnyWorld): AnyCommand[] {
    const { seats } = this.#rules.definition;
    const commands: object[] = [];
    if (world.entropyWanted && this.#below(3) > 0)
      commands.push({ type: "entropy", words: Array.from({ length: 4 }, () => nextUint32(this.#random)) });
    if (this.#below(20) === 0)
      commands.push({ type: SEAT_COMMANDS[Math.max(0, this.#below(8) - 4)], seat: this.#below(seats) });
    if (this.#below(4) === 0) commands.push(...this.#ownCommand(this.#below(seats)));
    return commands as AnyCommand[];
  }

  #ownCommand(seat: number): object[] {
    const all = Object.entries(this.#rules.fields.commands);
    if (all.length === 0) return [];
    const [type, columns] = all[this.#below(all.length)];
    return [{ type, seat, ...Object.fromEntries(columns.map(({ name, spec }) => [name, this.#value(spec)])) }];
  }

  #value(spec: Spec): unknown {
    switch (spec.kind) {
      case "int":
        // Rounded where the bounds are wide.
        return Math.min(
          spec.high,
          spec.low + Math.floor((nextUint32(this.#random) / UINT32S) * (spec.high - spec.low + 1)),
        );
      case "flag":
        return this.#below(2) === 0;
      case "oneOf":
        return spec.names[this.#below(spec.names.length)];
      case "text":
        return "some words".slice(0, this.#below(1 + Math.min(10, spec.maxBytes)));
      case "list":
        return Array.from({ length: this.#below(1 + Math.min(8, spec.most)) }, () => this.#value(spec.of.spec));
      case "array":
        return Array.from({ length: spec.length }, () => this.#value(spec.of.spec));
      case "record":
        return Object.fromEntries(Object.entries(spec.fields).map(([name, of]) => [name, this.#value(of.spec)]));
      default:
        throw new TypeError(`no command has a field of kind ${spec.kind}`);
    }
  }

  #below(count: number): number {
    return nextBelow(this.#random, count);
  }
}

/** What `playByChance` calls after each tick. Returns the world to go on with. */
export type EachTick = (world: AnyWorld, events: readonly AnyEvent[]) => AnyWorld;

/**
 * The world after so many ticks of players who do anything: for tests. Throws where a column leaves its bounds, naming it,
 * and where save and load change the world.
 */
export function playByChance<W, E, C, K>(
  rules: Rules<W, E, C, K> | AnyRules,
  seed: number,
  ticks: number,
  each: EachTick = (world) => world,
): AnyWorld {
  const any = rules as unknown as AnyRules;
  const { machine } = any;
  const play = new RandomPlay(any, seed);
  let world = machine.create(seed, any.configOf());
  for (let tick = 1; tick <= ticks; tick++) {
    const events: AnyEvent[] = [];
    machine.step(world, play.commands(world), (event) => events.push(event));
    any.checkWorld(world);
    world = each(world, events);
  }
  const loaded = machine.load(machine.save(world));
  if (machine.hash(loaded) !== machine.hash(world))
    throw new Error(`tick ${ticks}: the world is another once it is loaded`);
  return world;
}
