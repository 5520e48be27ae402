import { inviteIn } from "../lobby/invite.ts";
import { browserStore, SettingsBook } from "../settings.ts";
import { openTab, type Tab } from "../tab.ts";
import { suggestCallsign } from "../ui/callsign.ts";
import { Menu } from "../ui/menu/index.ts";
import { matchIn, replayIn } from "../ui/replay/address.ts";
import { menuOutline } from "./menu-outline.ts";

/** The page as it is painted first: the menu, and what it shows. Everything else of the game is loaded behind it. */
export interface FrontPage {
  readonly menu: Menu;
  readonly book: SettingsBook;
  readonly tab: Tab;
  /** The address asks for a replay, or for a match to watch. */
  readonly watching: boolean;
  /** A name to begin with. */
  callsign(): string;
  /** Resolves once the page was painted, or will not be. */
  readonly painted: Promise<void>;
}

/** A page that is not shown paints nothing; paint is not waited for longer than this. */
const PAINT_MS = 2_000;

/** Shows the menu, unless the page leads elsewhere: to a replay, or back to a ship. */
export function openFrontPage(ui: HTMLElement): FrontPage {
  const { href } = window.location;
  const watching = replayIn(href) !== null || matchIn(href) !== null;
  const tab = openTab();
  if (!watching) tab.takeUp(Date.now());
  const book = new SettingsBook(browserStore());
  const suggested = suggestCallsign(Math.random);
  const callsign = (): string => book.now.name || suggested;
  const menu = new Menu({ name: callsign(), hull: book.now.hull }, book.now.keys, menuOutline());
  menu.invite(inviteIn(href));
  ui.append(menu.root);
  menu.show(!watching && tab.seat.load() === null);
  return { menu, book, tab, watching, callsign, painted: firstPaint() };
}

/** The browser tells when something was put on the screen, which may be long after it was laid out. */
function firstPaint(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, document.hidden ? 0 : PAINT_MS);
    new PerformanceObserver(() => resolve()).observe({ type: "paint", buffered: true });
  });
}
