import bluff from "../../../examples/bluff/rules.ts";
import trails from "../../../examples/trails/rules.ts";
import { type AnyRules, asAnyRules } from "../../../shared/kit/index.ts";
import { createRandom, nextBelow, nextUint32 } from "../../../shared/math/random.ts";

type Machine = AnyRules["machine"];
export type World = ReturnType<Machine["create"]>;
export type Command = Parameters<Machine["codecs"]["command"]["encode"]>[0];
export type Event = Parameters<Parameters<Machine["step"]>[2]>[0];

export const EXAMPLES: readonly AnyRules[] = [asAnyRules(trails), asAnyRules(bluff)];

const SEAT_COMMANDS = ["join", "drop", "back", "leave"] as const;

/** Commands of any rules by chance: people who come and go, values anywhere within their bounds, and the server's entropy. */
export class RandomPlay {
  readonly #rules: AnyRules;
  readonly #random: Int32Array;

  constructor(rules: AnyRules, seed: number) {
    this.#rules = rules;
    this.#random = createRandom(seed);
  }

  below(count: number): number {
    return nextBelow(this.#random, count);
  }

  /** Of the next tick. */
  commands(world: World): Command[] {
    const { seats } = this.#rules.definition;
    const commands: object[] = [];
    if (world.entropyWanted && this.below(3) > 0)
      commands.push({ type: "entropy", words: Array.from({ length: 4 }, () => nextUint32(this.#random)) });
    if (this.below(20) === 0)
      commands.push({ type: SEAT_COMMANDS[Math.max(0, this.below(8) - 4)], seat: this.below(seats) });
    if (this.below(4) === 0) commands.push(this.#ownCommand(this.below(seats)));
    return commands as Command[];
  }

  #ownCommand(seat: number): object {
    const all = Object.entries(this.#rules.fields.commands);
    const [type, columns] = all[this.below(all.length)];
    const values = columns.map(({ name, spec }) => {
      if (spec.kind !== "int") throw new Error(`${type}.${name}: no value by chance for ${spec.kind}`);
      return [name, spec.low + this.below(spec.high - spec.low + 1)];
    });
    return { type, seat, ...Object.fromEntries(values) };
  }
}

/** A world after so many ticks by chance. */
export function played(
  rules: AnyRules,
  seed: number,
  ticks: number,
  then: (world: World, events: readonly Event[]) => World = (world) => world,
): World {
  const play = new RandomPlay(rules, seed);
  let world = rules.machine.create(seed, rules.configOf());
  for (let tick = 1; tick <= ticks; tick++) {
    const events: Event[] = [];
    rules.machine.step(world, play.commands(world), (event) => events.push(event));
    world = then(world, events);
  }
  return world;
}
