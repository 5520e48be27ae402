import type { LiveMatchState } from "../../../../replay/live-match.ts";
import { openLive, openReplay } from "../../../../replay/open-replay.ts";
import { ReplayError } from "../../../../replay/replay-error.ts";
import { isReplayKey } from "../../../../shell/replay/replay-bar.ts";
import { ReplayLibrary } from "../../../../shell/replay/replay-library.ts";
import { shareLink, type WatchKind, type WatchTarget } from "../../../../shell/replay/watch-address.ts";
import { el } from "../../../../shell/ui/dom.ts";
import { formatFileSize } from "../../../../shell/ui/format.ts";
import { WAITING, type WaitBanner } from "../../../../shell/ui/wait-banner.ts";
import type { HudView } from "../../hud/part.ts";
import type { ArenaFrame } from "../../model/frame.ts";
import { ARENA } from "../../replay/playable.ts";
import { ReplaySource } from "../../replay/replay-source.ts";
import { FreeCameraControls } from "./free-camera-controls.ts";
import { ReplayScreen } from "./replay-screen.ts";

const MOST_HEARD_SPEED = 2;

export interface ReplayUiPort {
  /** Where the arena is drawn. */
  readonly surface: HTMLElement;
  /** Of the frame drawn last; changes in place. */
  readonly view: HudView;
  /** Says what is waited for. */
  readonly wait: WaitBanner;
  toggleChat(): void;
  /** Something is to be watched. */
  choose(asked: WatchTarget): void;
  /** Enough was watched, or waited for. */
  leave(): void;
  /** A replay is there, and takes the stage. */
  show(source: ReplaySource): void;
  /** There is nothing to watch, and why. */
  refuse(title: string, text: string): void;
  /** Loads the page that shows a replay of other rules than this page's. False: that was tried. */
  watchInOtherVersion(id: string, watched: WatchKind): boolean;
  /** The list of rounds was closed. */
  closed(): void;
}

/** What a page tells of its replay, for tests and tools. Ticks as in the journal. */
export interface ReplaySnapshot {
  readonly id: string;
  /** Of the picture. */
  readonly tick: number;
  readonly firstTick: number;
  readonly lastTick: number;
  readonly playing: boolean;
  readonly speed: number;
  readonly following: number;
  readonly camera: string;
  readonly kills: number;
  /** Whether it was played through once; then jumps are at their shortest. */
  readonly scanned: boolean;
  /** How long the last jump took. */
  readonly seekMs: number;
  /** Of a match that goes on: its state, whether its newest is shown, and how old that is; null: it is a finished round. */
  readonly live: { readonly state: LiveMatchState; readonly atEdge: boolean; readonly ageS: number } | null;
}

/** Replays: the list of them, and the one that is watched. */
export class ReplayUi {
  readonly nodes: readonly HTMLElement[];
  readonly #port: ReplayUiPort;
  readonly #library: ReplayLibrary;
  readonly #hand: FreeCameraControls;
  /** Where the screen of what is watched stands. */
  readonly #place = el("div");
  #screen: ReplayScreen | null = null;
  #source: ReplaySource | null = null;
  /** What is watched or on its way; null: nothing. */
  #asked: WatchTarget | null = null;

  constructor(port: ReplayUiPort) {
    this.#port = port;
    this.#library = new ReplayLibrary(
      "arena",
      (id, watched) => port.choose({ id, watched }),
      () => port.closed(),
    );
    this.#hand = new FreeCameraControls(port.surface, port.view);
    this.nodes = [this.#place, this.#library.root];
  }

  /** The replay that is watched now. */
  get source(): ReplaySource | null {
    return this.#source;
  }

  /** Whether it shows a match that goes on. */
  get isLive(): boolean {
    return this.#source !== null && this.#source.live !== null && this.#source.isGrowing;
  }

  /** Whether it sounds: fast forward would be mere noise. */
  get isHeard(): boolean {
    return this.#source?.playing === true && this.#source.speed <= MOST_HEARD_SPEED;
  }

  openList(): void {
    this.#library.open();
  }

  /**
   * Fetches what is asked for, and shows it until `until` is aborted, which closes all of it: what is on its way, a match's
   * stream, and the screen.
   */
  watch(asked: WatchTarget, until: AbortSignal): void {
    this.#library.close();
    this.#asked = asked;
    this.#port.wait.show(WAITING[asked.watched]);
    until.addEventListener("abort", () => this.#close());
    void this.#fetch(asked, until).catch((error: unknown) => this.#problem(asked, error, until));
  }

  update(frame: ArenaFrame, nowMs: number): void {
    this.#hand.update(frame, nowMs);
    this.#screen?.update(frame, this.#port.view, nowMs);
  }

  snapshot(): ReplaySnapshot | null {
    const source = this.#source;
    if (source === null || this.#asked === null) return null;
    const { shownTick: tick, firstTick, lastTick, playing, speed, camera, scan, seekMs, live } = source;
    return {
      live: live && { state: live.state, atEdge: live.atEdge, ageS: live.ageS(source.tick) },
      ...{ id: this.#asked.id, tick, firstTick, lastTick, playing, speed, seekMs },
      ...{ following: camera.seat, camera: camera.follow.what, kills: scan.kills.length, scanned: scan.done },
    };
  }

  async #fetch(asked: WatchTarget, until: AbortSignal): Promise<void> {
    const say = (text: string): void => {
      if (!until.aborted) this.#port.wait.show(text);
    };
    const source =
      asked.watched === "watch"
        ? await openLive(ARENA, asked.id, (opened) => new ReplaySource(opened), say, until)
        : await openReplay(
            ARENA,
            asked.id,
            (opened) => new ReplaySource(opened),
            (bytes) => say(`${WAITING.replay} ${formatFileSize(bytes)}`),
            until,
          );
    if (until.aborted) return;
    this.#port.wait.hide();
    this.#source = source;
    this.#screen = new ReplayScreen(source, {
      leave: () => this.#port.leave(),
      share: () => this.#share(),
      toggleChat: () => this.#port.toggleChat(),
    });
    this.#place.append(this.#screen.root);
    this.#hand.attach(source);
    this.#port.show(source);
    if (source.live === null) source.play();
    else source.followLive();
  }

  #problem({ id, watched }: WatchTarget, error: unknown, until: AbortSignal): void {
    if (until.aborted) return;
    if (!(error instanceof ReplayError)) {
      this.#port.refuse("No replay", "Something went wrong while preparing it. Try again.");
      window.reportError(error);
    } else if (!error.needsOtherVersion || !this.#port.watchInOtherVersion(id, watched))
      this.#port.refuse(watched === "watch" ? "Nothing to watch" : "No replay", error.message);
  }

  #close(): void {
    this.#asked = null;
    this.#source = null;
    this.#port.wait.hide();
    this.#screen?.remove();
    this.#screen = null;
    this.#hand.attach(null);
  }

  async #share(): Promise<string> {
    if (this.#asked === null) return "";
    const link = shareLink(window.location.href, this.#asked.id, this.#asked.watched);
    try {
      await navigator.clipboard.writeText(link);
      return "Link copied.";
    } catch {
      return `The link: ${link}`;
    }
  }

  /** A key that went down or up while something is watched. Returns whether it was one of its own. */
  key(event: KeyboardEvent, down: boolean): boolean {
    if (this.#source === null || !isReplayKey(event)) return false;
    return this.#hand.key(event.code, down) || (down && this.#screen?.key(event) === true);
  }
}
