import type { ArenaFrame, BeaconView, FrameSource } from "./frame.ts";

/** The game's source of frames: switches between the menu's demo, the model and replays. */
export class SourceSwitch implements FrameSource {
  #current: FrameSource;
  readonly #beforeFrame: () => void;
  readonly #beacons: (nowMs: number) => readonly BeaconView[];

  /**
   * @param beforeFrame called before each frame, so that controls read there show in that frame
   * @param beacons the beacons to show; they are not part of a match
   */
  constructor(first: FrameSource, beforeFrame: () => void, beacons: (nowMs: number) => readonly BeaconView[]) {
    this.#current = first;
    this.#beforeFrame = beforeFrame;
    this.#beacons = beacons;
  }

  get now(): FrameSource {
    return this.#current;
  }

  use(source: FrameSource): void {
    this.#current = source;
  }

  advance(nowMs: number): void {
    this.#beforeFrame();
    this.#current.advance(nowMs);
    this.#current.view().beacons = this.#beacons(nowMs);
  }

  view(): ArenaFrame {
    return this.#current.view();
  }

  control(bits: number, aim: number): void {
    this.#current.control(bits, aim);
  }

  chooseHull(hull: number): void {
    this.#current.chooseHull(hull);
  }

  leave(): void {
    this.#current.leave();
  }
}
