import { FrameGuard } from "../../shell/frame-guard.ts";
import { CanvasSheet } from "../../shell/ui/dom.ts";
import type { PicturePointer } from "../game-page.ts";
import type { AnyView } from "../view.ts";
import type { AnyPage } from "./any-page.ts";

/** The canvas that a game draws on. */
export class Picture {
  readonly #sheet = new CanvasSheet("picture");
  readonly #draw: (view: AnyView, pointer: PicturePointer | null) => void;

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

  show(view: AnyView, pointer: PicturePointer | null): void {
    const { width, height } = this.size;
    if (width === 0 || height === 0) return;
    this.clear();
    this.#draw(view, pointer);
  }

  clear(): void {
    const { context, width, height } = this.#sheet;
    context.clearRect(0, 0, width, height);
  }
}
