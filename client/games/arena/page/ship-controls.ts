import type { Controls } from "../../../../shared/games/arena/controls.ts";
import type { HudView } from "../hud/part.ts";
import { Input, type InputPort } from "../input/index.ts";
import type { ArenaFrame, FrameSource } from "../model/frame.ts";
import type { GameHandle } from "../scenes/game.ts";

export interface ShipControlsPort extends InputPort {
  /** Whether there is a ship to steer. */
  flying(): boolean;
  /** Receives the controls. */
  source(): FrameSource;
}

/** Delay after which a hidden page sends that all controls were released, ms. */
const SEND_RELEASE_MS = 50;

/** Turns the player's devices into the ship's controls. Aims are directions from the ship's position on the page. */
export class ShipControls {
  readonly input: Input;
  /** The view of the frame drawn last; changes in place. */
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

  /** Reads the devices before the next frame is made. */
  steer(frame: ArenaFrame | null, game: GameHandle | null): void {
    if (!this.#port.flying() || frame === null || game === null) return;
    const view = game.view();
    const at = frame.ownShip ?? frame.focus;
    this.input.read((at.x - view.x) * view.zoom, (at.y - view.y) * view.zoom, this.#controls);
    this.#port.source().control(this.#controls.bits, this.#controls.aim);
  }

  /** A hidden page draws no frames, so releases all controls at once and sends that. */
  #onVisibility(): void {
    if (!document.hidden || !this.#port.flying()) return;
    this.input.releaseAll();
    this.#port.source().control(0, 0);
    setTimeout(() => {
      if (document.hidden && this.#port.flying()) this.#port.source().advance(performance.now());
    }, SEND_RELEASE_MS);
  }
}
