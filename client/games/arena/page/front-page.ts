import { InitialPage } from "../../../shell/initial-page.ts";
import { invitedRoomIn } from "../../../shell/lobby/invite.ts";
import { suggestCallsign } from "../../../shell/menu/callsign.ts";
import { firstPaint, firstPress, sleep } from "../../../shell/paint.ts";
import { browserStorage } from "../../../shell/settings/stored-settings.ts";
import { startProblem } from "../../../shell/start-problem.ts";
import { openTabStorage, type TabStorage } from "../../../shell/tab-storage.ts";
import { FullScreenNotice } from "../../../shell/ui/full-screen-notice.ts";
import { WaitBanner } from "../../../shell/ui/wait-banner.ts";
import type { Bindings } from "../input/actions.ts";
import { ARENA_TAB } from "./arena-tab.ts";
import { type ArenaMenu, arenaMenu, type MenuChoice } from "./menu/index.ts";
import { SettingsStore } from "./settings/settings.ts";

/** Longest wait after the first paint, ms. */
const MAX_WAIT_MS = 2_000;

/**
 * The page as it is painted first: the menu, or a banner that says what is loading, with a way to cancel. The rest of the
 * game loads behind it.
 */
export class FrontPage {
  readonly menu: ArenaMenu["menu"];
  readonly #howTo: ArenaMenu["howTo"];
  readonly wait: WaitBanner = new WaitBanner(() => this.#leave());
  readonly notice: FullScreenNotice = new FullScreenNotice();
  readonly settings: SettingsStore = new SettingsStore(browserStorage());
  readonly tab: TabStorage<MenuChoice> = openTabStorage(ARENA_TAB);
  readonly #opening: InitialPage;
  readonly #suggested = suggestCallsign(Math.random);
  readonly #paintedMs = firstPaint().then(() => performance.now());
  readonly #pressed: Promise<void>;
  readonly #connected = new AbortController();

  constructor(ui: HTMLElement) {
    const { menu, howTo } = arenaMenu(
      { name: this.callsign(), hull: this.settings.current.hull },
      this.settings.current.keys,
    );
    this.menu = menu;
    this.#howTo = howTo;
    this.menu.invite(invitedRoomIn(window.location.href));
    this.#pressed = firstPress(ui);
    ui.append(this.menu.root, this.wait.root, this.notice.root);
    this.#opening = new InitialPage(window.location.href, this.tab, Date.now());
    this.#show();
    // Paint the way in first, the rest of the menu after it.
    void this.#paintedMs.then(() => this.menu.root.classList.remove("bare"));
    const { signal } = this.#connected;
    window.addEventListener("keydown", (event) => this.#onKey(event), { signal });
    window.addEventListener("popstate", () => this.#onAddress(), { signal });
  }

  /** @see InitialPage.givenUp */
  get givenUpSeat(): string | null {
    return this.#opening.givenUp;
  }

  /** Shows the keys of these bindings in the menu. */
  showKeys(bindings: Bindings): void {
    this.#howTo.show(bindings);
  }

  /** The name to offer: the last one used, or a suggestion. */
  callsign(): string {
    return this.settings.current.name || this.#suggested;
  }

  /**
   * Resolves after `paints` times the time to the first paint, so that the page stays responsive until then. Resolves
   * earlier when something is pressed, or when no menu is shown.
   */
  async afterPaints(paints: number): Promise<void> {
    const paintedMs = await Promise.race([this.#paintedMs, this.#pressed]);
    if (paintedMs === undefined || this.menu.root.hidden) return;
    const waitMs = Math.min(paints * paintedMs, paintedMs + MAX_WAIT_MS) - performance.now();
    await Promise.race([sleep(waitMs), this.#pressed]);
  }

  /** Hands over to the rest of the page, which handles `leave` and keys from here on. Returns where the page begins. */
  connect(leave: () => void): InitialPage["now"] {
    this.#connected.abort();
    this.wait.connect(leave);
    return this.#opening.now;
  }

  /** Reports that the rest of the page did not load. The tab keeps its seat for the next try. */
  fail(error: unknown): void {
    this.#connected.abort();
    this.wait.hide();
    this.menu.show(true);
    const { title, text } = startProblem(error);
    this.notice.show(title, text, "Try again", () => window.location.reload());
  }

  #show(): void {
    const { waitingText } = this.#opening;
    this.menu.show(waitingText === null);
    if (waitingText === null) this.wait.hide();
    else this.wait.show(waitingText);
  }

  #leave(): void {
    const address = this.#opening.leave(window.location.href);
    if (address !== window.location.href) window.history.pushState(null, "", address);
    this.#show();
  }

  #onKey(event: KeyboardEvent): void {
    if (event.code !== "Escape" || this.#opening.waitingText === null) return;
    event.preventDefault();
    this.#leave();
  }

  #onAddress(): void {
    this.#opening.follow(window.location.href);
    this.#show();
  }
}
