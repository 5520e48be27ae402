import { CanvasSheet, el, styleWriter, visibilityWriter } from "../ui/dom.ts";
import { formatClock } from "../ui/format.ts";
import type { Replayed } from "./replayed.ts";

const EVERY_MS = 80;
/** Distance at which the pointer selects a mark, px. */
const NEAR_PX = 7;
const PLAYED = "#63f2ff";

/** Marks of events along the bar. */
export interface ScrubMarks {
  /** @param x position of a tick, px @param line height of the bar, px */
  draw(context: CanvasRenderingContext2D, x: (tick: number) => number, line: number): void;
  /** Describes the mark nearest to a tick; null: none within reach. */
  describe(tick: number, reachTicks: number): readonly (Node | string)[] | null;
}

/** A slider over the recording. */
export class ScrubBar {
  readonly root: HTMLElement;
  readonly #range = el("input", { type: "range", "aria-label": "Time", step: 1 });
  readonly #sheet = new CanvasSheet("scrub-marks");
  readonly #tip = el("p", { class: "scrub-tip", hidden: true });
  readonly #tipShown = visibilityWriter(this.#tip);
  readonly #tipPlace = styleWriter(this.#tip, "left");
  readonly #source: Replayed;
  readonly #marks: ScrubMarks | null;
  /** Tick to seek to in the next frame; null: none. */
  #wanted: number | null = null;
  #hover: number | null = null;
  #valueText = "";
  #drawnAtMs = 0;

  constructor(source: Replayed, marks: ScrubMarks | null = null) {
    this.#source = source;
    this.#marks = marks;
    this.root = el("div", { class: "scrub" }, this.#sheet.canvas, this.#range, this.#tip);
    this.#range.addEventListener("input", () => {
      this.#wanted = Number(this.#range.value);
      this.#hover = null;
    });
    this.#range.addEventListener("pointermove", (event) => {
      const box = this.#sheet.canvas.getBoundingClientRect();
      this.#hover = Math.max(0, Math.min(1, (event.clientX - box.left) / Math.max(1, box.width)));
    });
    this.#range.addEventListener("pointerleave", () => {
      this.#hover = null;
    });
  }

  dispose(): void {
    this.#sheet.dispose();
  }

  /** Takes the latest seek target since the last frame. */
  takeSeekTarget(): number | null {
    const wanted = this.#wanted;
    this.#wanted = null;
    return wanted;
  }

  update(nowMs: number): void {
    const source = this.#source;
    if (nowMs - this.#drawnAtMs < EVERY_MS) return;
    this.#drawnAtMs = nowMs;
    const { firstTick, end: lastTick, tick, tickHz } = source;
    this.#range.min = String(firstTick);
    this.#range.max = String(lastTick);
    this.#range.value = String(tick);
    const seconds = (ticks: number) => formatClock(Math.floor(ticks / tickHz));
    const text = `${seconds(tick - firstTick)} of ${seconds(lastTick - firstTick)}`;
    if (text !== this.#valueText) this.#range.setAttribute("aria-valuetext", text);
    this.#valueText = text;
    this.#draw(source);
    this.#point(source);
  }

  #draw({ firstTick, end: lastTick, tick, scan }: Replayed): void {
    const { context, width, height } = this.#sheet;
    const x = (at: number) => ((at - firstTick) / Math.max(1, lastTick - firstTick)) * width;
    const line = height - 9;
    context.clearRect(0, 0, width, height);
    const bar = (to: number, fill: string) => {
      context.fillStyle = fill;
      context.fillRect(0, line - 2, x(to), 4);
    };
    bar(lastTick, "rgba(120, 160, 255, 0.2)");
    bar(Math.min(scan.tick, lastTick), "rgba(120, 160, 255, 0.28)");
    bar(tick, PLAYED);
    this.#marks?.draw(context, x, line);
  }

  #point({ firstTick, end: lastTick, tickHz }: Replayed): void {
    const hover = this.#hover;
    this.#tipShown(hover !== null);
    if (hover === null) return;
    const ticks = lastTick - firstTick;
    const near = (NEAR_PX / Math.max(1, this.#sheet.width)) * ticks;
    const words = this.#marks?.describe(firstTick + hover * ticks, near) ?? null;
    this.#tipPlace(`${(hover * 100).toFixed(2)}%`);
    this.#tip.replaceChildren(
      formatClock(Math.floor((hover * ticks) / tickHz)),
      ...(words === null ? [] : [" · ", ...words]),
    );
  }
}
