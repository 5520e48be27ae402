import type { Tick } from "../../shared/machine.ts";

export interface ContinuationRules<State> {
  newState(): State;
  copyState(from: State, to: State): void;
  /** Moves a state on to `tick`, from the tick before. */
  step(state: State, tick: Tick): void;
}

/** An entity that goes on from what the server last said about it, by the same steps that the server takes. */
export class Continuation<State> {
  readonly #rules: ContinuationRules<State>;
  tick: Tick = 0;
  /** The entity at `tick`, and one tick later: it is drawn between the two. */
  readonly now: State;
  readonly next: State;

  constructor(rules: ContinuationRules<State>) {
    this.#rules = rules;
    this.now = rules.newState();
    this.next = rules.newState();
  }

  /** The server's word: at `tick` it was in `state`. Call {@link advance} afterwards. */
  setBase(state: State, tick: Tick): void {
    this.#rules.copyState(state, this.next);
    this.tick = tick - 1;
  }

  /** Goes on to `tick`; a tick before its own does nothing. */
  advance(tick: Tick): void {
    while (this.tick < tick) {
      this.tick++;
      if (this.tick === tick) this.#rules.copyState(this.next, this.now);
      this.#rules.step(this.next, this.tick + 1);
    }
  }
}
