import type { JoinTarget } from "../../net/index.ts";
import type { CommunityAccess } from "../../shell/connect-community.ts";
import { LinkBanner } from "../../shell/hud/link-banner.ts";
import { invitedRoomIn } from "../../shell/lobby/invite.ts";
import { LobbyUi } from "../../shell/lobby/ui/index.ts";
import { nextAddress } from "../../shell/page-address.ts";
import type { PageHost } from "../../shell/page-host.ts";
import { MENU_STATE, type PageEvent, type PageState } from "../../shell/page-state.ts";
import { PageStateMachine, type StateScope } from "../../shell/page-state-machine.ts";
import { ReplayLibrary } from "../../shell/replay/replay-library.ts";
import { type WatchTarget, watchTargetIn } from "../../shell/replay/watch-address.ts";
import { closeDialogs, isDialogOpen } from "../../shell/ui/panel.ts";
import type { AnyView } from "../view.ts";
import type { AnyCommand, AnyPage } from "./any-page.ts";
import { GameButtons } from "./game-buttons.ts";
import { GameInput } from "./game-input.ts";
import type { KitFront } from "./kit-front.ts";
import { PLAY_TAB } from "./kit-menu.ts";
import { KitSeat } from "./kit-seat.ts";
import { LiveBoard } from "./live-board.ts";
import { MatchPanel } from "./match-panel.ts";
import { MatchScreen } from "./match-screen.ts";
import { Picture } from "./picture.ts";
import { resultsOf } from "./results.ts";
import { showState } from "./show-state.ts";
import { type KitSnapshot, viewSnapshot } from "./snapshot.ts";
import { TouchKeys } from "./touch-keys.ts";
import { Watching } from "./watching.ts";

/** How often a hidden page, which draws nothing, keeps its seat's clock. */
const HIDDEN_MS = 500;

export interface KitAppOptions {
  /** The game's name in the table. */
  readonly game: string;
  readonly page: AnyPage;
  readonly host: PageHost;
  readonly front: KitFront;
  readonly access: CommunityAccess;
  /** Loads the page of the server's version. */
  changePage(): void;
  /** Loads the page of the version that a match or replay was played with. False: that was tried. */
  watchInOtherVersion(asked: WatchTarget): boolean;
}

/** A game's page: what each state of it opens, and closes. */
export class KitApp {
  readonly #options: KitAppOptions;
  readonly #states: PageStateMachine;
  readonly #picture: Picture;
  readonly #input: GameInput;
  readonly #lobby: LobbyUi;
  readonly #panel: MatchPanel;
  readonly #library: ReplayLibrary;
  readonly #screen: MatchScreen;
  readonly #watching: Watching;
  #seat: KitSeat | null = null;
  #view: AnyView | null = null;

  constructor(options: KitAppOptions) {
    this.#options = options;
    const { page, host, front, access, game } = options;
    this.#states = new PageStateMachine(MENU_STATE, (to, scope, move, from) => this.#enter(to, scope, move, from));
    this.#picture = new Picture(page, host.stage);
    this.#library = new ReplayLibrary(
      game,
      (id, watched) => this.#watch({ id, watched }),
      () => undefined,
    );
    this.#panel = new MatchPanel(front.settings, front.keyHelp, this.#leave);
    this.#lobby = new LobbyUi(
      access.community,
      {
        join: (room) => this.#launch({ room }),
        watch: (room) => this.#watch({ id: room, watched: "watch" }),
        watchReplay: (id) => this.#watch({ id, watched: "replay" }),
        createPrivate: () => this.#launch("new"),
        openReplays: () => this.#library.open(),
        openSettings: () => this.#panel.show(false),
        playing: () => this.#isPlaying,
        chatOpened: () => undefined,
      },
      {
        name: game,
        otherGames: () => host.otherGames(),
        playTab: PLAY_TAB,
        results: resultsOf(page),
        live: (context) => new LiveBoard(context),
      },
    );
    this.#screen = new MatchScreen(
      {
        page,
        banner: new LinkBanner(),
        gameButtons: new GameButtons(page, (command) => this.#send(command)),
        touchKeys: new TouchKeys(page, {
          press: (key) => this.#input.press(key),
          release: (key) => this.#input.release(key),
        }),
        toggleChat: () => this.#lobby.chat.toggle(),
        openSettings: () => this.#panel.show(true),
        leave: this.#leave,
      },
      front.settings.current.netGraph,
    );
    this.#watching = new Watching({
      page,
      wait: front.wait,
      leave: this.#leave,
      toggleChat: () => this.#lobby.chat.toggle(),
      refuse: (title, text) => this.#states.dispatch({ do: "refuse", title, text }),
      watchInOtherVersion: options.watchInOtherVersion,
    });
    this.#input = new GameInput(page, host.stage, {
      view: () => (this.#isPlaying && !this.#lobby.chat.isOpen ? this.#view : null),
      size: () => this.#picture.size,
      send: (command) => this.#send(command),
    });
    this.#build();
  }

  /** Goes on where the page begins: with the menu, what is to be watched, or the seat from before a reload. */
  start(): void {
    const { front, access } = this.#options;
    const { menu, tab, opening } = front;
    access.community.identity.subscribe(() => menu.showIdentity(access.community.identity));
    this.#lobby.begin((view) => menu.view(view));
    front.wait.connect(this.#leave);
    this.#show(MENU_STATE);
    access.community.start();
    if (opening.at === "watching") this.#watch(opening.asked);
    else if (opening.at === "returning")
      this.#states.dispatch({ do: "launch", choice: tab.choice ?? menu.choice, into: "any", returning: true });
    menu.connect(
      {
        launch: (_choice, into) => this.#launch(into),
        cancel: this.#leave,
        openPrivate: () => this.#lobby.openPrivate(),
      },
      this.#lobby,
    );
    // The boards are on the page from here on.
    this.#lobby.refresh();
    const draw = (): void => {
      window.requestAnimationFrame(draw);
      this.#frame(performance.now());
    };
    draw();
    setInterval(() => {
      if (document.hidden) this.#frame(performance.now());
    }, HIDDEN_MS);
  }

  get ready(): boolean {
    return this.#states.current.at === "menu" || this.#view !== null;
  }

  snapshot(): KitSnapshot {
    const { current } = this.#states;
    return {
      game: this.#options.game,
      place: current.at,
      refusal: (current.at === "menu" && current.refusal?.reason) || "",
      link: this.#seat?.status ?? "idle",
      view: this.#view && viewSnapshot(this.#view),
      net: this.#view?.net ?? null,
      replay: this.#watching.snapshot(),
    };
  }

  get #isPlaying(): boolean {
    return this.#states.current.at === "playing";
  }

  #build(): void {
    const { front, host } = this.#options;
    front.menu.root.before(this.#screen.root);
    front.notice.root.before(this.#watching.root, this.#library.root, ...this.#lobby.overlays, this.#panel.panel.root);
    host.stage.addEventListener("pointerdown", () => this.#lobby.chat.close());
    front.settings.subscribe(({ netGraph }) => this.#screen.net.open(netGraph));
    window.addEventListener("keydown", (event) => this.#onKey(event));
    window.addEventListener("popstate", () =>
      this.#states.dispatch({ do: "address", asked: watchTargetIn(window.location.href) }),
    );
  }

  // States

  #enter(to: PageState, scope: StateScope, move: PageEvent, from: PageState): void {
    if (from.at !== to.at) closeDialogs();
    const address = nextAddress(window.location.href, to, move);
    if (address !== null) window.history.pushState(null, "", address);
    this.#view = null;
    this.#show(to);
    if (to.at === "joining") this.#join(to, scope);
    else if (to.at === "playing") this.#play(scope);
    else if (to.at === "watching")
      this.#watching.open(to.asked, scope, () => this.#lobby.chat.enter(to.asked.id, false));
    if (to.at === "watching" || to.at === "playing") scope.add(() => this.#lobby.chat.leave());
  }

  #show(state: PageState): void {
    const { front, changePage } = this.#options;
    showState(state, front, {
      menu: this.#leave,
      page: () => changePage(),
      reload: () => window.location.reload(),
    });
    this.#screen.root.hidden = state.at !== "playing";
    if (state.at === "menu" || state.at === "joining") this.#lobby.refresh();
    this.#options.host.stage.dataset.state = state.at;
    if (state.at !== "playing" && state.at !== "watching") this.#picture.clear();
  }

  #join({ choice, into }: PageState & { readonly at: "joining" }, scope: StateScope): void {
    const { page, host, front, access } = this.#options;
    front.settings.change({ name: choice.name });
    const seat = new KitSeat({ page, url: host.url, tab: front.tab, access, choice, target: into });
    this.#seat = seat;
    void seat.open(scope.signal).then((end) => {
      if (end !== null && !scope.signal.aborted) this.#states.dispatch(end);
    });
    scope.add((move, to) => {
      if (to.at !== "playing") this.#giveUp(move);
    });
  }

  #play(scope: StateScope): void {
    if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
    scope.add((move) => this.#giveUp(move));
  }

  /** A link that ended by itself has nothing to give up, and its token may be good elsewhere. */
  #giveUp(move: PageEvent): void {
    if (move.do !== "end") this.#seat?.leave();
    this.#seat = null;
  }

  // Frames

  #frame(nowMs: number): void {
    if (this.#seat !== null) this.#playFrame(this.#seat, nowMs);
    else if (this.#states.current.at === "watching") this.#view = this.#watching.frame(nowMs);
    if (this.#view === null || document.hidden) return;
    this.#picture.show(this.#seat?.drawnView() ?? this.#view, this.#input.pointer, nowMs);
  }

  #playFrame(seat: KitSeat, nowMs: number): void {
    const end = seat.advance(nowMs);
    const view = seat.view();
    if (end !== null) this.#states.dispatch(end);
    if (end !== null || view === null) return;
    if (this.#states.current.at === "joining") this.#states.dispatch({ do: "arrive" });
    const match = seat.nextMatch(window.location.href);
    if (match !== null) {
      if (match.address !== window.location.href) window.history.replaceState(null, "", match.address);
      this.#options.front.menu.invite(invitedRoomIn(match.address));
      this.#lobby.chat.enter(match.room, match.invited);
    }
    this.#view = view;
    this.#screen.update(view, nowMs);
  }

  // What the player does

  readonly #leave = (): void => this.#states.dispatch({ do: "leave" });

  #launch(into: JoinTarget): void {
    this.#lobby.choose("fly");
    this.#states.dispatch({ do: "launch", choice: this.#options.front.menu.choice, into, returning: false });
  }

  #watch(asked: WatchTarget): void {
    this.#states.dispatch({ do: "watch", asked });
  }

  #send(command: AnyCommand): void {
    this.#seat?.send(command);
  }

  /** A dialog has all keys to itself, and closes by its own Escape. */
  #onKey(event: KeyboardEvent): void {
    const { front, page } = this.#options;
    const keys = Object.fromEntries((page.keys ?? []).map(({ label, codes }) => [label, codes]));
    if (isDialogOpen() || this.#lobby.key(event, keys)) return;
    const { at } = this.#states.current;
    if (event.code === "Escape" && at !== "menu") {
      if (at === "playing") this.#panel.show(true);
      else this.#leave();
    } else if (event.code === "F3") front.settings.change({ netGraph: !front.settings.current.netGraph });
    else if (at !== "watching" || !this.#watching.key(event)) return;
    event.preventDefault();
  }
}
