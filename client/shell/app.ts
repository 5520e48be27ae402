import type { ArenaFrame } from "../arena/frame.ts";
import { leaveKeysToIme } from "../input/ime.ts";
import { type KeyboardLayout, learnLayout } from "../input/key-label.ts";
import type { ReplaySource } from "../replay/source.ts";
import type { GameHandle } from "../scenes/game.ts";
import type { Settings } from "../settings.ts";
import { Helm } from "../ui/helm.ts";
import { Hud } from "../ui/hud/index.ts";
import { Lobby } from "../ui/lobby/index.ts";
import type { Into, MenuChoice } from "../ui/menu/index.ts";
import { Notice } from "../ui/notice.ts";
import { closeDialogs, isDialogOpen } from "../ui/panel.ts";
import { type Asked, addressOf, askedIn } from "../ui/replay/address.ts";
import { Replays } from "../ui/replay/index.ts";
import { ICONS, screenButtons } from "../ui/screen-buttons.ts";
import { SettingsPanel } from "../ui/settings/index.ts";
import { type Snapshot, snapshotOf } from "../ui/snapshot.ts";
import { heardIf, lastSeconds, soundButtons } from "../ui/sounds.ts";
import { SourceSwitch } from "../ui/source-switch.ts";
import { NoGraphics, problemOf } from "../ui/start-problem.ts";
import { waitBanner } from "../ui/wait-banner.ts";
import type { AppOptions } from "./app-options.ts";
import { Flight } from "./flight.ts";
import { MENU, type Move, type Place, type WayOut } from "./place.ts";
import { Places, type Scope } from "./places.ts";

/** How often a way in is looked after while nothing is drawn yet. */
const UNDRAWN_MS = 100;
const MOST_HEARD_SPEED = 2;

/** The parts of the page, and what each place of it opens of them. Which place follows which is in `place.ts`. */
export class App {
  readonly #options: AppOptions;
  readonly #places: Places;
  readonly #source: SourceSwitch;
  readonly #lobby: Lobby;
  readonly #hud: Hud;
  readonly #settings: SettingsPanel;
  readonly #replays: Replays;
  readonly #notice = new Notice();
  readonly #returning: HTMLElement;
  readonly #helm: Helm;
  readonly #lastSeconds = lastSeconds();
  #game: GameHandle | null = null;
  #frame: ArenaFrame | null = null;
  /** The seat that is being taken, or had; null in every other place. */
  #flight: Flight | null = null;

  constructor(options: AppOptions) {
    leaveKeysToIme(window);
    this.#options = options;
    const { book, ui, community, menu } = options;
    this.#places = new Places(MENU, (to, scope, move, from) => this.#enter(to, scope, move, from));
    const leave = (): void => this.#places.move({ do: "leave" });
    this.#source = new SourceSwitch(
      options.backdrop,
      () => this.#helm.steer(this.#frame, this.#game),
      (nowMs) => options.beacons.at(nowMs, this.#isFlying || this.#replays.goesOn),
    );
    this.#hud = new Hud({
      keys: () => book.now.keys,
      touch: () => document.body.classList.contains("touching"),
      hull: () => book.now.hull,
      chooseHull: (hull) => this.#chooseHull(hull),
    });
    this.#lobby = new Lobby(community, {
      join: (room) => this.#goTo({ room }),
      watch: (room) => this.#watch({ id: room, watched: "watch" }),
      watchReplay: (id) => this.#watch({ id, watched: "replay" }),
      createPrivate: () => this.#goTo("new"),
      openReplays: () => this.#openReplays(),
      openSettings: () => this.#openSettings(),
      flying: () => this.#isFlying,
      chatOpened: () => this.#helm.input.releaseAll(),
    });
    this.#lobby.begin((view) => menu.view(view));
    community.identity.subscribe(() => menu.callMe(community.identity));
    this.#settings = new SettingsPanel(book, { closed: () => options.sound.ui("close"), leave });
    this.#helm = new Helm({
      surface: options.stage,
      bindings: book.now.keys,
      mouseTurn: book.now.mouseTurn,
      active: () => this.#isFlying && !this.#lobby.chat.isOpen && !isDialogOpen(),
      onAction: (action, down) => {
        if (action === "mute" && down) book.change({ muted: !book.now.muted });
        this.#hud.onAction(action, down);
      },
      onTouch: () => document.body.classList.add("touching"),
      flying: () => this.#isFlying,
      source: () => this.#source,
    });
    this.#replays = new Replays({
      surface: options.stage,
      view: this.#helm.view,
      choose: (asked) => this.#watch(asked),
      leave,
      show: (source) => this.#showReplay(source),
      refuse: (title, text) => this.#places.move({ do: "refuse", title, text }),
      watchElsewhere: options.watchElsewhere,
      toggleChat: () => this.#lobby.chat.toggle(),
      closed: () => options.sound.ui("close"),
    });
    this.#returning = waitBanner("Back to your ship…", leave);
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

  /** Shows the menu, or goes straight to a replay, or back to the seat held before the page was reloaded. */
  start(): void {
    const { menu, community } = this.#options;
    const asked = askedIn(window.location.href);
    const returning = asked === null && this.#options.hasSeat();
    if (asked === null && !returning) this.#show(MENU);
    community.start();
    if (asked !== null) this.#watch(asked);
    else if (returning) this.launch(this.#options.seated() ?? menu.choice, "any", true);
    menu.connect(
      {
        launch: (choice, into) => this.launch(choice, into),
        cancel: () => this.#places.move({ do: "leave" }),
        openPrivate: () => this.#lobby.openPrivate(),
      },
      this.#lobby,
    );
    void this.#startGame();
  }

  launch(choice: MenuChoice, into: Into = "any", returning = false): void {
    this.#places.move({ do: "launch", choice, into, returning });
  }

  snapshot(): Snapshot | null {
    return this.#frame === null ? null : snapshotOf(this.#frame, this.#places.now.at, this.#replays.snapshot());
  }

  #build(ui: HTMLElement): void {
    const { menu, stage, sound } = this.#options;
    this.#hud.root.append(this.#helm.input.touch.root);
    this.#hud.addButtons(
      screenButtons([
        { label: "Chat", icon: ICONS.chat, act: () => this.#lobby.chat.toggle() },
        { label: "Scores", icon: ICONS.scores, act: () => this.#hud.toggleScores() },
        { label: "Map", icon: ICONS.map, act: () => this.#hud.onAction("map", true) },
        { label: "Settings", icon: ICONS.settings, act: () => this.#openSettings() },
      ]),
    );
    if (window.matchMedia("(pointer: coarse)").matches) document.body.classList.add("touching");
    menu.root.before(this.#hud.root);
    ui.append(this.#returning, ...this.#replays.nodes);
    ui.append(...this.#lobby.over, this.#settings.root, this.#notice.root);
    stage.addEventListener("pointerdown", () => this.#lobby.chat.close());
    soundButtons(ui, sound);
  }

  /** The engine comes after the menu, and a launch does not wait for it. */
  async #startGame(): Promise<void> {
    const { sound, book, startGame } = this.#options;
    const heard = heardIf(sound, () => this.#isFlying || this.#isReplayHeard());
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
    this.#keepAddress(to, move);
    this.#show(to);
    if (to.at === "joining") this.#join(to, scope);
    else if (to.at === "flying") this.#fly(scope);
    else if (to.at === "watching") this.#replays.watch(to.asked, scope.signal);
    if (to.at === "watching" || to.at === "flying")
      scope.add(() => {
        this.#lobby.chat.leave();
        this.#source.use(this.#options.backdrop);
      });
  }

  /** What is seen in a place, whatever was seen before. */
  #show(place: Place): void {
    const { menu, sound } = this.#options;
    const returning = place.at === "joining" && place.returning;
    const isMenu = place.at === "menu" || place.at === "lost" || (place.at === "joining" && !returning);
    menu.show(isMenu);
    if (place.at === "joining") menu.busy(true);
    if (isMenu) this.#lobby.refresh();
    this.#returning.hidden = !returning;
    this.#hud.show(place.at === "flying");
    if (place.at === "lost") this.#notice.show(place.title, place.text, ...this.#wayOut(place.way));
    else this.#notice.hide();
    if (place.at === "menu" && place.refusal !== null) menu.refuse(place.refusal.reason, place.refusal.about);
    if (place.at === "lost" || (place.at === "menu" && place.refusal !== null)) sound.ui("refuse");
  }

  #wayOut(way: WayOut): [label: string, act: () => void] {
    switch (way) {
      case "menu":
        return ["To the menu", () => this.#places.move({ do: "leave" })];
      case "page":
        return ["Reload", () => this.#options.changePage()];
      case "reload":
        return ["Try again", () => window.location.reload()];
    }
  }

  #join({ choice, into }: Place & { readonly at: "joining" }, scope: Scope): void {
    const { book, enter, backdrop } = this.#options;
    book.change({ name: choice.name, hull: choice.hull });
    const flight = new Flight(enter(choice, into), into);
    this.#flight = flight;
    // Where nothing is drawn yet, the first picture is the arena's.
    if (this.#frame === null) this.#source.use(flight.source);
    flight.open().catch((error: unknown) => {
      if (!scope.signal.aborted) this.#places.move({ do: "end", ...flight.refusal(error) });
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
    this.#source.use(flight.source);
    this.#followChat(flight);
    this.#helm.input.releaseAll();
    if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
    scope.add((move) => {
      this.#giveUp(move);
      this.#helm.input.releaseAll();
    });
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

  /** The page's address says what is watched; where it says so already, as after Back, nothing is added to the history. */
  #keepAddress(to: Place, move: Move): void {
    if (to.at === "lost" || move.do === "address") return;
    const wanted = to.at === "watching" ? to.asked : null;
    const here = askedIn(window.location.href);
    if (here?.id === wanted?.id && here?.watched === wanted?.watched) return;
    window.history.pushState(null, "", addressOf(window.location.href, wanted?.id ?? null, wanted?.watched));
  }

  // Frames

  #onFrame(frame: ArenaFrame): void {
    const nowMs = performance.now();
    this.#frame = frame;
    if (frame.config !== null) this.#options.stage.classList.add("drawn");
    switch (this.#places.now.at) {
      case "joining":
        this.#checkArrival(nowMs);
        return;
      case "watching":
        if (this.#replays.source === null) return;
        this.#helm.readView(this.#game);
        this.#replays.update(frame, nowMs);
        return;
      case "flying":
        this.#inFlight(frame, nowMs);
    }
  }

  /** Into the arena as soon as its first picture is there; the one just drawn is still the menu's. */
  #checkArrival(nowMs: number): void {
    const frame = this.#flight?.source.frame(nowMs);
    if (frame === undefined) return;
    const { net, config, players } = frame;
    if (net.state === "closed") this.#places.move({ do: "end", code: net.code, reason: net.reason });
    if (net.state !== "live" || config === null || players.count === 0) return;
    this.#frame = frame;
    this.#places.move({ do: "arrive" });
  }

  #inFlight(frame: ArenaFrame, nowMs: number): void {
    const { net } = frame;
    if (net.state === "joining") return;
    if (net.state === "closed") {
      this.#places.move({ do: "end", code: net.code, reason: net.reason });
      return;
    }
    if (this.#flight !== null) this.#followChat(this.#flight);
    this.#helm.readView(this.#game);
    this.#hud.update(frame, this.#helm.view, nowMs);
    if (this.#lastSeconds(frame.round.remainingS)) this.#options.sound.ui("tick");
  }

  /** The talk is that of the match which the seat is in, also when that is another one since. */
  #followChat(flight: Flight): void {
    const { room } = flight;
    if (room === null || room === this.#lobby.chat.room) return;
    const { menu } = this.#options;
    menu.invite(flight.shareAddress());
    this.#lobby.chat.enter(room, flight.isInvited);
  }

  // What the player does

  /** Into another match, from wherever one is. */
  #goTo(into: Into): void {
    this.#lobby.choose("fly");
    this.launch(this.#options.menu.choice, into);
  }

  #watch(asked: Asked): void {
    this.#places.move({ do: "watch", asked });
  }

  /** Fast forward would be mere noise. */
  #isReplayHeard(): boolean {
    const { source } = this.#replays;
    return source?.playing === true && source.speed <= MOST_HEARD_SPEED;
  }

  #openReplays(): void {
    this.#options.sound.ui("open");
    this.#replays.openList();
  }

  #chooseHull(hull: number): void {
    this.#options.book.change({ hull });
    this.#source.chooseHull(hull);
  }

  #openSettings(): void {
    this.#options.sound.ui("open");
    this.#helm.input.releaseAll();
    this.#settings.show(this.#isFlying);
  }

  /** A dialog has all keys to itself, and closes by its own Escape. */
  #onKey(event: KeyboardEvent, down: boolean): void {
    if (isDialogOpen() || (down && this.#lobby.key(event, this.#options.book.now.keys))) return;
    const { at } = this.#places.now;
    if (down && event.code === "Escape" && at !== "menu") {
      event.preventDefault();
      if (at === "flying") this.#openSettings();
      else this.#places.move({ do: "leave" });
    } else if (at === "watching") {
      if (this.#replays.key(event, down)) event.preventDefault();
    } else if (at === "flying" && down && !event.ctrlKey && !event.altKey && !event.metaKey) {
      const digit = /^(?:Digit|Numpad)([1-9])$/.exec(event.code);
      if (digit !== null) this.#hud.pickHull(Number(digit[1]) - 1);
    }
  }

  /** Keys are called as they are written on this keyboard, which may be another since the page was left. */
  async #learnKeys(): Promise<void> {
    const { keyboard } = navigator as { keyboard?: KeyboardLayout };
    if (!(await learnLayout(keyboard))) return;
    this.#options.menu.setBindings(this.#options.book.now.keys);
    this.#settings.refreshKeys();
  }

  #apply(settings: Settings): void {
    const { sound, fxFor, menu } = this.#options;
    sound.setVolume(settings.volume);
    sound.setMuted(settings.muted);
    this.#game?.setFx(fxFor(settings.effects));
    this.#game?.setShake(settings.shake ? 1 : 0);
    this.#helm.input.mouseTurn = settings.mouseTurn;
    if (settings.keys === this.#helm.input.bindings) return;
    this.#helm.input.setBindings(settings.keys);
    menu.setBindings(settings.keys);
  }
}
