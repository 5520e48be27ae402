import type { ArenaState } from "../shared/wire/arena.ts";
import { ARENA_WIRE } from "../shared/wire/arena-wire.ts";
import { ArenaModel } from "./arena/model.ts";
import { createSound } from "./audio/game-sound.ts";
import { DemoSource } from "./demo/demo-source.ts";
import { Connection } from "./net/index.ts";
import { matchPath, playPath, watchPath } from "./other-pages.ts";
import { canShowGame, startGame } from "./scenes/game.ts";
import { browserStore, SettingsBook } from "./settings.ts";
import { openTab, type Tab } from "./tab.ts";
import { App } from "./ui/app.ts";
import { guessFx } from "./ui/guess-fx.ts";
import { Notice } from "./ui/notice.ts";
import { matchIn, replayIn } from "./ui/replay/address.ts";
import type { Snapshot } from "./ui/snapshot.ts";
import { stilled } from "./ui/source-switch.ts";

declare global {
  interface Window {
    /** For tests and tools. `snapshot` is null until the first frame was drawn. */
    __orrery?: { readonly ready: boolean; snapshot(): Snapshot | null };
  }
}

/** Goes to the page that speaks as the server does: that of the seat's match, or the newest. The seat is kept. */
function changePage({ seat }: Tab): void {
  window.location.replace(playPath(seat.load(), window.location.search));
}

function boot(stage: HTMLElement, ui: HTMLElement): void {
  if (!canShowGame()) {
    const notice = new Notice();
    ui.append(notice.root);
    notice.show(
      "No WebGL here",
      "Orrery is drawn with WebGL, and this browser offers none. Turn on hardware acceleration in its settings, or try another browser.",
      "Try again",
      () => window.location.reload(),
    );
    return;
  }
  const sound = createSound();
  const tab = openTab();
  const still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  // On the way to a replay, or back to a ship, the menu is not seen.
  const { href } = window.location;
  const elsewhere = tab.seat.load() !== null || replayIn(href) !== null || matchIn(href) !== null;
  const demo = new DemoSource(elsewhere ? { warmUpTicks: 0 } : {});
  const forced = new URLSearchParams(window.location.search).get("fx");
  const forcedFx = forced === "low" || forced === "high" ? forced : null;
  const autoFx = guessFx();
  const app = new App({
    book: new SettingsBook(browserStore()),
    sound,
    backdrop: still ? stilled(demo) : demo,
    stage,
    ui,
    autoFx,
    forcedFx,
    changePage: () => changePage(tab),
    watchElsewhere(id, watched) {
      if (tab.hasLeft(`${ARENA_WIRE} ${id}`)) return false;
      const { search } = window.location;
      window.location.replace(watched === "watch" ? matchPath(id, search) : watchPath(id, search));
      return true;
    },
    hasSeat: () => tab.seat.load() !== null,
    seated: () => tab.pilot,
    enter({ name, hull }) {
      tab.pilot = { name, hull };
      const url = window.location.origin;
      const link = new Connection<ArenaState>({
        ...{ url, room: "arena", join: { name, hull }, tokens: tab.seat, wire: ARENA_WIRE },
        // Where the other page turns out to be this one again, its user decides.
        outdated: () => tab.hasLeft(ARENA_WIRE) || changePage(tab),
      });
      return { source: new ArenaModel(link, { now: () => performance.now() }), open: () => link.open() };
    },
    startGame: (source, heard, onFrame) =>
      startGame({ parent: stage, source, fx: forcedFx ?? autoFx, sound: heard, onFrame }),
  });
  app.start();
  window.__orrery = {
    get ready() {
      return app.snapshot() !== null;
    },
    snapshot: () => app.snapshot(),
  };
}

const [stage, ui] = [document.getElementById("stage"), document.getElementById("ui")];
if (stage === null || ui === null) throw new Error("index.html has no #stage or no #ui");
boot(stage, ui);
