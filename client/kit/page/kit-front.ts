import { InitialPage, type InitialPageState } from "../../shell/initial-page.ts";
import { invitedRoomIn } from "../../shell/lobby/invite.ts";
import { suggestCallsign } from "../../shell/menu/callsign.ts";
import type { Menu } from "../../shell/menu/index.ts";
import { browserStorage } from "../../shell/settings/stored-settings.ts";
import { openTabStorage, type TabStorage } from "../../shell/tab-storage.ts";
import { FullScreenNotice } from "../../shell/ui/full-screen-notice.ts";
import { WaitBanner } from "../../shell/ui/wait-banner.ts";
import type { AnyPage } from "./any-page.ts";
import { KeyHelp } from "./key-help.ts";
import { kitMenu } from "./kit-menu.ts";
import { KitSettingsStore } from "./kit-settings.ts";

/** The menu of a game's page, and what is remembered of the player. */
export class KitFront {
  readonly menu: Menu;
  readonly wait: WaitBanner = new WaitBanner(() => undefined);
  readonly notice: FullScreenNotice = new FullScreenNotice();
  readonly settings: KitSettingsStore = new KitSettingsStore(browserStorage());
  readonly tab: TabStorage;
  /** Where the page begins. */
  readonly opening: InitialPageState;
  /** For the settings. */
  readonly keyHelp: KeyHelp;
  readonly #menuKeys: KeyHelp;
  readonly #suggested = suggestCallsign(Math.random);

  constructor(game: string, page: AnyPage, ui: HTMLElement) {
    this.keyHelp = new KeyHelp(page);
    this.#menuKeys = new KeyHelp(page);
    this.tab = openTabStorage({ keys: `orrery.${game}`, readChoice });
    this.menu = kitMenu(page, this.callsign(), this.#menuKeys.root);
    this.menu.root.classList.remove("bare");
    this.menu.invite(invitedRoomIn(window.location.href));
    this.opening = new InitialPage(window.location.href, this.tab, Date.now()).now;
    ui.append(this.menu.root, this.wait.root, this.notice.root);
    window.addEventListener("pagehide", () => this.tab.leaveSeat(Date.now()));
    window.addEventListener("pageshow", () => this.tab.reclaimSeat());
  }

  /** A name to begin with. */
  callsign(): string {
    return this.settings.current.name || this.#suggested;
  }

  /** Labels of keys changed. */
  refreshKeys(): void {
    this.keyHelp.refresh();
    this.#menuKeys.refresh();
  }
}

function readChoice(stored: unknown): { readonly name: string } | null {
  const { name } = (stored ?? {}) as { name?: unknown };
  return typeof name === "string" ? { name } : null;
}
