import { FrameGuard } from "../../shell/frame-guard.ts";
import { CanvasSheet } from "../../shell/ui/dom.ts";
import type { PicturePointer } from "../game-page.ts";
import type { AnyView } from "../view.ts";
import type { AnyPage } from "./any-page.ts";
import { Redraw } from "./redraw.ts";

/** The canvas that a game draws on. */
export class Picture {
  readonly #sheet = new CanvasSheet("picture");
  readonly #draw: (view: AnyView, pointer: PicturePointer | null) => void;
  readonly #redraw = new Redraw();

  constructor(page: Pick<AnyPage, "draw">, stage: HTMLElement) {
    stage.append(this.#sheet.canvas);
    // An error in a game's drawing is reported, and the next frame is drawn all the same.
    this.#draw = new FrameGuard((error) => window.reportError(error)).wrap(
      (view: AnyView, pointer: PicturePointer | null) => {
        const { context, width, height } = this.#sheet;
        context.save();
        try {
          page.draw(context, view, { width, height }, pointer);
        } finally {
          context.restore();
        }
      },
    );
  }

  get size(): { readonly width: number; readonly height: number } {
    const { width, height } = this.#sheet;
    return { width, height };
  }

  /** Draws it, where it may look different from the last one. */
  show(view: AnyView, pointer: PicturePointer | null, nowMs: number): void {
    const { canvas, width, height } = this.#sheet;
    if (width === 0 || height === 0) return;
    const others = [pointer, canvas.width, canvas.height];
    if (!this.#redraw.isDue(view, others, nowMs)) return;
    this.clear();
    this.#draw(this.#redraw.watch(view, others, nowMs), pointer);
  }

  clear(): void {
    const { context, width, height } = this.#sheet;
    context.clearRect(0, 0, width, height);
    this.#redraw.reset();
  }
}
