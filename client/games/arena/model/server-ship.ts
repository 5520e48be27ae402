import { copyHelm, newHelm } from "../../../../shared/games/arena/helm.ts";
import { motionTick, unpackMotion } from "../../../../shared/games/arena/published-motion.ts";
import { applyTurn, applyVitals, type Turn, turnTick } from "../../../../shared/games/arena/turn.ts";
import type { ShipState } from "../../../../shared/games/arena/wire/state.ts";
import type { Helm } from "../../../../shared/games/arena/world.ts";

/** Another player's ship at the tick of the last patch. Read every patch: a published turn builds on the ones before. */
export class ServerShip {
  readonly helm = newHelm();
  tick = 0;
  /** The published record and turn that it continues from. */
  #a = 0;
  #b = 0;
  #c = 0;
  #d = 0;
  #e = 0;
  #turn = 0;
  #known = false;
  /** The ship at the patch before, and the turn that the last patch published. */
  readonly #previous = newHelm();
  #previousTick = -1;
  readonly #lastTurn: Turn = { turn: 0, aim: 0, boost: 0 };
  #turnedAtTick = Number.POSITIVE_INFINITY;

  /** Forgets the ship: the next patch starts another one. */
  reset(): void {
    this.#known = false;
  }

  /**
   * Reads a patch, and advances to its tick. Returns whether the patch changed the ship's course.
   *
   * @param step advances a helm to a tick
   */
  read(state: ShipState, tick: number, step: (helm: Helm, tick: number) => void): boolean {
    const { a, b, c, d, e, turn } = state;
    const turned = this.#turn !== turn;
    const whole = !this.#known || this.#a !== a || this.#b !== b || this.#c !== c || this.#d !== d || this.#e !== e;
    this.#turn = turn;
    this.#previousTick = -1;
    this.#turnedAtTick = Number.POSITIVE_INFINITY;
    if (whole) {
      this.#known = true;
      this.#a = a;
      this.#b = b;
      this.#c = c;
      this.#d = d;
      this.#e = e;
      unpackMotion(state, this.helm);
      this.tick = motionTick(state, tick);
    } else {
      copyHelm(this.helm, this.#previous);
      this.#previousTick = this.tick;
      if (turned) this.#applyTurn(state, turnTick(turn, tick), step);
    }
    this.#advance(tick, step);
    if (turned && !whole) applyVitals(turn, state, this.helm);
    return whole || turned;
  }

  #applyTurn({ turn, aim, boost }: ShipState, tick: number, step: (helm: Helm, tick: number) => void): void {
    this.#lastTurn.turn = turn;
    this.#lastTurn.aim = aim;
    this.#lastTurn.boost = boost;
    this.#turnedAtTick = tick;
    this.#advance(tick, step);
    applyTurn(this.#lastTurn, this.helm);
  }

  /** Writes the ship at a tick between the last two patches, both included, into `to`. Returns false if it is not known. */
  at(tick: number, step: (helm: Helm, tick: number) => void, to: Helm): boolean {
    if (this.#previousTick < 0 || tick < this.#previousTick || tick > this.tick) return false;
    copyHelm(this.#previous, to);
    for (let flown = this.#previousTick; ; step(to, ++flown)) {
      if (flown === this.#turnedAtTick) applyTurn(this.#lastTurn, to);
      if (flown === tick) return true;
    }
  }

  #advance(tick: number, step: (helm: Helm, tick: number) => void): void {
    while (this.tick < tick) step(this.helm, ++this.tick);
  }
}
