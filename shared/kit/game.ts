import type { Tick } from "../machine.ts";
import { nextUint32 } from "../math/random.ts";
import { Random } from "./random.ts";
import { SecretRandom } from "./secrets.ts";
import type { WorldBase } from "./types.ts";
import type { AnyWorld } from "./world.ts";

/** A game's hand on its world, within one step. */
export class Game<World extends WorldBase<unknown>, Event> {
  readonly world: World;
  /** From the world's seed, which is no secret: whoever knows some of these numbers can find all others. */
  readonly random: Random;
  /** For hidden things, once the server gave entropy. */
  readonly secret: SecretRandom;
  /** Lets an event out. */
  readonly emit: (event: Event) => void;
  /** Asks the server for 128 fresh random bits, which come with a later tick; `secret.ready` says when they are there. */
  readonly needEntropy: () => void;
  /** Says that nothing is hidden any more: journal and replay may be shown. Forgets the generator of secrets. */
  readonly reveal: () => void;
  /**
   * Ends the round with the scores as they are at this moment, where its number rises in the same tick: for games that
   * set scores back at once. Otherwise a round's results are the scores before the tick in which its number rises.
   */
  readonly endRound: () => void;

  constructor(world: World, emit: (event: Event) => void, endRound: () => void = () => {}) {
    const { hidden } = world as unknown as AnyWorld;
    this.world = world;
    this.emit = emit;
    this.endRound = endRound;
    this.random = new Random(() => nextUint32(hidden.random));
    this.secret = new SecretRandom(world as unknown as AnyWorld);
    this.needEntropy = () => this.secret.want();
    this.reveal = () => this.secret.forget();
  }

  get config(): World["config"] {
    return this.world.config;
  }

  get tick(): Tick {
    return this.world.tick;
  }

  /** Seats that are not empty, in order. */
  get seated(): number[] {
    return [...this.world.seats.keys()].filter((seat) => this.world.seats[seat] !== "empty");
  }

  /**
   * Whose turn it is after a seat's: the next seat in order that is not empty, and around to the seat itself. −1: there is
   * none.
   *
   * @param isIn who takes part. Default: everyone
   */
  nextSeat(after: number, isIn: (seat: number) => boolean = () => true): number {
    const able = this.seated.filter(isIn);
    return able.find((seat) => seat > after) ?? able[0] ?? -1;
  }
}
