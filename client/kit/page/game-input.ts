import { FrameGuard } from "../../shell/frame-guard.ts";
import { acceptsText } from "../../shell/keyboard/accepts-text.ts";
import { isDialogOpen } from "../../shell/ui/panel.ts";
import type { PicturePoint, PicturePointer, PictureSize } from "../game-page.ts";
import type { AnyView } from "../view.ts";
import type { AnyCommand, AnyPage, AnyPageKey } from "./any-page.ts";

export interface GameInputPort {
  /** The view that a key or a click is about; null: nothing is played. */
  view(): AnyView | null;
  size(): PictureSize;
  send(command: AnyCommand): void;
}

type InputPage = Pick<AnyPage, "keys" | "point" | "drag">;

/** Turns keys, clicks and drags into a game's commands. */
export class GameInput {
  readonly #page: InputPage;
  readonly #surface: HTMLElement;
  readonly #port: GameInputPort;
  #pointer: PicturePointer | null = null;
  /** Keys that are held down, with the view at their press. */
  readonly #held = new Map<AnyPageKey, AnyView>();
  /** An error in a game's code is reported, and is none of the page's. */
  readonly #guard = new FrameGuard((error) => window.reportError(error));

  constructor(page: InputPage, surface: HTMLElement, port: GameInputPort) {
    this.#page = page;
    this.#surface = surface;
    this.#port = port;
    window.addEventListener("keydown", (event) => this.#onKey(event));
    window.addEventListener("keyup", ({ code }) => {
      const key = this.#keyOf(code);
      if (key !== undefined) this.release(key);
    });
    // Nobody says what is released elsewhere.
    window.addEventListener("blur", () => {
      for (const key of this.#held.keys()) this.release(key);
    });
    surface.addEventListener("pointerdown", (event) => this.#onPress(event));
    surface.addEventListener("pointermove", (event) => this.#onMove(event));
    surface.addEventListener("pointerup", (event) => this.#onRelease(event));
    for (const type of ["pointerleave", "pointercancel"] as const)
      surface.addEventListener(type, ({ isPrimary }) => {
        if (isPrimary) this.#pointer = null;
      });
  }

  /** Where the pointer is; null: not over the picture. */
  get pointer(): PicturePointer | null {
    return this.#pointer;
  }

  #onKey(event: KeyboardEvent): void {
    const { code, repeat, ctrlKey, altKey, metaKey, target } = event;
    if (ctrlKey || altKey || metaKey || isDialogOpen() || acceptsText(target)) return;
    const key = this.#keyOf(code);
    if (key === undefined || this.#port.view() === null) return;
    event.preventDefault();
    if (!repeat) this.press(key);
  }

  #keyOf(code: string): AnyPageKey | undefined {
    return this.#page.keys?.find(({ codes }) => codes.includes(code));
  }

  /** Does what a key does. */
  press(key: AnyPageKey): void {
    const view = this.#port.view();
    if (view === null || view.seat < 0) return;
    this.#held.set(key, view);
    this.#send(() => key.command(view));
  }

  /** Does what the release of a key does, if it is held; also while nothing can be pressed, as during a chat. */
  release(key: AnyPageKey): void {
    const pressed = this.#held.get(key);
    if (pressed === undefined) return;
    this.#held.delete(key);
    const view = this.#port.view() ?? pressed;
    this.#send(() => key.release?.(view) ?? null);
  }

  #onPress(event: PointerEvent): void {
    const view = this.#port.view();
    if (view === null || view.seat < 0 || event.button !== 0 || !event.isPrimary) return;
    const at = this.#pointOf(event);
    this.#pointer = { at, from: at };
    const { point, drag } = this.#page;
    // A drag may end outside of the picture.
    if (drag !== undefined) this.#surface.setPointerCapture(event.pointerId);
    if (point !== undefined) this.#send(() => point(view, at, this.#port.size()));
  }

  #onMove(event: PointerEvent): void {
    if (event.isPrimary) this.#pointer = { at: this.#pointOf(event), from: this.#pointer?.from ?? null };
  }

  #onRelease(event: PointerEvent): void {
    if (event.button !== 0 || !event.isPrimary) return;
    const from = this.#pointer?.from ?? null;
    const at = this.#pointOf(event);
    // A finger that is lifted is nowhere.
    this.#pointer = event.pointerType === "mouse" ? { at, from: null } : null;
    const { drag } = this.#page;
    const view = this.#port.view();
    if (drag === undefined || from === null || view === null || view.seat < 0) return;
    this.#send(() => drag(view, from, at, this.#port.size()));
  }

  #pointOf({ clientX, clientY }: PointerEvent): PicturePoint {
    const { left, top } = this.#surface.getBoundingClientRect();
    return { x: clientX - left, y: clientY - top };
  }

  #send(make: () => AnyCommand | null): void {
    this.#guard.wrap(() => {
      const command = make();
      if (command !== null) this.#port.send(command);
    })();
  }
}
