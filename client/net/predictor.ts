import type { Tick } from "../../shared/machine.ts";

export interface PredictorRules<State, Input> {
  newState(): State;
  copyState(from: State, to: State): void;
  newInput(): Input;
  copyInput(from: Input, to: Input): void;
  /** Moves a state to `tick` under the input given for that tick. */
  step(state: State, input: Input, tick: Tick): void;
}

/**
 * One's own entity ahead of the server: each tick steps at once with the input given for it; when the server tells what
 * the entity was at an earlier tick, the inputs given since are replayed on that.
 */
export class Predictor<State, Input> {
  readonly #rules: PredictorRules<State, Input>;
  readonly #inputs: Input[] = [];
  /** Tick up to which it was stepped. */
  tick: Tick = 0;
  /** The entity at `tick`. */
  readonly now: State;
  /** The entity one tick later if the input of {@link predictNext} holds: what is drawn between two ticks. */
  readonly next: State;

  /** @param memoryTicks how many ticks of input are kept; the server's word is never replayed over more */
  constructor(rules: PredictorRules<State, Input>, memoryTicks: number) {
    this.#rules = rules;
    for (let i = 0; i < memoryTicks; i++) this.#inputs.push(rules.newInput());
    this.now = rules.newState();
    this.next = rules.newState();
  }

  /** Puts the entity at a state and tick; what was given as input before and is kept for later ticks still counts. */
  reset(state: State, tick: Tick): void {
    this.#rules.copyState(state, this.now);
    this.tick = tick;
  }

  /** Remembers the input of a tick, without a step. */
  record(tick: Tick, input: Input): void {
    this.#rules.copyInput(input, this.#inputs[tick % this.#inputs.length]);
  }

  /** Steps to the next tick with that tick's input. */
  advance(input: Input): void {
    this.tick++;
    this.record(this.tick, input);
    this.#rules.step(this.now, input, this.tick);
  }

  /** Looks one tick ahead. */
  predictNext(input: Input): void {
    this.#rules.copyState(this.now, this.next);
    this.#rules.step(this.next, input, this.tick + 1);
  }

  /**
   * Replays the inputs since `tick` on the server's `state` of it. A `tick` at or past one's own, or longer ago than
   * inputs are kept, simply takes its place.
   */
  reconcile(state: State, tick: Tick): void {
    const until = this.tick;
    this.reset(state, tick);
    if (until - tick > this.#inputs.length) return;
    while (this.tick < until) {
      this.tick++;
      this.#rules.step(this.now, this.#inputs[this.tick % this.#inputs.length], this.tick);
    }
  }
}
