import { openLive, openReplay } from "../../replay/open-replay.ts";
import { ReplayError } from "../../replay/replay-error.ts";
import type { StateScope } from "../../shell/page-state-machine.ts";
import { isReplayKey } from "../../shell/replay/replay-bar.ts";
import { shareLink, type WatchTarget } from "../../shell/replay/watch-address.ts";
import { el } from "../../shell/ui/dom.ts";
import { formatFileSize } from "../../shell/ui/format.ts";
import { WAITING, type WaitBanner } from "../../shell/ui/wait-banner.ts";
import type { AnyView } from "../view.ts";
import type { AnyPage } from "./any-page.ts";
import { type KitRecording, KitReplay, playableOf } from "./kit-replay.ts";
import { type KitSnapshot, replaySnapshot } from "./snapshot.ts";
import { WatchScreen } from "./watch-screen.ts";

export interface WatchingPort {
  readonly page: AnyPage;
  readonly wait: WaitBanner;
  leave(): void;
  toggleChat(): void;
  /** There is nothing to watch, and why. */
  refuse(title: string, text: string): void;
  /** Loads the page that shows a recording of other rules than this page's. False: that was tried. */
  watchInOtherVersion(asked: WatchTarget): boolean;
}

/** A replay, or a match that goes on, while it is watched. */
export class Watching {
  readonly root = el("div");
  readonly #port: WatchingPort;
  #id = "";
  #replay: KitReplay | null = null;
  #screen: WatchScreen | null = null;

  constructor(port: WatchingPort) {
    this.#port = port;
  }

  /**
   * Fetches what is asked for, and shows it until the state is left.
   *
   * @param onLive called when a running match is shown
   */
  open(asked: WatchTarget, scope: StateScope, onLive: () => void): void {
    this.#id = asked.id;
    this.#port.wait.show(WAITING[asked.watched]);
    scope.add(() => this.#close());
    this.#fetch(asked, scope.signal, onLive).catch((error: unknown) => {
      if (!scope.signal.aborted) this.#fail(asked, error);
    });
  }

  /** The view at this moment; null: it is being fetched. */
  frame(nowMs: number): AnyView | null {
    const [replay, screen] = [this.#replay, this.#screen];
    if (replay === null || screen === null) return null;
    screen.bar.seek();
    replay.advance(nowMs);
    const view = replay.view();
    screen.update(view, nowMs);
    return view;
  }

  /** Returns whether the key is one of its own. */
  key(event: KeyboardEvent): boolean {
    return isReplayKey(event) && this.#screen?.bar.key(event) === true;
  }

  snapshot(): KitSnapshot["replay"] {
    return this.#replay && replaySnapshot(this.#id, this.#replay);
  }

  async #fetch(asked: WatchTarget, signal: AbortSignal, onLive: () => void): Promise<void> {
    const { page, wait, leave, toggleChat } = this.#port;
    const { rules } = page;
    const say = (text: string): void => {
      if (!signal.aborted) wait.show(text);
    };
    const playable = playableOf(rules);
    const show = (opened: KitRecording) => new KitReplay(rules, opened);
    const replay =
      asked.watched === "watch"
        ? await openLive(playable, asked.id, show, say, signal)
        : await openReplay(
            playable,
            asked.id,
            show,
            (bytes) => say(`${WAITING.replay} ${formatFileSize(bytes)}`),
            signal,
          );
    if (signal.aborted) return;
    wait.hide();
    this.#replay = replay;
    this.#screen = new WatchScreen(page, replay, { leave, toggleChat, share: () => this.#share(asked) });
    this.root.append(this.#screen.root);
    if (replay.live === null) replay.play();
    else {
      replay.followLive();
      onLive();
    }
  }

  #fail(asked: WatchTarget, error: unknown): void {
    if (!(error instanceof ReplayError)) {
      this.#port.refuse("No replay", "Something went wrong while preparing it. Try again.");
      window.reportError(error);
    } else if (!error.needsOtherVersion || !this.#port.watchInOtherVersion(asked))
      this.#port.refuse(asked.watched === "watch" ? "Nothing to watch" : "No replay", error.message);
  }

  #close(): void {
    this.#port.wait.hide();
    this.#screen?.remove();
    this.#screen = null;
    this.#replay = null;
  }

  async #share({ id, watched }: WatchTarget): Promise<string> {
    const link = shareLink(window.location.href, id, watched);
    try {
      await navigator.clipboard.writeText(link);
      return "Link copied.";
    } catch {
      return `The link: ${link}`;
    }
  }
}
