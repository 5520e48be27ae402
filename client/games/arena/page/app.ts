import type { JoinTarget } from "../../../net/index.ts";
import { ignoreImeKeys } from "../../../shell/keyboard/ime.ts";
import { type KeyboardLayout, loadKeyboardLayout } from "../../../shell/keyboard/key-label.ts";
import { LobbyUi, type LobbyUiPort } from "../../../shell/lobby/ui/index.ts";
import { nextAddress } from "../../../shell/page-address.ts";
import { MENU_STATE, type PageEvent, type PageState } from "../../../shell/page-state.ts";
import { PageStateMachine, type StateScope } from "../../../shell/page-state-machine.ts";
import { type WatchTarget, watchTargetIn } from "../../../shell/replay/watch-address.ts";
import { NoGraphicsError, startProblem } from "../../../shell/start-problem.ts";
import { closeDialogs } from "../../../shell/ui/panel.ts";
import type { ArenaFrame } from "../model/frame.ts";
import { SourceSwitch } from "../model/source-switch.ts";
import type { ReplaySource } from "../replay/replay-source.ts";
import type { GameHandle } from "../scenes/game.ts";
import type { AppOptions } from "./app-options.ts";
import { applySettings } from "./apply-settings.ts";
import { FlightScreen } from "./flight-screen.ts";
import { LeagueBoard } from "./lobby/league-board.ts";
import { MatchList } from "./lobby/match-list.ts";
import { PLAY_TAB } from "./lobby/play-tab.ts";
import { ARENA_RESULTS } from "./lobby/results.ts";
import type { MenuChoice } from "./menu/index.ts";
import { PageKeyboard } from "./page-keyboard.ts";
import { type PageParts, showPageState } from "./page-parts.ts";
import { ReplayUi } from "./replay/index.ts";
import { SeatSession } from "./seat-session.ts";
import { SettingsPanel } from "./settings/index.ts";
import type { Settings } from "./settings/settings.ts";
import { type Snapshot, snapshotOf } from "./snapshot.ts";
import { addButtonSounds, soundWhile } from "./sounds.ts";

/** How often to advance a connection while no frames are drawn yet. */
const UNDRAWN_MS = 100;

/** Connects the parts of the page, and shows those of its current state. `page-state.ts` says which state follows which. */
export class App {
  readonly #options: AppOptions;
  readonly #states: PageStateMachine<MenuChoice>;
  readonly #source: SourceSwitch;
  readonly #lobby: LobbyUi;
  readonly #settings: SettingsPanel;
  readonly #replays: ReplayUi;
  readonly #flightScreen: FlightScreen;
  readonly #seat: SeatSession;
  readonly #screens: PageParts;
  #game: GameHandle | null = null;
  #frame: ArenaFrame | null = null;

  constructor(options: AppOptions) {
    ignoreImeKeys(window);
    this.#options = options;
    const { settings, ui, community, sound, front } = options;
    const { menu } = front;
    this.#states = new PageStateMachine<MenuChoice>(MENU_STATE, (to, scope, event, from) =>
      this.#enter(to, scope, event, from),
    );
    this.#source = new SourceSwitch(
      options.backdrop,
      () => this.#flightScreen.controls.steer(this.#frame, this.#game),
      (nowMs) => options.beacons.visibleAt(nowMs, this.#isFlying || this.#replays.isLive),
    );
    const lobbyPort: LobbyUiPort = {
      join: (room) => this.#joinMatch({ room }),
      watch: (room) => this.#watch({ id: room, watched: "watch" }),
      watchReplay: (id) => this.#watch({ id, watched: "replay" }),
      createPrivate: () => this.#joinMatch("new"),
      openReplays: () => this.#openReplays(),
      openSettings: () => this.#openSettings(),
      playing: () => this.#isFlying,
      chatOpened: () => this.#flightScreen.controls.input.releaseAll(),
    };
    this.#lobby = new LobbyUi(community, lobbyPort, {
      name: "arena",
      otherGames: options.otherGames,
      playTab: PLAY_TAB,
      results: ARENA_RESULTS,
      live: (context) => new MatchList(context),
      league: (context) => new LeagueBoard(context),
    });
    this.#lobby.begin((view) => menu.view(view));
    community.identity.subscribe(() => menu.showIdentity(community.identity));
    this.#settings = new SettingsPanel(settings, { closed: () => sound.ui("close"), leave: this.#leave });
    this.#flightScreen = new FlightScreen({
      options,
      source: this.#source,
      chat: this.#lobby.chat,
      flying: () => this.#isFlying,
      openSettings: () => this.#openSettings(),
    });
    this.#seat = new SeatSession(options, this.#source, this.#flightScreen, (event) => this.#states.dispatch(event));
    this.#replays = new ReplayUi({
      surface: options.stage,
      wait: front.wait,
      view: this.#flightScreen.controls.view,
      choose: (asked) => this.#watch(asked),
      leave: this.#leave,
      show: (source) => this.#showReplay(source),
      refuse: (title, text) => this.#states.dispatch({ do: "refuse", title, text }),
      watchInOtherVersion: options.watchInOtherVersion,
      toggleChat: () => this.#lobby.chat.toggle(),
      closed: () => sound.ui("close"),
    });
    this.#screens = {
      front,
      sound,
      lobby: this.#lobby,
      hud: this.#flightScreen.hud,
      noticeActions: { menu: this.#leave, page: () => options.changePage(), reload: () => window.location.reload() },
    };
    this.#build(ui);
    new PageKeyboard({
      at: () => this.#states.current.at,
      lobbyKey: (event) => this.#lobby.key(event, settings.current.keys),
      replayKey: (event, down) => this.#replays.key(event, down),
      openSettings: () => this.#openSettings(),
      leave: this.#leave,
      pickHull: (hull) => this.#flightScreen.hud.pickHull(hull),
    });
    window.addEventListener("popstate", () =>
      this.#states.dispatch({ do: "address", asked: watchTargetIn(window.location.href) }),
    );
    window.addEventListener("focus", () => void this.#loadKeyLabels());
    void this.#loadKeyLabels();
    settings.subscribe((settings) => this.#apply(settings));
    this.#apply(settings.current);
  }

  get #isFlying(): boolean {
    return this.#states.current.at === "playing";
  }

  /** Continues from the front page: shows the menu, opens what the address asks to watch, or returns to the seat held before a reload. */
  start(): void {
    const { front, community, seatedPilot } = this.#options;
    const { menu } = front;
    const opening = front.connect(this.#leave);
    if (opening.at === "menu") showPageState(MENU_STATE, this.#screens);
    community.start();
    if (opening.at === "watching") this.#watch(opening.asked);
    else if (opening.at === "returning") this.#launch(seatedPilot() ?? menu.choice, "any", true);
    menu.connect(
      {
        launch: (choice, into) => this.#launch(choice, into),
        cancel: this.#leave,
        openPrivate: () => this.#lobby.openPrivate(),
      },
      this.#lobby,
    );
    void this.#startGame();
  }

  snapshot(): Snapshot | null {
    return this.#frame === null ? null : snapshotOf(this.#frame, this.#states.current.at, this.#replays.snapshot());
  }

  #build(ui: HTMLElement): void {
    const { front, stage, sound } = this.#options;
    front.menu.root.before(this.#flightScreen.hud.root);
    front.notice.root.before(...this.#replays.nodes, ...this.#lobby.overlays, this.#settings.root);
    stage.addEventListener("pointerdown", () => this.#lobby.chat.close());
    addButtonSounds(ui, sound);
  }

  /** Loads the engine behind the menu. Joining does not wait for it. */
  async #startGame(): Promise<void> {
    const { sound, settings, startGame } = this.#options;
    const heard = soundWhile(sound, () => this.#isFlying || this.#replays.isHeard);
    const undrawn = setInterval(() => this.#seat.advance(performance.now()), UNDRAWN_MS);
    try {
      this.#game = await startGame(this.#source, heard, (frame) => this.#onFrame(frame));
      this.#apply(settings.current);
    } catch (error) {
      this.#states.dispatch({ do: "fail", ...startProblem(error) });
      if (!(error instanceof NoGraphicsError)) window.reportError(error);
    } finally {
      clearInterval(undrawn);
    }
  }

  // States

  #enter(
    to: PageState<MenuChoice>,
    scope: StateScope,
    event: PageEvent<MenuChoice>,
    from: PageState<MenuChoice>,
  ): void {
    if (from.at !== to.at) closeDialogs();
    const address = nextAddress(window.location.href, to, event);
    if (address !== null) window.history.pushState(null, "", address);
    showPageState(to, this.#screens);
    if (to.at === "joining") this.#seat.join(to, scope, this.#frame === null);
    else if (to.at === "playing") this.#seat.play(scope);
    else if (to.at === "watching") this.#replays.watch(to.asked, scope.signal);
    if (to.at === "watching" || to.at === "playing")
      scope.add(() => {
        this.#lobby.chat.leave();
        this.#source.use(this.#options.backdrop);
      });
  }

  #showReplay(source: ReplaySource): void {
    const { current } = this.#states;
    this.#source.use(source);
    if (current.at === "watching" && current.asked.watched === "watch") this.#lobby.chat.enter(current.asked.id, false);
  }

  // Frames

  #onFrame(frame: ArenaFrame): void {
    const nowMs = performance.now();
    this.#frame = frame;
    if (frame.config !== null) this.#options.stage.classList.add("drawn");
    switch (this.#states.current.at) {
      case "joining":
        // The frame just drawn is still the menu's.
        this.#frame = this.#seat.arrive(nowMs) ?? frame;
        return;
      case "watching":
        if (this.#replays.source === null) return;
        this.#flightScreen.controls.readView(this.#game);
        this.#replays.update(frame, nowMs);
        return;
      case "playing":
        this.#seat.update(frame, this.#game, nowMs);
    }
  }

  // Player actions

  readonly #leave = (): void => this.#states.dispatch({ do: "leave" });

  /** Joins another match, in any state. */
  #joinMatch(into: JoinTarget): void {
    this.#lobby.choose("fly");
    this.#launch(this.#options.front.menu.choice, into);
  }

  #launch(choice: MenuChoice, into: JoinTarget = "any", returning = false): void {
    this.#states.dispatch({ do: "launch", choice, into, returning });
  }

  #watch(asked: WatchTarget): void {
    this.#states.dispatch({ do: "watch", asked });
  }

  #openReplays(): void {
    this.#options.sound.ui("open");
    this.#replays.openList();
  }

  #openSettings(): void {
    this.#options.sound.ui("open");
    this.#flightScreen.controls.input.releaseAll();
    this.#settings.show(this.#isFlying);
  }

  /** Labels keys as on this keyboard, which may have changed while the page was in the background. */
  async #loadKeyLabels(): Promise<void> {
    const { keyboard } = navigator as { keyboard?: KeyboardLayout };
    if (!(await loadKeyboardLayout(keyboard))) return;
    this.#options.front.showKeys(this.#options.settings.current.keys);
    this.#settings.refreshKeys();
  }

  #apply(settings: Settings): void {
    applySettings(settings, this.#options, this.#flightScreen.controls.input, this.#game);
  }
}
