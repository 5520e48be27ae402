import { ROOM_REFUSAL } from "../../../../shared/wire/codes.ts";
import { createSound } from "../audio/game-sound.ts";
import { BeaconPoller } from "../beacons/beacon-poller.ts";
import { beaconListFetcher } from "../beacons/fetch-list.ts";
import { DemoBackdrop } from "../demo/backdrop.ts";
import { openGraphics } from "../scenes/graphics.ts";
import type { Snapshot } from "../snapshot.ts";
import { guessFx } from "../view/guess-fx.ts";
import type { FxLevel } from "../view/render-context.ts";
import { type ConnectionOptions, JoinError } from "../../../net/index.ts";
import { serverUrl } from "../../../net/server-address.ts";
import { App } from "./app.ts";
import type { ArenaEntry } from "./app-options.ts";
import type { FrontPage } from "./front-page.ts";
import { Api, ApiError, browserTokenStore, watchOtherTabs, withTabLock } from "../../../shell/identity/index.ts";
import { Community } from "../../../shell/lobby/community.ts";
import type { Lobby } from "../../../shell/lobby/model.ts";
import type { JoinTarget, MenuChoice } from "./menu/index.ts";
import type { Effects } from "./settings/settings.ts";
import { NoGraphicsError } from "../../../shell/start-problem.ts";
import { TabStorage } from "../../../shell/tab-storage.ts";
import { matchPagePath, playPagePath, replayPagePath } from "../../../shell/version-paths.ts";

declare global {
  interface Window {
    /** For tests and tools. `snapshot` returns null until the first frame is drawn. */
    __orrery?: { readonly ready: boolean; snapshot(): Snapshot | null };
  }
}

/** When the engine starts, as a multiple of the time to the first paint: starting it blocks the page for a while. */
const ENGINE_PAINTS = 3.5;

/** How the page reaches its server. */
export interface ServerAccess {
  /** `http(s)://HOST:PORT`. */
  readonly url: string;
  /** Fingerprint of the arena schema that this page decodes. */
  readonly wire: string;
  openArena(access: ArenaAccess): ArenaEntry;
  openLobby(access: LobbyAccess, signal: AbortSignal): Promise<Lobby>;
}

export interface ArenaAccess extends LobbyAccess {
  readonly choice: MenuChoice;
  readonly target: JoinTarget;
}

export interface LobbyAccess {
  readonly tab: TabStorage;
  /** The player's token, see `ConnectionOptions`. */
  readonly token: NonNullable<ConnectionOptions["token"]>;
  /** The server speaks another version of the protocol. */
  outdated(): void;
}

/** Opens the page of the server's version: that of the seat's match, or the newest. The tab keeps its seat. */
function changePage({ seat }: TabStorage): void {
  window.location.replace(serverUrl(playPagePath(seat.load(), window.location.search)));
}

/** Rethrows an API error about a name as the `JoinError` that an arena would give. */
function refuseName(error: unknown): never {
  if (!(error instanceof ApiError) || error.code === ROOM_REFUSAL.banned) throw error;
  throw new JoinError(error.message, ROOM_REFUSAL.nameTaken);
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
  const token = (refused?: string): Promise<string | null> => community.identity.token(refused);
  // If the redirect leads back here, ask the player instead of trying again.
  const outdated = (): void => {
    if (!tab.hasLeftVersion(server.wire)) changePage(tab);
  };
  const community: Community = new Community({
    api: new Api({ url: server.url }),
    tokens: browserTokenStore(),
    callsign: () => front.callsign(),
    withTabLock: withTabLock,
    watchOtherTabs,
    openLobby: (given) => server.openLobby({ tab, token, outdated }, given),
  });
  const beacons = new BeaconPoller({ fetchList: beaconListFetcher(server.url), random: Math.random });
  /** Otherwise the server would hold the ship and its name for a while. */
  const giveUp = async (seat: string): Promise<void> => {
    const left = new TabStorage(null);
    left.seat.save(seat);
    const target = { room: seat.slice(0, seat.indexOf(":")) };
    const way = server.openArena({ tab: left, choice: front.menu.choice, target, token, outdated: () => undefined });
    try {
      await way.open();
      way.source.leave();
    } catch {
      // There is no seat to give up, or no server to tell.
    }
  };
  const app = new App({
    settings,
    sound,
    stage,
    ui,
    front,
    community,
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
    seatedPilot: () => tab.pilot,
    enter(choice, target) {
      const returning = tab.seat.load() !== null;
      tab.pilot = choice;
      const way = server.openArena({ tab, choice, target, token, outdated });
      return {
        source: way.source,
        room: () => way.room(),
        async open() {
          if (!returning) await community.claimName(choice.name).catch(refuseName);
          await way.open();
        },
      };
    },
    async startGame(source, heard, onFrame) {
      await front.afterPaints(ENGINE_PAINTS);
      // The context is opened while the engine is on its way, and answers of the server are read in between.
      const [{ startGame }, graphics] = await Promise.all([import("../scenes/game.ts"), openGraphics()]);
      await new Promise((resolve) => setTimeout(resolve));
      if (graphics === null) throw new NoGraphicsError();
      autoFx = guessFx(graphics.context);
      return startGame({ parent: stage, source, graphics, fx: fxFor(settings.current.effects), sound: heard, onFrame });
    },
  });
  app.start();
  if (front.givenUpSeat !== null) void giveUp(front.givenUpSeat);
  window.__orrery = {
    get ready() {
      return app.snapshot() !== null;
    },
    snapshot: () => app.snapshot(),
  };
}
