import type { ArenaFrame } from "../../arena/frame.ts";
import { openReplay } from "../../replay/fetch.ts";
import { ReplayProblem } from "../../replay/problem.ts";
import type { ReplaySource } from "../../replay/source.ts";
import { el, textWriter } from "../dom.ts";
import type { HudView } from "../hud/part.ts";
import type { Notice } from "../notice.ts";
import { fileSize } from "../words.ts";
import { addressOf, linkTo, replayIn } from "./address.ts";
import { CameraHand } from "./hand.ts";
import { Library } from "./library.ts";
import { ReplayScreen } from "./screen.ts";

export interface ReplaysPort {
  /** Where the arena is drawn. */
  readonly surface: HTMLElement;
  /** Of the frame drawn last; changes in place. */
  readonly view: HudView;
  readonly notice: Notice;
  /** A replay takes the stage; null: it is the menu's again. */
  show(source: ReplaySource | null): void;
  /** Loads the page that shows a replay of other rules than this page's. False: that was tried. */
  watchElsewhere(id: string): boolean;
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
}

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
  /** The replay that is watched or on its way; "": none. */
  #id = "";

  constructor(port: ReplaysPort) {
    this.#port = port;
    this.#library = new Library(
      (id) => this.choose(id),
      () => port.closed(),
    );
    this.#screen = new ReplayScreen({ leave: () => this.leave(), share: () => this.#share() });
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

  /** Opens the replay that the page's address asks for. False: it asks for none. */
  start(): boolean {
    const id = replayIn(window.location.href);
    if (id === null) return false;
    void this.#watch(id);
    return true;
  }

  openList(): void {
    this.#library.open();
  }

  choose(id: string): void {
    this.#library.close();
    window.history.pushState(null, "", addressOf(window.location.href, id));
    void this.#watch(id);
  }

  leave(): void {
    if (this.#id === "") return;
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
    const { shownTick: tick, firstTick, lastTick, playing, speed, camera, scan, seekMs } = source;
    return {
      ...{ id: this.#id, tick, firstTick, lastTick, playing, speed, seekMs },
      ...{ following: camera.seat, camera: camera.follow.what, kills: scan.kills.length, scanned: scan.done },
    };
  }

  /** The address changed by the browser's own buttons. */
  #follow(): void {
    const id = replayIn(window.location.href) ?? "";
    if (id === this.#id) return;
    this.#close();
    if (id !== "") void this.#watch(id);
  }

  async #watch(id: string): Promise<void> {
    this.#id = id;
    this.#progress("Fetching the replay…");
    this.#loading.hidden = false;
    try {
      const source = await openReplay(id, (bytes) => {
        if (id === this.#id) this.#progress(`Fetching the replay… ${fileSize(bytes)}`);
      });
      if (id === this.#id) this.#open(source);
    } catch (error) {
      if (!(error instanceof ReplayProblem)) throw error;
      if (id !== this.#id || (error.otherRules && this.#port.watchElsewhere(id))) return;
      this.#refuse(error.message);
    }
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
    this.#port.notice.show("No replay", reason, "To the menu", () => {
      this.#port.notice.hide();
      this.leave();
    });
  }

  #close(): void {
    this.#id = "";
    this.#source = null;
    this.#loading.hidden = true;
    this.#screen.close();
    this.#hand.hold(null);
    this.#port.show(null);
  }

  async #share(): Promise<string> {
    const link = linkTo(window.location.href, this.#id);
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
