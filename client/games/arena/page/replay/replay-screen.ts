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
import { firstIndexAt } from "../../replay/recording-scan.ts";
import { type ReplaySource, SPEEDS } from "../../replay/replay-source.ts";
import { el, nameElement, svg, textWriter, visibilityWriter } from "../../../../shell/ui/dom.ts";
import { formatClock } from "../../../../shell/ui/format.ts";
import { button, ICONS, icon, setLabel, speedLabel } from "../../../../shell/replay/controls.ts";
import { FollowPicker } from "./follow-picker.ts";
import { ScrubBar } from "./scrub-bar.ts";

const JUMP_S = 5;
/** A jump to a kill shows what led to it, s. */
const LEAD_S = 2.5;

export interface ReplayScreenPort {
  leave(): void;
  toggleChat(): void;
  /** Hands the link out; resolves with what to say about it. */
  share(): Promise<string>;
}

/** Everything shown over one replay, and its keys. It is made anew for the next one. */
export class ReplayScreen {
  readonly root: HTMLElement;
  readonly #port: ReplayScreenPort;
  readonly #roster = new SeatNames();
  readonly #parts: readonly HudPart[];
  readonly #scores = new Scoreboard();
  readonly #scrub: ScrubBar;
  readonly #follow: FollowPicker;
  readonly #playIcon = svg("path");
  readonly #play: HTMLButtonElement;
  readonly #speed = el("select", { "aria-label": "Speed" });
  readonly #time: (text: string) => void;
  readonly #note: (text: string) => void;
  readonly #noteShown: (on: boolean) => void;
  readonly #proven: (on: boolean) => void;
  /** Whom the camera is with. */
  readonly #with = el("span", { class: "replay-with" });
  /** Of a match that goes on. */
  readonly #chat: HTMLButtonElement;
  readonly #badge = el("p", { class: "panel replay-badge" });
  readonly #kind: (text: string) => void;
  readonly #toLive = el("button", { type: "button", class: "replay-live" }, "Live");
  readonly #toLiveShown = visibilityWriter(this.#toLive);
  readonly #source: ReplaySource;
  #seat = -2;
  #playing: boolean | null = null;
  #said = "";
  #saidUntilMs = 0;

  constructor(source: ReplaySource, port: ReplayScreenPort) {
    this.#source = source;
    this.#port = port;
    this.#scrub = new ScrubBar(source);
    this.#follow = new FollowPicker(source);
    const feed = new EventFeed(this.#roster);
    const [map, round, result] = [new Minimap(), new RoundClock(), new ResultScreen()];
    const [beacons, labels] = [new BeaconList(), new BeaconLabels()];
    this.#parts = [map, beacons, labels, round, feed, result, this.#scores];
    this.#play = el("button", { type: "button", class: "replay-play" }, icon(this.#playIcon));
    this.#play.addEventListener("click", () => this.#toggle());
    this.#chat = button("Chat", "Enter", ICONS.chat, () => port.toggleChat());
    this.#chat.hidden = source.live === null;
    for (const speed of SPEEDS) this.#speed.append(el("option", { value: speed }, speedLabel(speed)));
    this.#speed.addEventListener("change", () => {
      source.speed = Number(this.#speed.value);
    });
    const kind = el("b", { class: "replay-kind" });
    this.#kind = textWriter(kind);
    this.#badge.append(kind, this.#with);
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
    const bar = el(
      "section",
      { class: "panel replay-bar", "aria-label": "Replay" },
      this.#scrub.root,
      el(
        "div",
        { class: "replay-controls" },
        el(
          "div",
          { class: "replay-group" },
          button("Previous kill", "P", ICONS.before, () => this.#toKill(-1)),
          this.#play,
          button("Next kill", "N", ICONS.after, () => this.#toKill(1)),
          this.#toLive,
          time,
          proven,
        ),
        el(
          "div",
          { class: "replay-group" },
          el("label", { class: "replay-speed" }, el("span", {}, "Speed"), this.#speed),
          this.#follow.root,
        ),
        el(
          "div",
          { class: "replay-group replay-doors" },
          this.#chat,
          button("Scores", "T", ICONS.scores, () => this.#scores.toggle()),
          button("Share the link", "", ICONS.share, () => void this.#share()),
          button("Leave", "Esc", ICONS.leave, () => port.leave()),
        ),
      ),
    );
    this.root = el(
      "div",
      { class: "hud replay", "data-mode": "replay" },
      labels.root,
      result.root,
      el("div", { class: "corner top-left" }, this.#badge),
      el("div", { class: "corner top" }, round.root),
      el("div", { class: "corner top-right" }, map.root, beacons.root, feed.root),
      el("div", { class: "replay-foot" }, note, bar),
      this.#scores.root,
    );
    this.#time = textWriter(time);
    this.#note = textWriter(note);
    this.#noteShown = visibilityWriter(note);
    this.#proven = visibilityWriter(proven);
    // A button pressed by hand does not keep the keys.
    bar.addEventListener("click", (event) => {
      if (event.detail > 0 && document.activeElement instanceof HTMLButtonElement) document.activeElement.blur();
    });
    bar.addEventListener("change", () => {
      if (document.activeElement instanceof HTMLElement && !document.activeElement.matches(":focus-visible"))
        document.activeElement.blur();
    });
  }

  remove(): void {
    this.root.remove();
    for (const part of this.#parts) part.dispose?.();
    this.#scrub.dispose();
  }

  update(frame: ArenaFrame, view: HudView, nowMs: number): void {
    const source = this.#source;
    const wanted = this.#scrub.takeSeekTarget();
    if (wanted !== null) source.seek(wanted);
    this.#roster.update(frame, nowMs);
    for (const part of this.#parts) part.update(frame, view, nowMs);
    this.#scrub.update(nowMs);
    this.#follow.update(frame, nowMs);
    this.#tellWith(source.camera.seat);
    this.#show(source, nowMs);
  }

  /** Says whether the key is one of its own. */
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
    else if (code === "KeyN") this.#toKill(1);
    else if (code === "KeyP") this.#toKill(-1);
    else if (code === "KeyF") this.#follow.next(shiftKey ? -1 : 1);
    else if (code === "KeyT") this.#scores.toggle();
    else return false;
    return true;
  }

  #show(source: ReplaySource, nowMs: number): void {
    const { tick, firstTick, lastTick, tickHz, playing, scan } = source;
    const seconds = (ticks: number) => formatClock(Math.floor(ticks / tickHz));
    const { live, end } = source;
    const behind = `−${seconds(end - tick)}`;
    this.#time(
      live === null || !source.isGrowing
        ? `${seconds(tick - firstTick)} / ${seconds(lastTick - firstTick)}`
        : live.atEdge
          ? ""
          : behind,
    );
    this.#kind(kindWords(source));
    this.#badge.classList.toggle("live", live?.atEdge === true && source.isGrowing);
    this.#toLiveShown(live !== null && source.isGrowing && !live.atEdge);
    this.#proven(live === null && scan.done && scan.mismatchTick === null && source.fault === null);
    if (this.#speed.value !== String(source.speed)) this.#speed.value = String(source.speed);
    if (playing !== this.#playing) {
      this.#playing = playing;
      this.#playIcon.setAttribute("d", playing ? ICONS.pause : ICONS.play);
      this.#play.classList.toggle("playing", playing);
      setLabel(this.#play, playing ? "Pause" : "Play", "Space");
    }
    const note = nowMs < this.#saidUntilMs ? this.#said : this.#trouble(source, seconds);
    this.#note(note);
    this.#noteShown(note !== "");
  }

  #tellWith(seat: number): void {
    if (seat === this.#seat) return;
    this.#seat = seat;
    const { name, kind } = this.#roster.get(seat);
    this.#with.replaceChildren(
      ...(seat < 0 ? ["free camera"] : ["with ", nameElement(name, kindStyle(kind).className)]),
    );
  }

  #trouble(
    { fault, scan, tick, lastTick, firstTick, cutShort, live, isGrowing }: ReplaySource,
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

  #toggle(): void {
    if (this.#source.playing) this.#source.pause();
    else this.#source.play();
  }

  #faster(step: number): void {
    const source = this.#source;
    const at = SPEEDS.indexOf(source.speed) + step;
    source.speed = SPEEDS[Math.max(0, Math.min(SPEEDS.length - 1, at))];
  }

  #toKill(step: 1 | -1): void {
    const source = this.#source;
    const { kills } = source.scan;
    const lead = Math.round(LEAD_S * source.tickHz);
    // From its lead on, a kill counts as the one that is shown.
    const at = step > 0 ? firstIndexAt(kills, source.tick + lead + 1) : firstIndexAt(kills, source.tick + lead) - 1;
    if (at < 0 || at >= kills.length) this.#say(step > 0 ? "No later kill." : "No earlier kill.");
    else source.seek(kills[at].tick - lead);
  }

  async #share(): Promise<void> {
    this.#say(await this.#port.share());
  }

  #say(text: string): void {
    this.#said = text;
    this.#saidUntilMs = performance.now() + 2_500;
  }
}

/** What it is that one sees. */
function kindWords({ live, isGrowing, tick }: ReplaySource): string {
  if (live === null || !isGrowing) return "REPLAY";
  return `LIVE −${Math.round(live.ageS(tick))} s`;
}
