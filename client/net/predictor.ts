import type { Tick } from "../../shared/machine.ts";

export interface PredictorRules<State, Input> {
  newState(): State;
  copyState(from: State, to: State): void;
  newInput(): Input;
  copyInput(from: Input, to: Input): void;
  /** Steps a state to `tick` with the input of that tick. */
  step(state: State, input: Input, tick: Tick): void;
}

/**
 * Predicts one's own entity: steps each tick at once with its input. When the server's state of an earlier tick
 * arrives, replays the later inputs on it.
 */
export class Predictor<State, Input> {
  readonly #rules: PredictorRules<State, Input>;
  readonly #inputs: Input[] = [];
  /** The latest predicted tick. */
  tick: Tick = 0;
  /** The entity at `tick`. */
  readonly now: State;
  /** The entity one tick later, with the input of {@link predictNext}; it is drawn in between. */
  readonly next: State;

  /** @param memoryTicks number of ticks whose inputs are kept, which limits a replay */
  constructor(rules: PredictorRules<State, Input>, memoryTicks: number) {
    this.#rules = rules;
    for (let i = 0; i < memoryTicks; i++) this.#inputs.push(rules.newInput());
    this.now = rules.newState();
    this.next = rules.newState();
  }

  /** Sets the state at a tick; recorded inputs of later ticks still count. */
  reset(state: State, tick: Tick): void {
    this.#rules.copyState(state, this.now);
    this.tick = tick;
  }

  /** Records the input of a tick without a step. */
  record(tick: Tick, input: Input): void {
    this.#rules.copyInput(input, this.#inputs[tick % this.#inputs.length]);
  }

  /** Steps to the next tick with its input. */
  advance(input: Input): void {
    this.tick++;
    this.record(this.tick, input);
    this.#rules.step(this.now, input, this.tick);
  }

  /** Predicts one further tick. */
  predictNext(input: Input): void {
    this.#rules.copyState(this.now, this.next);
    this.#rules.step(this.next, input, this.tick + 1);
  }

  /**
   * Replays the inputs since `tick` on the server's state. A `tick` that is not in the past, or older than the recorded
   * inputs, only replaces the state.
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
