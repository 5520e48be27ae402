import { classWriter, el, textWriter, visibilityWriter } from "../../../shell/ui/dom.ts";
import { formatClock } from "../../../shell/ui/format.ts";
import type { ArenaFrame, NetView } from "../model/frame.ts";
import type { HudPart } from "./part.ts";

const HURRY_S = 20;

/** Shows the round and the time left, with a small sign while the connection is bad. */
export class RoundClock implements HudPart {
  readonly root: HTMLElement;
  readonly #round: (text: string) => void;
  readonly #time: (text: string) => void;
  readonly #hurry: (on: boolean) => void;
  readonly #bad: (on: boolean) => void;
  #badUntilMs = 0;

  constructor() {
    const round = el("span", { class: "round" });
    const time = el("b", { class: "time" });
    const bad = el(
      "span",
      { class: "bad-link", hidden: true, role: "img", "aria-label": "Slow connection", title: "Slow connection" },
      el("i"),
      el("i"),
      el("i"),
    );
    this.root = el("section", { class: "round-clock", "aria-label": "Round" }, round, time, bad);
    this.#round = textWriter(round);
    this.#time = textWriter(time);
    this.#hurry = classWriter(time, "hurry");
    this.#bad = visibilityWriter(bad);
  }

  update(frame: ArenaFrame, _view: unknown, nowMs: number): void {
    const { round, net } = frame;
    this.#round(round.number > 0 ? `Round ${round.number}` : "");
    this.#time(formatClock(round.remainingS));
    this.#hurry(!round.over && round.remainingS < HURRY_S);
    if (net.state === "live" && isBad(net)) this.#badUntilMs = nowMs + 3_000;
    this.#bad(nowMs < this.#badUntilMs);
  }
}

/** Whether the connection is bad enough to notice. */
function isBad({ rttMs, jitterMs, silentMs, lateHz, correctionP99Px }: NetView): boolean {
  return rttMs > 250 || jitterMs > 60 || silentMs > 300 || lateHz > 2 || correctionP99Px > 40;
}
