import { type Move, next, type Place } from "./place.ts";

/** What a place opened, to be closed when it is left. */
export class Scope {
  readonly #closers: ((move: Move, to: Place) => void)[] = [];
  readonly #abort = new AbortController();

  /** Aborted when the place is left: for requests and listeners. */
  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  /** @param close is told what happened, and where that leads */
  add(close: (move: Move, to: Place) => void): void {
    this.#closers.push(close);
  }

  /** The newest first. An error keeps nothing from being closed. */
  close(move: Move, to: Place): void {
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

export type Entering = (to: Place, scope: Scope, move: Move, from: Place) => void;

/** The page's one place: a move leaves it, closes what it opened, and enters the next. */
export class Places {
  #now: Place;
  #scope = new Scope();
  readonly #enter: Entering;
  /** Moves that came while one was being made. */
  readonly #waiting: Move[] = [];
  #moving = false;

  constructor(first: Place, enter: Entering) {
    this.#now = first;
    this.#enter = enter;
  }

  get now(): Place {
    return this.#now;
  }

  move(move: Move): void {
    this.#waiting.push(move);
    if (this.#moving) return;
    this.#moving = true;
    try {
      for (let due = this.#waiting.shift(); due !== undefined; due = this.#waiting.shift()) this.#make(due);
    } finally {
      this.#moving = false;
    }
  }

  #make(move: Move): void {
    const from = this.#now;
    const to = next(from, move);
    if (to === from) return;
    const left = this.#scope;
    this.#now = to;
    this.#scope = new Scope();
    try {
      left.close(move, to);
    } finally {
      this.#enter(to, this.#scope, move, from);
    }
  }
}
