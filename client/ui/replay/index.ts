import type { ArenaFrame } from "../../arena/frame.ts";
import { openLive, openReplay } from "../../replay/fetch.ts";
import type { LiveState } from "../../replay/live.ts";
import { ReplayProblem } from "../../replay/problem.ts";
import type { ReplaySource } from "../../replay/source.ts";
import { el, textWriter } from "../dom.ts";
import type { HudView } from "../hud/part.ts";
import type { Notice } from "../notice.ts";
import { fileSize } from "../words.ts";
import { addressOf, linkTo, matchIn, replayIn, type Watched } from "./address.ts";
import { CameraHand } from "./hand.ts";
import { Library } from "./library.ts";
import { ReplayScreen } from "./screen.ts";

export interface ReplaysPort {
  /** Where the arena is drawn. */
  readonly surface: HTMLElement;
  /** Of the frame drawn last; changes in place. */
  readonly view: HudView;
  readonly notice: Notice;
  toggleChat(): void;
  /** A replay takes the stage; null: it is the menu's again. */
  show(source: ReplaySource | null): void;
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

/** A finished round, or a match that goes on, by its id. */
export interface Asked {
  readonly id: string;
  readonly watched: Watched;
}

const NOTHING: Asked = { id: "", watched: "replay" };

/** Replays: the list of them, and the one that is watched. A page's address says which. */
export class Replays {
  readonly nodes: readonly HTMLElement[];
  readonly #port: ReplaysPort;
  readonly #library: Library;
  readonly #screen: ReplayScreen;
  readonly #hand: CameraHand;
  readonly #loading: HTMLElement;
  readonly #progress: (text: string) => void;
  #source: ReplaySource | null = null;
  /** What is watched or on its way. */
  #asked = NOTHING;
  /** Gives up what is on its way, or a match's stream. */
  #giveUp = new AbortController();

  constructor(port: ReplaysPort) {
    this.#port = port;
    this.#library = new Library(
      (id, watched) => this.choose({ id, watched }),
      () => port.closed(),
    );
    this.#screen = new ReplayScreen({
      leave: () => this.leave(),
      share: () => this.#share(),
      toggleChat: () => port.toggleChat(),
    });
    this.#hand = new CameraHand(port.surface, port.view);
    const progress = el("span");
    this.#progress = textWriter(progress);
    this.#loading = el(
      "p",
      { class: "link-banner returning", role: "status", hidden: true },
      el("i", { class: "spinner" }),
      progress,
    );
    this.nodes = [this.#screen.root, this.#loading, this.#library.root];
    window.addEventListener("keydown", (event) => this.#onKey(event, true));
    window.addEventListener("keyup", (event) => this.#onKey(event, false));
    window.addEventListener("popstate", () => this.#follow());
  }

  /** The replay that is watched now. */
  get source(): ReplaySource | null {
    return this.#source;
  }

  /** Whether it shows a match that goes on. */
  get goesOn(): boolean {
    return this.#source !== null && this.#source.live !== null && this.#source.more;
  }

  /** Of the match that is watched while it goes on; null: none is. */
  get room(): string | null {
    return this.#asked.watched === "watch" ? this.#asked.id : null;
  }

  /** Opens the replay that the page's address asks for. False: it asks for none. */
  start(): boolean {
    const asked = askedHere();
    if (asked.id === "") return false;
    void this.#watch(asked);
    return true;
  }

  openList(): void {
    this.#library.open();
  }

  choose(asked: Asked): void {
    this.#library.close();
    window.history.pushState(null, "", addressOf(window.location.href, asked.id, asked.watched));
    void this.#watch(asked);
  }

  leave(): void {
    if (this.#asked.id === "") return;
    window.history.pushState(null, "", addressOf(window.location.href, null));
    this.#close();
  }

  update(frame: ArenaFrame, nowMs: number): void {
    this.#hand.update(frame, nowMs);
    this.#screen.update(frame, this.#port.view, nowMs);
  }

  snapshot(): ReplaySnapshot | null {
    const source = this.#source;
    if (source === null) return null;
    const { shownTick: tick, firstTick, lastTick, playing, speed, camera, scan, seekMs, live } = source;
    return {
      live: live && { state: live.state, atEdge: live.atEdge, ageS: live.ageS(source.tick) },
      ...{ id: this.#asked.id, tick, firstTick, lastTick, playing, speed, seekMs },
      ...{ following: camera.seat, camera: camera.follow.what, kills: scan.kills.length, scanned: scan.done },
    };
  }

  /** The address changed by the browser's own buttons. */
  #follow(): void {
    const asked = askedHere();
    if (asked.id === this.#asked.id && asked.watched === this.#asked.watched) return;
    this.#close();
    if (asked.id !== "") void this.#watch(asked);
  }

  async #watch(asked: Asked): Promise<void> {
    const { id, watched } = asked;
    this.#asked = asked;
    this.#giveUp = new AbortController();
    const tell = (text: string) => {
      if (asked === this.#asked) this.#progress(text);
    };
    this.#loading.hidden = false;
    try {
      const source = await this.#fetch(asked, tell, this.#giveUp.signal);
      if (asked === this.#asked) this.#open(source);
      else source.live?.close();
    } catch (error) {
      if (!(error instanceof ReplayProblem)) throw error;
      if (asked !== this.#asked || (error.otherRules && this.#port.watchElsewhere(id, watched))) return;
      this.#refuse(error.message);
    }
  }

  #fetch({ id, watched }: Asked, tell: (text: string) => void, signal: AbortSignal): Promise<ReplaySource> {
    if (watched === "watch") {
      tell("Finding the match…");
      return openLive(id, tell, signal);
    }
    tell("Fetching the replay…");
    return openReplay(id, (bytes) => tell(`Fetching the replay… ${fileSize(bytes)}`));
  }

  #open(source: ReplaySource): void {
    this.#loading.hidden = true;
    this.#source = source;
    this.#port.show(source);
    this.#screen.open(source);
    this.#hand.hold(source);
    source.play();
  }

  #refuse(reason: string): void {
    this.#loading.hidden = true;
    this.#port.notice.show(
      this.#asked.watched === "watch" ? "Nothing to watch" : "No replay",
      reason,
      "To the menu",
      () => {
        this.#port.notice.hide();
        this.leave();
      },
    );
  }

  #close(): void {
    this.#asked = NOTHING;
    this.#giveUp.abort();
    this.#source = null;
    this.#loading.hidden = true;
    this.#screen.close();
    this.#hand.hold(null);
    this.#port.show(null);
  }

  async #share(): Promise<string> {
    const link = linkTo(window.location.href, this.#asked.id, this.#asked.watched);
    try {
      await navigator.clipboard.writeText(link);
      return "The link is copied.";
    } catch {
      return `The link: ${link}`;
    }
  }

  #onKey(event: KeyboardEvent, down: boolean): void {
    if (this.#source === null || event.ctrlKey || event.metaKey || event.altKey) return;
    const { target, code } = event;
    // What is written in the chat is no order.
    if (target instanceof HTMLInputElement && target.type === "text") return;
    if (code === "Escape" && down) {
      this.leave();
      return;
    }
    // A list has keys of its own, and so has a button that was reached by the keyboard.
    if (target instanceof HTMLSelectElement && code !== "Escape") return;
    if (target instanceof HTMLButtonElement && (code === "Space" || code === "Enter")) return;
    const own = this.#hand.key(code, down) || (down && this.#screen.key(event));
    if (own) event.preventDefault();
  }
}

function askedHere(): Asked {
  const address = window.location.href;
  const match = matchIn(address);
  return match === null ? { id: replayIn(address) ?? "", watched: "replay" } : { id: match, watched: "watch" };
}
