import { type JoinChoice, nextState, type PageEvent, type PageState } from "./page-state.ts";

/** What a place opened, to be closed when it is left. */
export class StateScope {
  readonly #closers: ((move: PageEvent, to: PageState) => void)[] = [];
  readonly #abort = new AbortController();

  /** Aborted when the place is left: for requests and listeners. */
  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  /** @param close called with the event and the next state */
  add(close: (move: PageEvent, to: PageState) => void): void {
    this.#closers.push(close);
  }

  /** The newest first. An error keeps nothing from being closed. */
  close(move: PageEvent, to: PageState): void {
    this.#abort.abort();
    const errors: unknown[] = [];
    for (const close of this.#closers.splice(0).reverse())
      try {
        close(move, to);
      } catch (error) {
        errors.push(error);
      }
    if (errors.length > 0) throw errors[0];
  }
}

export type EnterHandler<Choice extends JoinChoice = JoinChoice> = (
  to: PageState<Choice>,
  scope: StateScope,
  move: PageEvent<Choice>,
  from: PageState<Choice>,
) => void;

/** The page's state: an event leaves it, closes what it opened, and enters the next. */
export class PageStateMachine<Choice extends JoinChoice = JoinChoice> {
  #now: PageState<Choice>;
  #scope = new StateScope();
  readonly #enter: EnterHandler<Choice>;
  /** Moves that came while one was being made. */
  readonly #waiting: PageEvent<Choice>[] = [];
  #moving = false;

  constructor(first: PageState<Choice>, enter: EnterHandler<Choice>) {
    this.#now = first;
    this.#enter = enter;
  }

  get current(): PageState<Choice> {
    return this.#now;
  }

  dispatch(move: PageEvent<Choice>): void {
    this.#waiting.push(move);
    if (this.#moving) return;
    this.#moving = true;
    try {
      for (let due = this.#waiting.shift(); due !== undefined; due = this.#waiting.shift()) this.#make(due);
    } finally {
      this.#moving = false;
    }
  }

  #make(move: PageEvent<Choice>): void {
    const from = this.#now;
    const to = nextState(from, move);
    if (to === from) return;
    const left = this.#scope;
    this.#now = to;
    this.#scope = new StateScope();
    try {
      left.close(move, to);
    } finally {
      this.#enter(to, this.#scope, move, from);
    }
  }
}
