import { PLAYER_KIND } from "../../../../../shared/games/arena/world.ts";
import { INK_COLOURS, kindStyle } from "../../hud/palette.ts";
import { firstIndexAt, type Kill } from "../../replay/recording-scan.ts";
import type { ReplaySource } from "../../replay/replay-source.ts";
import { CanvasSheet, el, nameElement, styleWriter, visibilityWriter } from "../../../../shell/ui/dom.ts";
import { deathCauseText, formatClock } from "../../../../shell/ui/format.ts";

const EVERY_MS = 80;
/** A kill is named when the pointer is this near to its mark, px. */
const NEAR_PX = 7;

/** The film as a line to drag along, with a mark for each kill; those of whom the camera is with stand out. */
export class ScrubBar {
  readonly root: HTMLElement;
  readonly #range = el("input", { type: "range", "aria-label": "Time", step: 1 });
  readonly #sheet = new CanvasSheet("scrub-marks");
  readonly #tip = el("p", { class: "scrub-tip", hidden: true });
  readonly #tipShown = visibilityWriter(this.#tip);
  readonly #tipPlace = styleWriter(this.#tip, "left");
  readonly #source: ReplaySource;
  /** Where the next frame is to jump to; null: nowhere. */
  #wanted: number | null = null;
  #hover: number | null = null;
  #told = "";
  #drawnAtMs = 0;

  constructor(source: ReplaySource) {
    this.#source = source;
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

  /** Takes what was dragged since the last frame: one jump for all of it. */
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
    const told = `${formatClock(Math.floor((tick - firstTick) / tickHz))} of ${formatClock(Math.floor((lastTick - firstTick) / tickHz))}`;
    if (told !== this.#told) this.#range.setAttribute("aria-valuetext", told);
    this.#told = told;
    this.#draw(source);
    this.#point(source);
  }

  #draw({ firstTick, end: lastTick, tick, scan, camera }: ReplaySource): void {
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
    bar(tick, INK_COLOURS.own);
    // Where many were lost, their marks add up.
    for (const kill of scan.kills) {
      if (kill.tick > lastTick) break;
      const people = involvesPeople(kill);
      context.fillStyle = people ? "rgba(182, 162, 255, 0.5)" : "rgba(157, 180, 221, 0.35)";
      context.fillRect(x(kill.tick) - 0.75, people ? line - 13 : line - 9, 1.5, people ? 9 : 5);
    }
    if (camera.seat < 0) return;
    for (const { tick: at, seat, by } of scan.kills) {
      if (by !== camera.seat && seat !== camera.seat) continue;
      context.fillStyle = by === camera.seat ? INK_COLOURS.own : INK_COLOURS.pirate;
      context.fillRect(x(at) - 1.25, line - 20, 2.5, 16);
    }
  }

  #point({ firstTick, end: lastTick, tickHz, scan }: ReplaySource): void {
    const hover = this.#hover;
    this.#tipShown(hover !== null);
    if (hover === null) return;
    const ticks = lastTick - firstTick;
    const at = firstTick + hover * ticks;
    const near = (NEAR_PX / Math.max(1, this.#sheet.width)) * ticks;
    const kill = nearest(scan.kills, at, near);
    this.#tipPlace(`${(hover * 100).toFixed(2)}%`);
    this.#tip.replaceChildren(
      formatClock(Math.floor((hover * ticks) / tickHz)),
      ...(kill === null ? [] : [" · ", ...told(kill)]),
    );
  }
}

function involvesPeople({ kind, by, byKind }: Kill): boolean {
  return kind === PLAYER_KIND.person || (by >= 0 && byKind === PLAYER_KIND.person);
}

/** Of those within reach, one with people in it before others, then the nearest. */
function nearest(kills: readonly Kill[], at: number, reach: number): Kill | null {
  let best: Kill | null = null;
  let bestRank = Number.POSITIVE_INFINITY;
  for (let i = firstIndexAt(kills, at - reach); i < kills.length && kills[i].tick <= at + reach; i++) {
    const rank = Math.abs(kills[i].tick - at) + (involvesPeople(kills[i]) ? 0 : reach);
    if (rank < bestRank) [best, bestRank] = [kills[i], rank];
  }
  return best;
}

function told(kill: Kill): (Node | string)[] {
  const words = deathCauseText(kill.cause);
  const victim = nameElement(kill.name, kindStyle(kill.kind).className);
  if (kill.by < 0) return [victim, ` ${words.alone}`];
  return [nameElement(kill.byName, kindStyle(kill.byKind).className), ` ${words.verb} `, victim];
}
