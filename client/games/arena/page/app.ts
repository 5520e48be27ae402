import type { JoinTarget } from "../../../net/index.ts";
import { ignoreImeKeys } from "../../../shell/keyboard/ime.ts";
import { type KeyboardLayout, loadKeyboardLayout } from "../../../shell/keyboard/key-label.ts";
import { LobbyUi, type LobbyUiPort } from "../../../shell/lobby/ui/index.ts";
import { nextAddress } from "../../../shell/page-address.ts";
import { MENU_STATE, type PageEvent, type PageState, type SeatEvent } from "../../../shell/page-state.ts";
import { PageStateMachine, type StateScope } from "../../../shell/page-state-machine.ts";
import { type WatchTarget, watchTargetIn } from "../../../shell/replay/watch-address.ts";
import { NoGraphicsError, startProblem } from "../../../shell/start-problem.ts";
import { closeDialogs, isDialogOpen } from "../../../shell/ui/panel.ts";
import type { ArenaFrame } from "../model/frame.ts";
import { SourceSwitch } from "../model/source-switch.ts";
import type { ReplaySource } from "../replay/replay-source.ts";
import type { GameHandle } from "../scenes/game.ts";
import type { AppOptions } from "./app-options.ts";
import { applySettings } from "./apply-settings.ts";
import { ArenaSeat } from "./arena-seat.ts";
import { FlightScreen } from "./flight-screen.ts";
import { LeagueBoard } from "./lobby/league-board.ts";
import { MatchList } from "./lobby/match-list.ts";
import { PLAY_TAB } from "./lobby/play-tab.ts";
import type { MenuChoice } from "./menu/index.ts";
import { pageKeyAction } from "./page-keys.ts";
import { type PageParts, showPageState } from "./page-parts.ts";
import { ReplayUi } from "./replay/index.ts";
import { SettingsPanel } from "./settings/index.ts";
import type { Settings } from "./settings/settings.ts";
import { type Snapshot, snapshotOf } from "./snapshot.ts";
import { addButtonSounds, soundWhile } from "./sounds.ts";

/** How often a way in is looked after while nothing is drawn yet. */
const UNDRAWN_MS = 100;

/** The parts of the page, and what each place of it opens of them. Which place follows which is in `place.ts`. */
export class App {
  readonly #options: AppOptions;
  readonly #places: PageStateMachine<MenuChoice>;
  readonly #source: SourceSwitch;
  readonly #lobby: LobbyUi;
  readonly #settings: SettingsPanel;
  readonly #replays: ReplayUi;
  readonly #piloting: FlightScreen;
  readonly #screens: PageParts;
  #game: GameHandle | null = null;
  #frame: ArenaFrame | null = null;
  /** The seat that is being taken, or had; null in every other place. */
  #flight: ArenaSeat | null = null;

  constructor(options: AppOptions) {
    ignoreImeKeys(window);
    this.#options = options;
    const { settings, ui, community, sound, front } = options;
    const { menu } = front;
    this.#places = new PageStateMachine<MenuChoice>(MENU_STATE, (to, scope, move, from) =>
      this.#enter(to, scope, move, from),
    );
    this.#source = new SourceSwitch(
      options.backdrop,
      () => this.#piloting.helm.steer(this.#frame, this.#game),
      (nowMs) => options.beacons.visibleAt(nowMs, this.#isFlying || this.#replays.isLive),
    );
    const lobbyPort: LobbyUiPort = {
      join: (room) => this.#goTo({ room }),
      watch: (room) => this.#watch({ id: room, watched: "watch" }),
      watchReplay: (id) => this.#watch({ id, watched: "replay" }),
      createPrivate: () => this.#goTo("new"),
      openReplays: () => this.#openReplays(),
      openSettings: () => this.#openSettings(),
      playing: () => this.#isFlying,
      chatOpened: () => this.#piloting.helm.input.releaseAll(),
    };
    this.#lobby = new LobbyUi(community, lobbyPort, {
      playTab: PLAY_TAB,
      live: (context) => new MatchList(context),
      league: (context) => new LeagueBoard(context),
    });
    this.#lobby.begin((view) => menu.view(view));
    community.identity.subscribe(() => menu.showIdentity(community.identity));
    this.#settings = new SettingsPanel(settings, { closed: () => sound.ui("close"), leave: this.#leave });
    this.#piloting = new FlightScreen({
      ...{ options, source: this.#source, chat: this.#lobby.chat },
      flying: () => this.#isFlying,
      openSettings: () => this.#openSettings(),
    });
    this.#replays = new ReplayUi({
      surface: options.stage,
      wait: front.wait,
      view: this.#piloting.helm.view,
      choose: (asked) => this.#watch(asked),
      leave: this.#leave,
      show: (source) => this.#showReplay(source),
      refuse: (title, text) => this.#places.dispatch({ do: "refuse", title, text }),
      watchInOtherVersion: options.watchInOtherVersion,
      toggleChat: () => this.#lobby.chat.toggle(),
      closed: () => sound.ui("close"),
    });
    this.#screens = {
      ...{ front, sound, lobby: this.#lobby, hud: this.#piloting.hud },
      ways: { menu: this.#leave, page: () => options.changePage(), reload: () => window.location.reload() },
    };
    this.#build(ui);
    window.addEventListener("keydown", (event) => this.#onKey(event, true));
    window.addEventListener("keyup", (event) => this.#onKey(event, false));
    window.addEventListener("popstate", () =>
      this.#places.dispatch({ do: "address", asked: watchTargetIn(window.location.href) }),
    );
    window.addEventListener("focus", () => void this.#learnKeys());
    void this.#learnKeys();
    settings.subscribe((settings) => this.#apply(settings));
    this.#apply(settings.current);
  }

  get #isFlying(): boolean {
    return this.#places.current.at === "playing";
  }

  /** Goes on where the front page began: with the menu, what is to be watched, or the seat held before the page was reloaded. */
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
    return this.#frame === null ? null : snapshotOf(this.#frame, this.#places.current.at, this.#replays.snapshot());
  }

  #build(ui: HTMLElement): void {
    const { front, stage, sound } = this.#options;
    front.menu.root.before(this.#piloting.hud.root);
    front.notice.root.before(...this.#replays.nodes, ...this.#lobby.overlays, this.#settings.root);
    stage.addEventListener("pointerdown", () => this.#lobby.chat.close());
    addButtonSounds(ui, sound);
  }

  /** The engine comes after the menu, and a launch does not wait for it. */
  async #startGame(): Promise<void> {
    const { sound, settings, startGame } = this.#options;
    const heard = soundWhile(sound, () => this.#isFlying || this.#replays.isHeard);
    const undrawn = setInterval(() => this.#flight?.source.advance(performance.now()), UNDRAWN_MS);
    try {
      this.#game = await startGame(this.#source, heard, (frame) => this.#onFrame(frame));
      this.#apply(settings.current);
    } catch (error) {
      this.#places.dispatch({ do: "fail", ...startProblem(error) });
      if (!(error instanceof NoGraphicsError)) window.reportError(error);
    } finally {
      clearInterval(undrawn);
    }
  }

  // Places

  #enter(to: PageState<MenuChoice>, scope: StateScope, move: PageEvent<MenuChoice>, from: PageState<MenuChoice>): void {
    if (from.at !== to.at) closeDialogs();
    const address = nextAddress(window.location.href, to, move);
    if (address !== null) window.history.pushState(null, "", address);
    showPageState(to, this.#screens);
    if (to.at === "joining") this.#join(to, scope);
    else if (to.at === "playing") this.#fly(scope);
    else if (to.at === "watching") this.#replays.watch(to.asked, scope.signal);
    if (to.at === "watching" || to.at === "playing")
      scope.add(() => {
        this.#lobby.chat.leave();
        this.#source.use(this.#options.backdrop);
      });
  }

  #join({ choice, into }: PageState<MenuChoice> & { readonly at: "joining" }, scope: StateScope): void {
    const { settings, enter, backdrop } = this.#options;
    settings.change({ name: choice.name, hull: choice.hull });
    const flight = new ArenaSeat(enter(choice, into), into);
    this.#flight = flight;
    // Where nothing is drawn yet, the first picture is the arena's.
    if (this.#frame === null) this.#source.use(flight.source);
    flight.open().catch((error: unknown) => {
      if (!scope.signal.aborted) this.#places.dispatch(flight.refused(error));
    });
    scope.add((move, to) => {
      if (to.at === "playing") return;
      this.#giveUp(move);
      this.#source.use(backdrop);
    });
  }

  #fly(scope: StateScope): void {
    const flight = this.#flight;
    if (flight === null) throw new Error("flying without a seat");
    scope.add((move) => this.#giveUp(move));
    this.#piloting.enter(flight, scope);
  }

  /** A link that ended by itself has nothing to give up, and its token may be good elsewhere. */
  #giveUp(move: PageEvent): void {
    if (move.do !== "end") this.#flight?.source.leave();
    this.#flight = null;
  }

  #showReplay(source: ReplaySource): void {
    const { current } = this.#places;
    this.#source.use(source);
    if (current.at === "watching" && current.asked.watched === "watch") this.#lobby.chat.enter(current.asked.id, false);
  }

  // Frames

  #onFrame(frame: ArenaFrame): void {
    const nowMs = performance.now();
    this.#frame = frame;
    if (frame.config !== null) this.#options.stage.classList.add("drawn");
    switch (this.#places.current.at) {
      case "joining":
        if (this.#flight !== null) this.#checkArrival(this.#flight, nowMs);
        return;
      case "watching":
        if (this.#replays.source === null) return;
        this.#piloting.helm.readView(this.#game);
        this.#replays.update(frame, nowMs);
        return;
      case "playing":
        if (this.#flight !== null) this.#move(this.#piloting.update(this.#flight, frame, this.#game, nowMs));
    }
  }

  /** Into the arena as soon as its first picture is there; the one just drawn is still the menu's. */
  #checkArrival(flight: ArenaSeat, nowMs: number): void {
    flight.source.advance(nowMs);
    const frame = flight.source.view();
    const move = flight.arrival(frame);
    if (move?.do === "arrive") this.#frame = frame;
    this.#move(move);
  }

  #move(move: SeatEvent | null): void {
    if (move !== null) this.#places.dispatch(move);
  }

  // What the player does

  readonly #leave = (): void => this.#places.dispatch({ do: "leave" });

  /** Into another match, from wherever one is. */
  #goTo(into: JoinTarget): void {
    this.#lobby.choose("fly");
    this.#launch(this.#options.front.menu.choice, into);
  }

  #launch(choice: MenuChoice, into: JoinTarget = "any", returning = false): void {
    this.#places.dispatch({ do: "launch", choice, into, returning });
  }

  #watch(asked: WatchTarget): void {
    this.#places.dispatch({ do: "watch", asked });
  }

  #openReplays(): void {
    this.#options.sound.ui("open");
    this.#replays.openList();
  }

  #openSettings(): void {
    this.#options.sound.ui("open");
    this.#piloting.helm.input.releaseAll();
    this.#settings.show(this.#isFlying);
  }

  /** A dialog has all keys to itself, and closes by its own Escape. */
  #onKey(event: KeyboardEvent, down: boolean): void {
    if (isDialogOpen() || (down && this.#lobby.key(event, this.#options.settings.current.keys))) return;
    const meaning = pageKeyAction(event, down, this.#places.current.at);
    switch (meaning?.do) {
      case "settings":
        event.preventDefault();
        this.#openSettings();
        return;
      case "leave":
        event.preventDefault();
        this.#leave();
        return;
      case "replay":
        if (this.#replays.key(event, down)) event.preventDefault();
        return;
      case "hull":
        this.#piloting.hud.pickHull(meaning.hull);
    }
  }

  /** Keys are called as they are written on this keyboard, which may be another since the page was left. */
  async #learnKeys(): Promise<void> {
    const { keyboard } = navigator as { keyboard?: KeyboardLayout };
    if (!(await loadKeyboardLayout(keyboard))) return;
    this.#options.front.showKeys(this.#options.settings.current.keys);
    this.#settings.refreshKeys();
  }

  #apply(settings: Settings): void {
    applySettings(settings, this.#options, this.#piloting.helm.input, this.#game);
  }
}
