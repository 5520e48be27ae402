import { SPEEDS } from "../../replay/replay-player.ts";
import { el, svg, textWriter, visibilityWriter } from "../ui/dom.ts";
import { formatClock } from "../ui/format.ts";
import { ICONS, icon, setLabel, speedLabel } from "./controls.ts";
import type { Replayed } from "./replayed.ts";
import { ScrubBar, type ScrubMarks } from "./scrub-bar.ts";

const JUMP_S = 5;
const SAID_MS = 2_500;

/** Controls that a game adds to the bar. */
export interface ReplayBarExtras {
  readonly marks?: ScrubMarks;
  /** Shown before and after the play button. */
  readonly before?: readonly HTMLElement[];
  readonly after?: readonly HTMLElement[];
  /** Shown beside the speed. */
  readonly beside?: readonly HTMLElement[];
  /** Shown at the end: share, leave. */
  readonly doors: readonly HTMLElement[];
}

/** The controls of one replay: scrub bar, play, speed, live edge and problems; with their keys. */
export class ReplayBar {
  readonly root: HTMLElement;
  /** "REPLAY", or the delay behind a running match. */
  readonly kind: HTMLElement = el("b", { class: "replay-kind" });
  readonly #source: Replayed;
  readonly #scrub: ScrubBar;
  readonly #playIcon = svg("path");
  readonly #play: HTMLButtonElement;
  readonly #speed = el("select", { "aria-label": "Speed" });
  readonly #time: (text: string) => void;
  readonly #note: (text: string) => void;
  readonly #noteShown: (on: boolean) => void;
  readonly #proven: (on: boolean) => void;
  readonly #kind: (text: string) => void = textWriter(this.kind);
  readonly #toLive = el("button", { type: "button", class: "replay-live" }, "Live");
  readonly #toLiveShown = visibilityWriter(this.#toLive);
  #playing: boolean | null = null;
  #said = "";
  #saidUntilMs = 0;

  constructor(source: Replayed, { marks, before = [], after = [], beside = [], doors }: ReplayBarExtras) {
    this.#source = source;
    this.#scrub = new ScrubBar(source, marks);
    this.#play = el("button", { type: "button", class: "replay-play" }, icon(this.#playIcon));
    this.#play.addEventListener("click", () => this.#toggle());
    for (const speed of SPEEDS) this.#speed.append(el("option", { value: speed }, speedLabel(speed)));
    this.#speed.addEventListener("change", () => {
      source.speed = Number(this.#speed.value);
    });
    this.#toLive.addEventListener("click", () => source.followLive());
    setLabel(this.#toLive, "Back to live", "L");
    const time = el("span", { class: "replay-time" });
    const note = el("p", { class: "replay-note", role: "status", hidden: true });
    const proven = el(
      "span",
      {
        class: "replay-proven",
        hidden: true,
        title: "Recomputed in this browser: every second matches what happened, bit for bit.",
      },
      "✓ verified",
    );
    const group = (...parts: readonly HTMLElement[]) => el("div", { class: "replay-group" }, ...parts);
    const bar = el(
      "section",
      { class: "panel replay-bar", "aria-label": "Replay" },
      this.#scrub.root,
      el(
        "div",
        { class: "replay-controls" },
        group(...before, this.#play, ...after, this.#toLive, time, proven),
        group(el("label", { class: "replay-speed" }, el("span", {}, "Speed"), this.#speed), ...beside),
        el("div", { class: "replay-group replay-doors" }, ...doors),
      ),
    );
    this.root = el("div", { class: "replay-foot" }, note, bar);
    this.#time = textWriter(time);
    this.#note = textWriter(note);
    this.#noteShown = visibilityWriter(note);
    this.#proven = visibilityWriter(proven);
    // A click must not keep the keyboard focus.
    bar.addEventListener("click", (event) => {
      if (event.detail > 0 && document.activeElement instanceof HTMLButtonElement) document.activeElement.blur();
    });
    bar.addEventListener("change", () => {
      if (document.activeElement instanceof HTMLElement && !document.activeElement.matches(":focus-visible"))
        document.activeElement.blur();
    });
  }

  dispose(): void {
    this.#scrub.dispose();
  }

  /** Performs the latest seek. Call it before the frame is made. */
  seek(): void {
    const wanted = this.#scrub.takeSeekTarget();
    if (wanted !== null) this.#source.seek(wanted);
  }

  update(nowMs: number): void {
    this.#scrub.update(nowMs);
    const { tick, firstTick, lastTick, tickHz, playing, scan, live, end, isGrowing, speed, fault } = this.#source;
    const seconds = (ticks: number) => formatClock(Math.floor(ticks / tickHz));
    if (live === null || !isGrowing) this.#time(`${seconds(tick - firstTick)} / ${seconds(lastTick - firstTick)}`);
    else this.#time(live.atEdge ? "" : `−${seconds(end - tick)}`);
    this.#kind(live === null || !isGrowing ? "REPLAY" : `LIVE −${Math.round(live.ageS(tick))} s`);
    this.#toLiveShown(live !== null && isGrowing && !live.atEdge);
    this.#proven(live === null && scan.done && scan.mismatchTick === null && fault === null);
    if (this.#speed.value !== String(speed)) this.#speed.value = String(speed);
    if (playing !== this.#playing) {
      this.#playing = playing;
      this.#playIcon.setAttribute("d", playing ? ICONS.pause : ICONS.play);
      this.#play.classList.toggle("playing", playing);
      setLabel(this.#play, playing ? "Pause" : "Play", "Space");
    }
    const note = nowMs < this.#saidUntilMs ? this.#said : trouble(this.#source, seconds);
    this.#note(note);
    this.#noteShown(note !== "");
  }

  /** Shows a note for a while. */
  say(text: string): void {
    this.#said = text;
    this.#saidUntilMs = performance.now() + SAID_MS;
  }

  /** Handles a key press. Returns whether the key is one of its own. */
  key({ code, key, shiftKey }: KeyboardEvent): boolean {
    const source = this.#source;
    const step = shiftKey ? 1 : JUMP_S * source.tickHz;
    if (code === "Space" || code === "KeyK") this.#toggle();
    else if (code === "ArrowLeft") source.seek(source.tick - step);
    else if (code === "ArrowRight") source.seek(source.tick + step);
    else if (code === "Home") source.seek(source.firstTick);
    else if (code === "End") source.seek(source.lastTick);
    else if (code === "KeyL" && source.live !== null) source.followLive();
    else if (key === "+" || code === "ArrowUp") this.#faster(1);
    else if (key === "-" || code === "ArrowDown") this.#faster(-1);
    else return false;
    return true;
  }

  #toggle(): void {
    if (this.#source.playing) this.#source.pause();
    else this.#source.play();
  }

  #faster(step: number): void {
    const at = SPEEDS.indexOf(this.#source.speed) + step;
    this.#source.speed = SPEEDS[Math.max(0, Math.min(SPEEDS.length - 1, at))];
  }
}

/** The problem of a replay, or why it is over, for the player; "": none. */
function trouble(
  { fault, scan, tick, lastTick, firstTick, cutShort, live, isGrowing }: Replayed,
  time: (ticks: number) => string,
): string {
  if (live?.state === "waiting" && isGrowing) return "Connection lost. Reconnecting…";
  if (fault !== null) return `This replay cannot be played beyond ${time(lastTick - firstTick)}.`;
  if (scan.mismatchTick !== null)
    return `From ${time(scan.mismatchTick - firstTick)} on, this browser’s result differs from what happened.`;
  if (tick < lastTick || isGrowing) return "";
  if (live !== null) return live.reason;
  if (cutShort === "fault") return "The room failed here and was closed.";
  return cutShort === "torn" ? "The rest of this replay is missing." : "";
}

/** Whether a key event is for the replay, not for text or a control. */
export function isReplayKey({ target, code, ctrlKey, metaKey, altKey }: KeyboardEvent): boolean {
  if (ctrlKey || metaKey || altKey) return false;
  if (target instanceof HTMLInputElement && target.type === "text") return false;
  if (target instanceof HTMLSelectElement) return false;
  return !(target instanceof HTMLButtonElement && (code === "Space" || code === "Enter"));
}
