import type { Controls } from "../../../../shared/games/arena/controls.ts";
import type { HudView } from "../hud/part.ts";
import { Input, type InputPort } from "../input/index.ts";
import type { ArenaFrame, FrameSource } from "../model/frame.ts";
import type { GameHandle } from "../scenes/game.ts";

export interface ShipControlsPort extends InputPort {
  /** Whether there is a ship to steer. */
  flying(): boolean;
  /** What takes the controls. */
  source(): FrameSource;
}

/** How long a hidden page waits until it tells that everything was let go of, ms. */
const TELL_MS = 50;

/** The way from this player's devices to the ship: what is held, seen from where the ship is on the page. */
export class ShipControls {
  readonly input: Input;
  /** Of the frame drawn last; changes in place. */
  readonly view: HudView = { x: 0, y: 0, zoom: 1, width: 1, height: 1 };
  readonly #port: ShipControlsPort;
  readonly #controls: Controls = { bits: 0, aim: 0 };

  constructor(port: ShipControlsPort) {
    this.#port = port;
    this.input = new Input(port);
    document.addEventListener("visibilitychange", () => this.#onVisibility());
  }

  readView(game: GameHandle | null): void {
    const view = game?.view();
    if (view === undefined) return;
    this.view.zoom = view.zoom;
    this.view.width = view.width * view.zoom;
    this.view.height = view.height * view.zoom;
    this.view.x = view.x + view.width / 2;
    this.view.y = view.y + view.height / 2;
  }

  /** Reads the devices for the frame that is about to be made. */
  steer(frame: ArenaFrame | null, game: GameHandle | null): void {
    if (!this.#port.flying() || frame === null || game === null) return;
    const view = game.view();
    const at = frame.ownShip ?? frame.focus;
    this.input.read((at.x - view.x) * view.zoom, (at.y - view.y) * view.zoom, this.#controls);
    this.#port.source().control(this.#controls.bits, this.#controls.aim);
  }

  /** A hidden page draws no frames: what was held is let go of at once, and said. */
  #onVisibility(): void {
    if (!document.hidden || !this.#port.flying()) return;
    this.input.releaseAll();
    this.#port.source().control(0, 0);
    setTimeout(() => {
      if (document.hidden && this.#port.flying()) this.#port.source().advance(performance.now());
    }, TELL_MS);
  }
}
