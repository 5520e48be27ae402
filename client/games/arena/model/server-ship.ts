import { copyHelm, newHelm } from "../../../../shared/games/arena/helm.ts";
import { motionTick, unpackMotion } from "../../../../shared/games/arena/published-motion.ts";
import { applyTurn, applyVitals, type Turn, turnTick } from "../../../../shared/games/arena/turn.ts";
import type { ShipState } from "../../../../shared/games/arena/wire/state.ts";
import type { Helm } from "../../../../shared/games/arena/world.ts";

/** A ship as the server's words say it is at the tick of the last patch. To be read after each patch, as turns build on turns. */
export class ServerShip {
  readonly helm = newHelm();
  tick = 0;
  /** The record and the turn that it goes on from, as they came. */
  #a = 0;
  #b = 0;
  #c = 0;
  #d = 0;
  #e = 0;
  #turn = 0;
  #known = false;
  /** As it was at the patch before; and what the last one published. */
  readonly #before = newHelm();
  #beforeTick = -1;
  readonly #turned: Turn = { turn: 0, aim: 0, boost: 0 };
  #turnedAt = Number.POSITIVE_INFINITY;

  /** Another ship's words will come. */
  reset(): void {
    this.#known = false;
  }

  /**
   * Goes on to a patch's tick. Returns whether the ship is not what it would have been without the patch.
   *
   * @param step moves a helm on to a tick
   */
  read(state: ShipState, tick: number, step: (helm: Helm, tick: number) => void): boolean {
    const { a, b, c, d, e, turn } = state;
    const turned = this.#turn !== turn;
    const whole = !this.#known || this.#a !== a || this.#b !== b || this.#c !== c || this.#d !== d || this.#e !== e;
    this.#turn = turn;
    this.#beforeTick = -1;
    this.#turnedAt = Number.POSITIVE_INFINITY;
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
      copyHelm(this.helm, this.#before);
      this.#beforeTick = this.tick;
      if (turned) this.#applyTurn(state, turnTick(turn, tick), step);
    }
    this.#advance(tick, step);
    if (turned && !whole) applyVitals(turn, state, this.helm);
    return whole || turned;
  }

  #applyTurn({ turn, aim, boost }: ShipState, tick: number, step: (helm: Helm, tick: number) => void): void {
    this.#turned.turn = turn;
    this.#turned.aim = aim;
    this.#turned.boost = boost;
    this.#turnedAt = tick;
    this.#advance(tick, step);
    applyTurn(this.#turned, this.helm);
  }

  /** The ship at a tick between the last two patches, both included. Returns false when that is not known. */
  at(tick: number, step: (helm: Helm, tick: number) => void, to: Helm): boolean {
    if (this.#beforeTick < 0 || tick < this.#beforeTick || tick > this.tick) return false;
    copyHelm(this.#before, to);
    for (let flown = this.#beforeTick; ; step(to, ++flown)) {
      if (flown === this.#turnedAt) applyTurn(this.#turned, to);
      if (flown === tick) return true;
    }
  }

  #advance(tick: number, step: (helm: Helm, tick: number) => void): void {
    while (this.tick < tick) step(this.helm, ++this.tick);
  }
}
