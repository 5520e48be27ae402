import type { JoinTarget } from "../../../net/index.ts";
import { serverUrl } from "../../../net/server-address.ts";
import { connectCommunity, type PageAccess } from "../../../shell/connect-community.ts";
import type { Lobby } from "../../../shell/lobby/model.ts";
import type { PageHost } from "../../../shell/page-host.ts";
import { NoGraphicsError } from "../../../shell/start-problem.ts";
import { TabStorage } from "../../../shell/tab-storage.ts";
import { matchPagePath, playPagePath, replayPagePath } from "../../../shell/version-paths.ts";
import { createSound } from "../audio/game-sound.ts";
import { BeaconPoller } from "../beacons/beacon-poller.ts";
import { beaconListFetcher } from "../beacons/fetch-list.ts";
import { DemoBackdrop } from "../demo/backdrop.ts";
import { openGraphics } from "../scenes/graphics.ts";
import { guessFx } from "../view/guess-fx.ts";
import type { FxLevel } from "../view/render-context.ts";
import { App } from "./app.ts";
import type { ArenaEntry } from "./app-options.ts";
import { ARENA_TAB } from "./arena-tab.ts";
import type { FrontPage } from "./front-page.ts";
import type { MenuChoice } from "./menu/index.ts";
import type { Effects } from "./settings/settings.ts";
import type { Snapshot } from "./snapshot.ts";

declare global {
  interface Window {
    /** For tests and tools. `snapshot` returns null until the first frame is drawn. */
    __orrery?: { readonly ready: boolean; snapshot(): Snapshot | null };
  }
}

/** When the engine starts, as a multiple of the time to the first paint: starting it blocks the page for a while. */
const ENGINE_PAINTS = 3.5;

/** How the page connects to its server. */
export interface ServerAccess {
  /** `http(s)://HOST:PORT`. */
  readonly url: string;
  /** Fingerprint of the arena schema that this page decodes. */
  readonly wire: string;
  openArena(access: ArenaAccess): ArenaEntry;
  openLobby(access: LobbyAccess, signal: AbortSignal): Promise<Lobby>;
  readonly otherGames: PageHost["otherGames"];
}

export interface ArenaAccess extends LobbyAccess {
  readonly choice: MenuChoice;
  readonly target: JoinTarget;
}

export interface LobbyAccess extends PageAccess {
  readonly tab: TabStorage<MenuChoice>;
}

/** Opens the page of the server's version: that of the seat's match, or the newest. The tab keeps its seat. */
function changePage({ seat }: Pick<TabStorage, "seat">): void {
  window.location.replace(serverUrl(playPagePath(seat.load(), window.location.search)));
}

/** Starts the game behind the front page: identity, lobby, joining the arena; then the engine. */
export function boot(front: FrontPage, stage: HTMLElement, ui: HTMLElement, server: ServerAccess): void {
  const { tab, settings } = front;
  const sound = createSound();
  window.addEventListener("pagehide", () => tab.leaveSeat(Date.now()));
  window.addEventListener("pageshow", () => tab.reclaimSeat());
  const forced = new URLSearchParams(window.location.search).get("fx");
  const forcedFx = forced === "low" || forced === "high" ? forced : null;
  let autoFx: FxLevel = "low";
  const fxFor = (effects: Effects): FxLevel => forcedFx ?? (effects === "auto" ? autoFx : effects);
  const { community, token, outdated, claimName } = connectCommunity({
    url: server.url,
    tab,
    wire: server.wire,
    callsign: () => front.callsign(),
    openLobby: (access, signal) => server.openLobby({ tab, ...access }, signal),
    changePage: () => changePage(tab),
  });
  const beacons = new BeaconPoller({ fetchList: beaconListFetcher(server.url), random: Math.random });
  /** Frees a seat that the player gave up while the page loaded; otherwise the server would hold ship and name for a while. */
  const giveUpSeat = async (seat: string): Promise<void> => {
    const left = new TabStorage(ARENA_TAB, null);
    left.seat.save(seat);
    const target = { room: seat.slice(0, seat.indexOf(":")) };
    const entry = server.openArena({ tab: left, choice: front.menu.choice, target, token, outdated: () => undefined });
    try {
      await entry.open();
      entry.source.leave();
    } catch {
      // The seat is gone already, or the server does not answer.
    }
  };
  const app = new App({
    settings,
    sound,
    stage,
    ui,
    front,
    community,
    otherGames: server.otherGames,
    beacons,
    fxFor,
    backdrop: new DemoBackdrop(window.matchMedia("(prefers-reduced-motion: reduce)").matches),
    changePage: () => changePage(tab),
    watchInOtherVersion(id, watched) {
      if (tab.hasLeftVersion(`${server.wire} ${id}`)) return false;
      const { search } = window.location;
      window.location.replace(serverUrl(watched === "watch" ? matchPagePath(id, search) : replayPagePath(id, search)));
      return true;
    },
    seatedPilot: () => tab.choice,
    enter(choice, target) {
      const returning = tab.seat.load() !== null;
      tab.choice = choice;
      const entry = server.openArena({ tab, choice, target, token, outdated });
      return {
        source: entry.source,
        room: () => entry.room(),
        async open() {
          if (!returning) await claimName(choice.name);
          await entry.open();
        },
      };
    },
    async startGame(source, heard, onFrame) {
      await front.afterPaints(ENGINE_PAINTS);
      // Open the context while the engine loads, then let the page read the server's answers.
      const [{ startGame }, graphics] = await Promise.all([import("../scenes/game.ts"), openGraphics()]);
      await new Promise((resolve) => setTimeout(resolve));
      if (graphics === null) throw new NoGraphicsError();
      autoFx = guessFx(graphics.context);
      return startGame({ parent: stage, source, graphics, fx: fxFor(settings.current.effects), sound: heard, onFrame });
    },
  });
  app.start();
  if (front.givenUpSeat !== null) void giveUpSeat(front.givenUpSeat);
  window.__orrery = {
    get ready() {
      return app.snapshot() !== null;
    },
    snapshot: () => app.snapshot(),
  };
}
