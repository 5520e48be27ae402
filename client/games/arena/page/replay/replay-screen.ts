import { firstIndexAt } from "../../../../replay/recording.ts";
import { button, ICONS } from "../../../../shell/replay/controls.ts";
import { ReplayBar } from "../../../../shell/replay/replay-bar.ts";
import { el, nameElement } from "../../../../shell/ui/dom.ts";
import { BeaconLabels } from "../../hud/beacon-labels.ts";
import { BeaconList } from "../../hud/beacon-list.ts";
import { EventFeed } from "../../hud/event-feed.ts";
import { Minimap } from "../../hud/minimap.ts";
import { kindStyle } from "../../hud/palette.ts";
import type { HudPart, HudView } from "../../hud/part.ts";
import { ResultScreen } from "../../hud/result-screen.ts";
import { RoundClock } from "../../hud/round-clock.ts";
import { Scoreboard } from "../../hud/scoreboard.ts";
import { SeatNames } from "../../hud/seat-names.ts";
import type { ArenaFrame } from "../../model/frame.ts";
import type { ReplaySource } from "../../replay/replay-source.ts";
import { FollowPicker } from "./follow-picker.ts";
import { KillMarks } from "./kill-marks.ts";

/** How long before a kill a jump to it starts, s. */
const LEAD_S = 2.5;

export interface ReplayScreenPort {
  leave(): void;
  toggleChat(): void;
  /** Copies the link. Resolves with the message to show. */
  share(): Promise<string>;
}

/** Everything shown over one replay, and its keys. Each replay gets a new one. */
export class ReplayScreen {
  readonly root: HTMLElement;
  readonly #port: ReplayScreenPort;
  readonly #names = new SeatNames();
  readonly #parts: readonly HudPart[];
  readonly #scores = new Scoreboard();
  readonly #bar: ReplayBar;
  readonly #follow: FollowPicker;
  /** Whom the camera follows. */
  readonly #followed = el("span", { class: "replay-with" });
  readonly #badge: HTMLElement;
  readonly #source: ReplaySource;
  #seat = -2;

  constructor(source: ReplaySource, port: ReplayScreenPort) {
    this.#source = source;
    this.#port = port;
    this.#follow = new FollowPicker(source);
    const feed = new EventFeed(this.#names);
    const [map, round, result] = [new Minimap(), new RoundClock(), new ResultScreen()];
    const [beacons, labels] = [new BeaconList(), new BeaconLabels()];
    this.#parts = [map, beacons, labels, round, feed, result, this.#scores];
    const chat = button("Chat", "Enter", ICONS.chat, () => port.toggleChat());
    chat.hidden = source.live === null;
    this.#bar = new ReplayBar(source, {
      marks: new KillMarks(source),
      before: [button("Previous kill", "P", ICONS.before, () => this.#toKill(-1))],
      after: [button("Next kill", "N", ICONS.after, () => this.#toKill(1))],
      beside: [this.#follow.root],
      doors: [
        chat,
        button("Scores", "T", ICONS.scores, () => this.#scores.toggle()),
        button("Share the link", "", ICONS.share, () => void this.#share()),
        button("Leave", "Esc", ICONS.leave, () => port.leave()),
      ],
    });
    this.#badge = el("p", { class: "panel replay-badge" }, this.#bar.kind, this.#followed);
    this.root = el(
      "div",
      { class: "hud replay", "data-mode": "replay" },
      labels.root,
      result.root,
      el("div", { class: "corner top-left" }, this.#badge),
      el("div", { class: "corner top" }, round.root),
      el("div", { class: "corner top-right" }, map.root, beacons.root, feed.root),
      this.#bar.root,
      this.#scores.root,
    );
  }

  remove(): void {
    this.root.remove();
    for (const part of this.#parts) part.dispose?.();
    this.#bar.dispose();
  }

  update(frame: ArenaFrame, view: HudView, nowMs: number): void {
    const source = this.#source;
    this.#bar.seek();
    this.#names.update(frame, nowMs);
    for (const part of this.#parts) part.update(frame, view, nowMs);
    this.#bar.update(nowMs);
    this.#follow.update(frame, nowMs);
    this.#badge.classList.toggle("live", source.live?.atEdge === true && source.isGrowing);
    this.#showSeat(source.camera.seat);
  }

  /** Returns whether it used the key. */
  key(event: KeyboardEvent): boolean {
    const { code, shiftKey } = event;
    if (code === "KeyN") this.#toKill(1);
    else if (code === "KeyP") this.#toKill(-1);
    else if (code === "KeyF") this.#follow.next(shiftKey ? -1 : 1);
    else if (code === "KeyT") this.#scores.toggle();
    else return this.#bar.key(event);
    return true;
  }

  #showSeat(seat: number): void {
    if (seat === this.#seat) return;
    this.#seat = seat;
    const { name, kind } = this.#names.get(seat);
    this.#followed.replaceChildren(
      ...(seat < 0 ? ["free camera"] : ["following ", nameElement(name, kindStyle(kind).className)]),
    );
  }

  #toKill(step: 1 | -1): void {
    const source = this.#source;
    const { kills } = source.scan;
    const lead = Math.round(LEAD_S * source.tickHz);
    // From its lead on, a kill counts as the current one.
    const at = step > 0 ? firstIndexAt(kills, source.tick + lead + 1) : firstIndexAt(kills, source.tick + lead) - 1;
    if (at < 0 || at >= kills.length) this.#bar.say(step > 0 ? "No later kill." : "No earlier kill.");
    else source.seek(kills[at].tick - lead);
  }

  async #share(): Promise<void> {
    this.#bar.say(await this.#port.share());
  }
}
