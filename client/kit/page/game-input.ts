import { FrameGuard } from "../../shell/frame-guard.ts";
import { acceptsText } from "../../shell/keyboard/accepts-text.ts";
import { isDialogOpen } from "../../shell/ui/panel.ts";
import type { PictureSize } from "../game-page.ts";
import type { AnyView } from "../view.ts";
import type { AnyCommand, AnyPage, AnyPageKey } from "./any-page.ts";

export interface GameInputPort {
  /** The view that a key or a click is about; null: nothing is played. */
  view(): AnyView | null;
  size(): PictureSize;
  send(command: AnyCommand): void;
}

/** Turns keys and clicks into a game's commands. */
export class GameInput {
  readonly #page: Pick<AnyPage, "keys" | "point">;
  readonly #port: GameInputPort;
  /** An error in a game's code is reported, and is none of the page's. */
  readonly #guard = new FrameGuard((error) => window.reportError(error));

  constructor(page: Pick<AnyPage, "keys" | "point">, surface: HTMLElement, port: GameInputPort) {
    this.#page = page;
    this.#port = port;
    window.addEventListener("keydown", (event) => this.#onKey(event));
    surface.addEventListener("pointerdown", (event) => this.#onPointer(event, surface));
  }

  #onKey(event: KeyboardEvent): void {
    const { code, repeat, ctrlKey, altKey, metaKey, target } = event;
    if (ctrlKey || altKey || metaKey || isDialogOpen() || acceptsText(target)) return;
    const key = this.#page.keys?.find(({ codes }) => codes.includes(code));
    if (key === undefined || this.#port.view() === null) return;
    event.preventDefault();
    if (!repeat) this.press(key);
  }

  /** Does what a key does. */
  press(key: AnyPageKey): void {
    const view = this.#port.view();
    if (view !== null && view.seat >= 0) this.#send(() => key.command(view));
  }

  #onPointer({ button, clientX, clientY }: PointerEvent, surface: HTMLElement): void {
    const { point } = this.#page;
    const view = this.#port.view();
    if (point === undefined || view === null || view.seat < 0 || button !== 0) return;
    const { left, top } = surface.getBoundingClientRect();
    this.#send(() => point(view, { x: clientX - left, y: clientY - top }, this.#port.size()));
  }

  #send(make: () => AnyCommand | null): void {
    this.#guard.wrap(() => {
      const command = make();
      if (command !== null) this.#port.send(command);
    })();
  }
}
