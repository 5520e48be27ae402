import type { ArenaFrame, BeaconView, FrameSource } from "./frame.ts";

/** One source for the game's whole life: behind the menu a demo, in the arena the model. */
export class SourceSwitch implements FrameSource {
  #now: FrameSource;
  readonly #before: () => void;
  readonly #beacons: (nowMs: number) => readonly BeaconView[];

  /**
   * @param before called ahead of each frame: controls read there are in that frame's picture
   * @param beacons those to be seen: matches know nothing of them
   */
  constructor(first: FrameSource, before: () => void, beacons: (nowMs: number) => readonly BeaconView[]) {
    this.#now = first;
    this.#before = before;
    this.#beacons = beacons;
  }

  get now(): FrameSource {
    return this.#now;
  }

  use(source: FrameSource): void {
    this.#now = source;
  }

  advance(nowMs: number): void {
    this.#before();
    this.#now.advance(nowMs);
    this.#now.view().beacons = this.#beacons(nowMs);
  }

  view(): ArenaFrame {
    return this.#now.view();
  }

  control(bits: number, aim: number): void {
    this.#now.control(bits, aim);
  }

  chooseHull(hull: number): void {
    this.#now.chooseHull(hull);
  }

  leave(): void {
    this.#now.leave();
  }
}
