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

const MAX_HEARD_SPEED = 2;

export interface ReplayUiPort {
  /** The element that shows the arena. */
  readonly surface: HTMLElement;
  /** The view of the frame drawn last; changes in place. */
  readonly view: HudView;
  /** Shows what is loading. */
  readonly wait: WaitBanner;
  toggleChat(): void;
  /** The player chose something to watch. */
  choose(asked: WatchTarget): void;
  /** The player wants the menu. */
  leave(): void;
  /** A replay is loaded, and starts. */
  show(source: ReplaySource): void;
  /** There is nothing to watch; the text says why. */
  refuse(title: string, text: string): void;
  /** Loads the page of the replay's version. Returns false if that was tried before. */
  watchInOtherVersion(id: string, watched: WatchKind): boolean;
  /** The list of rounds was closed. */
  closed(): void;
}

/** The state of the replay, for tests and tools. Ticks as in the journal. */
export interface ReplaySnapshot {
  readonly id: string;
  /** The tick that is shown. */
  readonly tick: number;
  readonly firstTick: number;
  readonly lastTick: number;
  readonly playing: boolean;
  readonly speed: number;
  readonly following: number;
  readonly camera: string;
  readonly kills: number;
  /** Whether the scan has played all of it; jumps are then fastest. */
  readonly scanned: boolean;
  /** How long the last jump took. */
  readonly seekMs: number;
  /** A running match: its state, whether its newest tick is shown, and how old that is; null: a finished round. */
  readonly live: { readonly state: LiveMatchState; readonly atEdge: boolean; readonly ageS: number } | null;
}

/** The list of replays, and the replay or live match that is watched. */
export class ReplayUi {
  readonly nodes: readonly HTMLElement[];
  readonly #port: ReplayUiPort;
  readonly #library: ReplayLibrary;
  readonly #cameraControls: FreeCameraControls;
  /** Holds the screen of what is watched. */
  readonly #slot = el("div");
  #screen: ReplayScreen | null = null;
  #source: ReplaySource | null = null;
  /** What is watched or loading; null: nothing. */
  #asked: WatchTarget | null = null;

  constructor(port: ReplayUiPort) {
    this.#port = port;
    this.#library = new ReplayLibrary(
      "arena",
      (id, watched) => port.choose({ id, watched }),
      () => port.closed(),
    );
    this.#cameraControls = new FreeCameraControls(port.surface, port.view);
    this.nodes = [this.#slot, this.#library.root];
  }

  /** The replay that is watched now. */
  get source(): ReplaySource | null {
    return this.#source;
  }

  /** Whether it shows a running match. */
  get isLive(): boolean {
    return this.#source !== null && this.#source.live !== null && this.#source.isGrowing;
  }

  /** Whether it is heard; fast forward is silent. */
  get isHeard(): boolean {
    return this.#source?.playing === true && this.#source.speed <= MAX_HEARD_SPEED;
  }

  openList(): void {
    this.#library.open();
  }

  /**
   * Fetches what is asked for, and shows it. Aborting `until` cancels the request and closes the match's stream and the
   * screen.
   */
  watch(asked: WatchTarget, until: AbortSignal): void {
    this.#library.close();
    this.#asked = asked;
    this.#port.wait.show(WAITING[asked.watched]);
    until.addEventListener("abort", () => this.#close());
    void this.#fetch(asked, until).catch((error: unknown) => this.#problem(asked, error, until));
  }

  update(frame: ArenaFrame, nowMs: number): void {
    this.#cameraControls.update(frame, nowMs);
    this.#screen?.update(frame, this.#port.view, nowMs);
  }

  snapshot(): ReplaySnapshot | null {
    const source = this.#source;
    if (source === null || this.#asked === null) return null;
    const { shownTick: tick, firstTick, lastTick, playing, speed, camera, scan, seekMs, live } = source;
    return {
      live: live && { state: live.state, atEdge: live.atEdge, ageS: live.ageS(source.tick) },
      id: this.#asked.id,
      tick,
      firstTick,
      lastTick,
      playing,
      speed,
      seekMs,
      following: camera.seat,
      camera: camera.follow.what,
      kills: scan.kills.length,
      scanned: scan.done,
    };
  }

  async #fetch(asked: WatchTarget, until: AbortSignal): Promise<void> {
    const showProgress = (text: string): void => {
      if (!until.aborted) this.#port.wait.show(text);
    };
    const source =
      asked.watched === "watch"
        ? await openLive(ARENA, asked.id, (opened) => new ReplaySource(opened), showProgress, until)
        : await openReplay(
            ARENA,
            asked.id,
            (opened) => new ReplaySource(opened),
            (bytes) => showProgress(`${WAITING.replay} ${formatFileSize(bytes)}`),
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
    this.#slot.append(this.#screen.root);
    this.#cameraControls.attach(source);
    this.#port.show(source);
    if (source.live === null) source.play();
    else source.followLive();
  }

  #problem({ id, watched }: WatchTarget, error: unknown, until: AbortSignal): void {
    if (until.aborted) return;
    if (!(error instanceof ReplayError)) {
      this.#port.refuse("No replay", "The replay could not be prepared. Try again.");
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
    this.#cameraControls.attach(null);
  }

  async #share(): Promise<string> {
    if (this.#asked === null) return "";
    const link = shareLink(window.location.href, this.#asked.id, this.#asked.watched);
    try {
      await navigator.clipboard.writeText(link);
      return "Link copied.";
    } catch {
      return `Copy this link: ${link}`;
    }
  }

  /** Handles a key while something is watched. Returns whether it used the key. */
  key(event: KeyboardEvent, down: boolean): boolean {
    if (this.#source === null || !isReplayKey(event)) return false;
    return this.#cameraControls.key(event.code, down) || (down && this.#screen?.key(event) === true);
  }
}
