import type { ArenaFrame } from "../arena/frame.ts";
import { leaveKeysToIme } from "../input/ime.ts";
import { type KeyboardLayout, learnLayout } from "../input/key-label.ts";
import type { ReplaySource } from "../replay/source.ts";
import type { GameHandle } from "../scenes/game.ts";
import type { Settings } from "../settings.ts";
import { Lobby } from "../ui/lobby/index.ts";
import type { Into, MenuChoice } from "../ui/menu/index.ts";
import { closeDialogs, isDialogOpen } from "../ui/panel.ts";
import { type Asked, askedIn } from "../ui/replay/address.ts";
import { Replays } from "../ui/replay/index.ts";
import { SettingsPanel } from "../ui/settings/index.ts";
import { type Snapshot, snapshotOf } from "../ui/snapshot.ts";
import { heardIf, soundButtons } from "../ui/sounds.ts";
import { SourceSwitch } from "../ui/source-switch.ts";
import { NoGraphics, problemOf } from "../ui/start-problem.ts";
import type { AppOptions } from "./app-options.ts";
import { Flight } from "./flight.ts";
import { nextAddress } from "./history.ts";
import { keyMeaning } from "./keys.ts";
import { Piloting } from "./piloting.ts";
import { MENU, type Move, type Place } from "./place.ts";
import { Places, type Scope } from "./places.ts";
import { applySettings } from "./preferences.ts";
import { type Screens, showPlace } from "./screens.ts";

/** How often a way in is looked after while nothing is drawn yet. */
const UNDRAWN_MS = 100;

/** The parts of the page, and what each place of it opens of them. Which place follows which is in `place.ts`. */
export class App {
  readonly #options: AppOptions;
  readonly #places: Places;
  readonly #source: SourceSwitch;
  readonly #lobby: Lobby;
  readonly #settings: SettingsPanel;
  readonly #replays: Replays;
  readonly #piloting: Piloting;
  readonly #screens: Screens;
  #game: GameHandle | null = null;
  #frame: ArenaFrame | null = null;
  /** The seat that is being taken, or had; null in every other place. */
  #flight: Flight | null = null;

  constructor(options: AppOptions) {
    leaveKeysToIme(window);
    this.#options = options;
    const { book, ui, community, sound, front } = options;
    const { menu } = front;
    this.#places = new Places(MENU, (to, scope, move, from) => this.#enter(to, scope, move, from));
    this.#source = new SourceSwitch(
      options.backdrop,
      () => this.#piloting.helm.steer(this.#frame, this.#game),
      (nowMs) => options.beacons.at(nowMs, this.#isFlying || this.#replays.goesOn),
    );
    this.#lobby = new Lobby(community, {
      join: (room) => this.#goTo({ room }),
      watch: (room) => this.#watch({ id: room, watched: "watch" }),
      watchReplay: (id) => this.#watch({ id, watched: "replay" }),
      createPrivate: () => this.#goTo("new"),
      openReplays: () => this.#openReplays(),
      openSettings: () => this.#openSettings(),
      flying: () => this.#isFlying,
      chatOpened: () => this.#piloting.helm.input.releaseAll(),
    });
    this.#lobby.begin((view) => menu.view(view));
    community.identity.subscribe(() => menu.callMe(community.identity));
    this.#settings = new SettingsPanel(book, { closed: () => sound.ui("close"), leave: this.#leave });
    this.#piloting = new Piloting({
      ...{ options, source: this.#source, chat: this.#lobby.chat },
      flying: () => this.#isFlying,
      openSettings: () => this.#openSettings(),
    });
    this.#replays = new Replays({
      surface: options.stage,
      wait: front.wait,
      view: this.#piloting.helm.view,
      choose: (asked) => this.#watch(asked),
      leave: this.#leave,
      show: (source) => this.#showReplay(source),
      refuse: (title, text) => this.#places.move({ do: "refuse", title, text }),
      watchElsewhere: options.watchElsewhere,
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
      this.#places.move({ do: "address", asked: askedIn(window.location.href) }),
    );
    window.addEventListener("focus", () => void this.#learnKeys());
    void this.#learnKeys();
    book.subscribe((settings) => this.#apply(settings));
    this.#apply(book.now);
  }

  get #isFlying(): boolean {
    return this.#places.now.at === "flying";
  }

  /** Goes on where the front page began: with the menu, what is to be watched, or the seat held before the page was reloaded. */
  start(): void {
    const { front, community, seated } = this.#options;
    const { menu } = front;
    const opening = front.connect(this.#leave);
    if (opening.at === "menu") showPlace(MENU, this.#screens);
    community.start();
    if (opening.at === "watching") this.#watch(opening.asked);
    else if (opening.at === "returning") this.#launch(seated() ?? menu.choice, "any", true);
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
    return this.#frame === null ? null : snapshotOf(this.#frame, this.#places.now.at, this.#replays.snapshot());
  }

  #build(ui: HTMLElement): void {
    const { front, stage, sound } = this.#options;
    front.menu.root.before(this.#piloting.hud.root);
    front.notice.root.before(...this.#replays.nodes, ...this.#lobby.over, this.#settings.root);
    stage.addEventListener("pointerdown", () => this.#lobby.chat.close());
    soundButtons(ui, sound);
  }

  /** The engine comes after the menu, and a launch does not wait for it. */
  async #startGame(): Promise<void> {
    const { sound, book, startGame } = this.#options;
    const heard = heardIf(sound, () => this.#isFlying || this.#replays.isHeard);
    const undrawn = setInterval(() => this.#flight?.source.frame(performance.now()), UNDRAWN_MS);
    try {
      this.#game = await startGame(this.#source, heard, (frame) => this.#onFrame(frame));
      this.#apply(book.now);
    } catch (error) {
      this.#places.move({ do: "fail", ...problemOf(error) });
      if (!(error instanceof NoGraphics)) window.reportError(error);
    } finally {
      clearInterval(undrawn);
    }
  }

  // Places

  #enter(to: Place, scope: Scope, move: Move, from: Place): void {
    if (from.at !== to.at) closeDialogs();
    const address = nextAddress(window.location.href, to, move);
    if (address !== null) window.history.pushState(null, "", address);
    showPlace(to, this.#screens);
    if (to.at === "joining") this.#join(to, scope);
    else if (to.at === "flying") this.#fly(scope);
    else if (to.at === "watching") this.#replays.watch(to.asked, scope.signal);
    if (to.at === "watching" || to.at === "flying")
      scope.add(() => {
        this.#lobby.chat.leave();
        this.#source.use(this.#options.backdrop);
      });
  }

  #join({ choice, into }: Place & { readonly at: "joining" }, scope: Scope): void {
    const { book, enter, backdrop } = this.#options;
    book.change({ name: choice.name, hull: choice.hull });
    const flight = new Flight(enter(choice, into), into);
    this.#flight = flight;
    // Where nothing is drawn yet, the first picture is the arena's.
    if (this.#frame === null) this.#source.use(flight.source);
    flight.open().catch((error: unknown) => {
      if (!scope.signal.aborted) this.#places.move(flight.refused(error));
    });
    scope.add((move, to) => {
      if (to.at === "flying") return;
      this.#giveUp(move);
      this.#source.use(backdrop);
    });
  }

  #fly(scope: Scope): void {
    const flight = this.#flight;
    if (flight === null) throw new Error("flying without a seat");
    scope.add((move) => this.#giveUp(move));
    this.#piloting.enter(flight, scope);
  }

  /** A link that ended by itself has nothing to give up, and its token may be good elsewhere. */
  #giveUp(move: Move): void {
    if (move.do !== "end") this.#flight?.source.leave();
    this.#flight = null;
  }

  #showReplay(source: ReplaySource): void {
    const { now } = this.#places;
    this.#source.use(source);
    if (now.at === "watching" && now.asked.watched === "watch") this.#lobby.chat.enter(now.asked.id, false);
  }

  // Frames

  #onFrame(frame: ArenaFrame): void {
    const nowMs = performance.now();
    this.#frame = frame;
    if (frame.config !== null) this.#options.stage.classList.add("drawn");
    switch (this.#places.now.at) {
      case "joining":
        if (this.#flight !== null) this.#checkArrival(this.#flight, nowMs);
        return;
      case "watching":
        if (this.#replays.source === null) return;
        this.#piloting.helm.readView(this.#game);
        this.#replays.update(frame, nowMs);
        return;
      case "flying":
        if (this.#flight !== null) this.#move(this.#piloting.update(this.#flight, frame, this.#game, nowMs));
    }
  }

  /** Into the arena as soon as its first picture is there; the one just drawn is still the menu's. */
  #checkArrival(flight: Flight, nowMs: number): void {
    const frame = flight.source.frame(nowMs);
    const move = flight.arrival(frame);
    if (move?.do === "arrive") this.#frame = frame;
    this.#move(move);
  }

  #move(move: Move | null): void {
    if (move !== null) this.#places.move(move);
  }

  // What the player does

  readonly #leave = (): void => this.#places.move({ do: "leave" });

  /** Into another match, from wherever one is. */
  #goTo(into: Into): void {
    this.#lobby.choose("fly");
    this.#launch(this.#options.front.menu.choice, into);
  }

  #launch(choice: MenuChoice, into: Into = "any", returning = false): void {
    this.#places.move({ do: "launch", choice, into, returning });
  }

  #watch(asked: Asked): void {
    this.#places.move({ do: "watch", asked });
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
    if (isDialogOpen() || (down && this.#lobby.key(event, this.#options.book.now.keys))) return;
    const meaning = keyMeaning(event, down, this.#places.now.at);
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
    if (!(await learnLayout(keyboard))) return;
    this.#options.front.menu.setBindings(this.#options.book.now.keys);
    this.#settings.refreshKeys();
  }

  #apply(settings: Settings): void {
    applySettings(settings, this.#options, this.#piloting.helm.input, this.#game);
  }
}
