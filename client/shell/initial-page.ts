import { addressWith, type WatchTarget, watchTargetIn } from "./replay/watch-address.ts";
import type { TabStorage } from "./tab-storage.ts";
import { WAITING } from "./ui/wait-banner.ts";

export type InitialPageState =
  | { readonly at: "menu" }
  /** Back to the seat that the tab holds. */
  | { readonly at: "returning" }
  | { readonly at: "watching"; readonly asked: WatchTarget };

const MENU: InitialPageState = { at: "menu" };

/** Where the page begins: the address and the tab's seat say it, until the player wants the menu. */
export class InitialPage {
  now: InitialPageState;
  /** The token of a seat that the player gave up, to be given up at the server; null: none. */
  givenUp: string | null = null;
  readonly #tab: Pick<TabStorage, "seat">;

  /** @param nowMs since 1970 */
  constructor(address: string, tab: Pick<TabStorage, "seat" | "takeUp">, nowMs: number) {
    this.#tab = tab;
    const asked = watchTargetIn(address);
    // Somebody who comes to watch leaves the seat of a closed tab to the next one.
    if (asked === null) tab.takeUp(nowMs);
    if (asked !== null) this.now = { at: "watching", asked };
    else this.now = tab.seat.load() === null ? MENU : { at: "returning" };
  }

  /** The words for what is waited for; null: nothing is, the menu is shown. */
  get waitingText(): string | null {
    const { now } = this;
    if (now.at === "menu") return null;
    return now.at === "returning" ? WAITING.seat : WAITING[now.asked.watched];
  }

  /** To the menu: the seat is given up. Returns the page's address from now on. */
  leave(address: string): string {
    if (this.now.at === "returning") {
      this.givenUp = this.#tab.seat.load();
      this.#tab.seat.save(null);
    }
    this.now = MENU;
    return addressWith(address, null);
  }

  /** Back or Forward led to this address. */
  follow(address: string): void {
    const asked = watchTargetIn(address);
    if (asked !== null) this.now = { at: "watching", asked };
    else if (this.now.at === "watching") this.now = MENU;
  }
}
