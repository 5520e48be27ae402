import type { ArenaState } from "../shared/wire/arena.ts";
import { ARENA_WIRE } from "../shared/wire/arena-wire.ts";
import { ArenaModel } from "./arena/model.ts";
import { createSound } from "./audio/game-sound.ts";
import { DemoSource } from "./demo/demo-source.ts";
import { Connection, memoryTokens, storedTokens, type TokenStore } from "./net/index.ts";
import { playPath } from "./play-path.ts";
import { canShowGame, startGame } from "./scenes/game.ts";
import { browserStore, SettingsBook } from "./settings.ts";
import { App } from "./ui/app.ts";
import { guessFx } from "./ui/guess-fx.ts";
import { Notice } from "./ui/notice.ts";
import { replayIn } from "./ui/replay/address.ts";
import type { Snapshot } from "./ui/snapshot.ts";
import { stilled } from "./ui/source-switch.ts";

declare global {
  interface Window {
    /** For tests and tools. `snapshot` is null until the first frame was drawn. */
    __orrery?: { readonly ready: boolean; snapshot(): Snapshot | null };
  }
}

/** Names the version of the page that was reloaded last. */
const OUTDATED = "orrery.outdated";

/** Outlives a reload of this page, not its tab. */
function seatTokens(): TokenStore {
  try {
    return storedTokens(window.sessionStorage, "orrery.seat");
  } catch {
    return memoryTokens();
  }
}

/** Goes to the page that speaks as the server does: that of the seat's match, or the newest. The seat's token stays. */
function changePage(tokens: TokenStore): void {
  window.location.replace(playPath(tokens.load(), window.location.search));
}

/** As the server is of another version. Where its page turns out to be this one again, its user decides. */
function changePageOnce(wire: string, tokens: TokenStore): void {
  try {
    const { sessionStorage } = window;
    if (sessionStorage.getItem(OUTDATED) === wire) return;
    sessionStorage.setItem(OUTDATED, wire);
  } catch {
    return;
  }
  changePage(tokens);
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
  const tokens = seatTokens();
  const still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  // On the way to a replay, or back to a ship, the menu is not seen.
  const elsewhere = tokens.load() !== null || replayIn(window.location.href) !== null;
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
    changePage: () => changePage(tokens),
    hasSeat: () => tokens.load() !== null,
    enter({ name, hull }) {
      const url = window.location.origin;
      const link = new Connection<ArenaState>({
        ...{ url, room: "arena", join: { name, hull }, tokens, wire: ARENA_WIRE },
        outdated: () => changePageOnce(ARENA_WIRE, tokens),
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
