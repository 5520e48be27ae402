import type { ArenaFrame } from "../../arena/frame.ts";
import { openLive, openReplay } from "../../replay/fetch.ts";
import type { LiveState } from "../../replay/live.ts";
import { ReplayProblem } from "../../replay/problem.ts";
import type { ReplaySource } from "../../replay/source.ts";
import { el, textWriter } from "../dom.ts";
import type { HudView } from "../hud/part.ts";
import { waitBanner } from "../wait-banner.ts";
import { fileSize } from "../words.ts";
import { type Asked, linkTo, type Watched } from "./address.ts";
import { CameraHand } from "./hand.ts";
import { Library } from "./library.ts";
import { ReplayScreen } from "./screen.ts";

export interface ReplaysPort {
  /** Where the arena is drawn. */
  readonly surface: HTMLElement;
  /** Of the frame drawn last; changes in place. */
  readonly view: HudView;
  toggleChat(): void;
  /** Something is to be watched. */
  choose(asked: Asked): void;
  /** Enough was watched, or waited for. */
  leave(): void;
  /** A replay is there, and takes the stage. */
  show(source: ReplaySource): void;
  /** There is nothing to watch, and why. */
  refuse(title: string, text: string): void;
  /** Loads the page that shows a replay of other rules than this page's. False: that was tried. */
  watchElsewhere(id: string, watched: Watched): boolean;
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
  readonly live: { readonly state: LiveState; readonly atEdge: boolean; readonly ageS: number } | null;
}

/** Replays: the list of them, and the one that is watched. */
export class Replays {
  readonly nodes: readonly HTMLElement[];
  readonly #port: ReplaysPort;
  readonly #library: Library;
  readonly #screen: ReplayScreen;
  readonly #hand: CameraHand;
  readonly #loading: HTMLElement;
  readonly #progress: (text: string) => void;
  #source: ReplaySource | null = null;
  /** What is watched or on its way; null: nothing. */
  #asked: Asked | null = null;

  constructor(port: ReplaysPort) {
    this.#port = port;
    this.#library = new Library(
      (id, watched) => port.choose({ id, watched }),
      () => port.closed(),
    );
    this.#screen = new ReplayScreen({
      leave: () => port.leave(),
      share: () => this.#share(),
      toggleChat: () => port.toggleChat(),
    });
    this.#hand = new CameraHand(port.surface, port.view);
    const progress = el("span");
    this.#progress = textWriter(progress);
    this.#loading = waitBanner(progress, () => port.leave());
    this.nodes = [this.#screen.root, this.#loading, this.#library.root];
  }

  /** The replay that is watched now. */
  get source(): ReplaySource | null {
    return this.#source;
  }

  /** Whether it shows a match that goes on. */
  get goesOn(): boolean {
    return this.#source !== null && this.#source.live !== null && this.#source.more;
  }

  openList(): void {
    this.#library.open();
  }

  /**
   * Fetches what is asked for, and shows it until `until` is aborted, which closes all of it: what is on its way, a match's
   * stream, and the screen.
   */
  watch(asked: Asked, until: AbortSignal): void {
    this.#library.close();
    this.#asked = asked;
    this.#loading.hidden = false;
    until.addEventListener("abort", () => this.#close());
    void this.#fetch(asked, until).catch((error: unknown) => this.#problem(asked, error, until));
  }

  update(frame: ArenaFrame, nowMs: number): void {
    this.#hand.update(frame, nowMs);
    this.#screen.update(frame, this.#port.view, nowMs);
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

  async #fetch(asked: Asked, until: AbortSignal): Promise<void> {
    const tell = (text: string): void => {
      if (!until.aborted) this.#progress(text);
    };
    const live = asked.watched === "watch";
    tell(live ? "Finding the match…" : "Fetching the replay…");
    const source = live
      ? await openLive(asked.id, tell, until)
      : await openReplay(asked.id, (bytes) => tell(`Fetching the replay… ${fileSize(bytes)}`), until);
    if (until.aborted) return;
    this.#loading.hidden = true;
    this.#source = source;
    this.#screen.open(source);
    this.#hand.hold(source);
    this.#port.show(source);
    source.play();
  }

  #problem({ id, watched }: Asked, error: unknown, until: AbortSignal): void {
    if (until.aborted) return;
    if (!(error instanceof ReplayProblem)) {
      this.#port.refuse("No replay", "Something went wrong while it was made ready. Try again.");
      window.reportError(error);
    } else if (!error.otherRules || !this.#port.watchElsewhere(id, watched))
      this.#port.refuse(watched === "watch" ? "Nothing to watch" : "No replay", error.message);
  }

  #close(): void {
    this.#asked = null;
    this.#source = null;
    this.#loading.hidden = true;
    this.#screen.close();
    this.#hand.hold(null);
  }

  async #share(): Promise<string> {
    if (this.#asked === null) return "";
    const link = linkTo(window.location.href, this.#asked.id, this.#asked.watched);
    try {
      await navigator.clipboard.writeText(link);
      return "The link is copied.";
    } catch {
      return `The link: ${link}`;
    }
  }

  /** A key that went down or up while something is watched. Says whether it was one of its own. */
  key(event: KeyboardEvent, down: boolean): boolean {
    if (this.#source === null || event.ctrlKey || event.metaKey || event.altKey) return false;
    const { target, code } = event;
    // What is written in the chat is no order.
    if (target instanceof HTMLInputElement && target.type === "text") return false;
    // A list has keys of its own, and so has a button that was reached by the keyboard.
    if (target instanceof HTMLSelectElement) return false;
    if (target instanceof HTMLButtonElement && (code === "Space" || code === "Enter")) return false;
    return this.#hand.key(code, down) || (down && this.#screen.key(event));
  }
}
