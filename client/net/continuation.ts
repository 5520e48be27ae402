import type { Tick } from "../../shared/machine.ts";

export interface ContinuationRules<State> {
  newState(): State;
  copyState(from: State, to: State): void;
  /** Steps a state to `tick`, from the tick before. */
  step(state: State, tick: Tick): void;
}

/** Continues an entity from the server's last state of it, with the server's own steps. */
export class Continuation<State> {
  readonly #rules: ContinuationRules<State>;
  tick: Tick = 0;
  /** The entity at `tick`, and one tick later; it is drawn in between. */
  readonly now: State;
  readonly next: State;

  constructor(rules: ContinuationRules<State>) {
    this.#rules = rules;
    this.now = rules.newState();
    this.next = rules.newState();
  }

  /** Sets the server's state at `tick`. Call {@link advance} afterwards. */
  setBase(state: State, tick: Tick): void {
    this.#rules.copyState(state, this.next);
    this.tick = tick - 1;
  }

  /** Steps to `tick`; does nothing for an earlier tick. */
  advance(tick: Tick): void {
    while (this.tick < tick) {
      this.tick++;
      if (this.tick === tick) this.#rules.copyState(this.next, this.now);
      this.#rules.step(this.next, this.tick + 1);
    }
  }
}
