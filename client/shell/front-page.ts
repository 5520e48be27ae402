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
  /**
   * Resolves when the page has had so many times as long as its first paint took: until then it answers at once. Earlier
   * once something was pressed, or where there is no menu to wait on.
   */
  rested(paints: number): Promise<void>;
}

/** Longest that is waited for a paint: a page that is not shown has none. */
const PAINT_MS = 3_000;
/** Longest rest after it. */
const REST_MS = 2_000;

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
  const paintedMs = firstPaint().then(() => performance.now());
  // What is not the way in is painted after it.
  void paintedMs.then(() => menu.root.classList.remove("bare"));
  const pressed = firstPress(ui);
  const rested = async (paints: number): Promise<void> => {
    if (menu.root.hidden) return;
    const rest = paintedMs.then((ms) => sleep(Math.min(paints * ms, ms + REST_MS) - performance.now()));
    await Promise.race([rest, pressed]);
  };
  return { menu, book, tab, watching, callsign, rested };
}

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Resolves when something was pressed, and what came of it has been painted. */
function firstPress(ui: HTMLElement): Promise<void> {
  return new Promise((resolve) => {
    const pressed = (): void => {
      window.requestAnimationFrame(() => setTimeout(resolve));
    };
    for (const kind of ["click", "submit"]) ui.addEventListener(kind, pressed, { once: true });
  });
}

/** The browser tells when something was put on the screen, which may be long after it was laid out. */
async function firstPaint(): Promise<void> {
  if (document.hidden) return;
  const painted = new Promise<void>((resolve) => {
    new PerformanceObserver(() => resolve()).observe({ type: "paint", buffered: true });
  });
  await Promise.race([painted, sleep(PAINT_MS)]);
}
