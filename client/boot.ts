import { ROOM_REFUSAL } from "../shared/wire/codes.ts";
import { createSound } from "./audio/game-sound.ts";
import { askServer } from "./beacons/ask.ts";
import { BeaconSky } from "./beacons/sky.ts";
import { DemoBackdrop } from "./demo/backdrop.ts";
import { Api, ApiError, browserKeeper, oneTabAtATime, watchOtherTabs } from "./identity/index.ts";
import { Community } from "./lobby/community.ts";
import type { Lobby } from "./lobby/model.ts";
import { type ConnectionOptions, JoinError } from "./net/index.ts";
import { matchPath, playPath, watchPath } from "./other-pages.ts";
import { openGraphics } from "./scenes/graphics.ts";
import { onServer } from "./server-address.ts";
import type { Effects } from "./settings.ts";
import { App } from "./shell/app.ts";
import type { Entrance } from "./shell/app-options.ts";
import type { FrontPage } from "./shell/front-page.ts";
import { Tab } from "./tab.ts";
import { guessFx } from "./ui/guess-fx.ts";
import type { Into, MenuChoice } from "./ui/menu/index.ts";
import type { Snapshot } from "./ui/snapshot.ts";
import { NoGraphics } from "./ui/start-problem.ts";
import type { FxLevel } from "./view/stage.ts";

declare global {
  interface Window {
    /** For tests and tools. `snapshot` returns null until the first frame is drawn. */
    __orrery?: { readonly ready: boolean; snapshot(): Snapshot | null };
  }
}

/** When the engine starts, as a multiple of the time to the first paint: starting it blocks the page for a while. */
const ENGINE_PAINTS = 3.5;

/** How the page reaches its server. */
export interface World {
  /** `http(s)://HOST:PORT`. */
  readonly url: string;
  /** Fingerprint of the arena schema that this page decodes. */
  readonly wire: string;
  openArena(way: ArenaWay): Entrance;
  openLobby(way: LobbyWay, given: AbortSignal): Promise<Lobby>;
}

export interface ArenaWay extends LobbyWay {
  readonly choice: MenuChoice;
  readonly into: Into;
}

export interface LobbyWay {
  readonly tab: Tab;
  /** The player's token, see `ConnectionOptions`. */
  readonly token: NonNullable<ConnectionOptions["token"]>;
  /** The server speaks another version of the protocol. */
  outdated(): void;
}

/** Opens the page of the server's version: that of the seat's match, or the newest. The tab keeps its seat. */
function changePage({ seat }: Tab): void {
  window.location.replace(onServer(playPath(seat.load(), window.location.search)));
}

/** Rethrows an API error about a name as the `JoinError` that an arena would give. */
function refuseName(error: unknown): never {
  if (!(error instanceof ApiError) || error.code === ROOM_REFUSAL.banned) throw error;
  throw new JoinError(error.message, ROOM_REFUSAL.nameTaken);
}

/** Starts the game behind the front page: identity, lobby, joining the arena; then the engine. */
export function boot(front: FrontPage, stage: HTMLElement, ui: HTMLElement, world: World): void {
  const { tab, book } = front;
  const sound = createSound();
  window.addEventListener("pagehide", () => tab.leave(Date.now()));
  window.addEventListener("pageshow", () => tab.stay());
  const forced = new URLSearchParams(window.location.search).get("fx");
  const forcedFx = forced === "low" || forced === "high" ? forced : null;
  let autoFx: FxLevel = "low";
  const fxFor = (effects: Effects): FxLevel => forcedFx ?? (effects === "auto" ? autoFx : effects);
  const token = (refused?: string): Promise<string | null> => community.identity.token(refused);
  // If the redirect leads back here, ask the player instead of trying again.
  const outdated = (): void => {
    if (!tab.hasLeft(world.wire)) changePage(tab);
  };
  const community: Community = new Community({
    api: new Api({ url: world.url }),
    keeper: browserKeeper(),
    callsign: () => front.callsign(),
    alone: oneTabAtATime,
    watchOtherTabs,
    openLobby: (given) => world.openLobby({ tab, token, outdated }, given),
  });
  const beacons = new BeaconSky({ ask: askServer(world.url), random: Math.random });
  /** Otherwise the server would hold the ship and its name for a while. */
  const giveUp = async (seat: string): Promise<void> => {
    const left = new Tab(null);
    left.seat.save(seat);
    const into = { room: seat.slice(0, seat.indexOf(":")) };
    const way = world.openArena({ tab: left, choice: front.menu.choice, into, token, outdated: () => undefined });
    try {
      await way.open();
      way.source.leave();
    } catch {
      // There is no seat to give up, or no server to tell.
    }
  };
  const app = new App({
    book,
    sound,
    stage,
    ui,
    front,
    community,
    beacons,
    fxFor,
    backdrop: new DemoBackdrop(window.matchMedia("(prefers-reduced-motion: reduce)").matches),
    changePage: () => changePage(tab),
    watchElsewhere(id, watched) {
      if (tab.hasLeft(`${world.wire} ${id}`)) return false;
      const { search } = window.location;
      window.location.replace(onServer(watched === "watch" ? matchPath(id, search) : watchPath(id, search)));
      return true;
    },
    seated: () => tab.pilot,
    enter(choice, into) {
      const returning = tab.seat.load() !== null;
      tab.pilot = choice;
      const way = world.openArena({ tab, choice, into, token, outdated });
      return {
        source: way.source,
        room: () => way.room(),
        async open() {
          if (!returning) await community.callMyself(choice.name).catch(refuseName);
          await way.open();
        },
      };
    },
    async startGame(source, heard, onFrame) {
      await front.rested(ENGINE_PAINTS);
      // The context is opened while the engine is on its way, and answers of the server are read in between.
      const [{ startGame }, graphics] = await Promise.all([import("./scenes/game.ts"), openGraphics()]);
      await new Promise((resolve) => setTimeout(resolve));
      if (graphics === null) throw new NoGraphics();
      autoFx = guessFx(graphics.context);
      return startGame({ parent: stage, source, graphics, fx: fxFor(book.now.effects), sound: heard, onFrame });
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
