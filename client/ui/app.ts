import type { ArenaFrame } from "../arena/frame.ts";
import { leaveKeysToIme } from "../input/ime.ts";
import { type KeyboardLayout, learnLayout } from "../input/key-label.ts";
import { inviteIn, withInvite } from "../lobby/invite.ts";
import type { ReplaySource } from "../replay/source.ts";
import type { GameHandle } from "../scenes/game.ts";
import type { Settings } from "../settings.ts";
import type { AppOptions, Entrance } from "./app-options.ts";
import { el } from "./dom.ts";
import { Helm } from "./helm.ts";
import { Hud } from "./hud/index.ts";
import { Lobby } from "./lobby/index.ts";
import type { Into, Menu, MenuChoice } from "./menu/index.ts";
import { Notice } from "./notice.ts";
import { isDialogOpen } from "./panel.ts";
import { type Asked, Replays } from "./replay/index.ts";
import { ICONS, screenButtons } from "./screen-buttons.ts";
import { SettingsPanel } from "./settings/index.ts";
import { type Snapshot, snapshotOf } from "./snapshot.ts";
import { heardIf, lastSeconds, soundButtons } from "./sounds.ts";
import { SourceSwitch } from "./source-switch.ts";
import { NoGraphics, problemOf } from "./start-problem.ts";

/** How often a way in is looked after while nothing is drawn yet. */
const UNDRAWN_MS = 100;
const MOST_HEARD_SPEED = 2;

/** Menu, arena, replays, and the way from one to the other and back. */
export class App {
  readonly #options: AppOptions;
  readonly #source: SourceSwitch;
  readonly #menu: Menu;
  readonly #lobby: Lobby;
  readonly #hud: Hud;
  readonly #settings: SettingsPanel;
  readonly #replays: Replays;
  readonly #notice = new Notice();
  readonly #returning = el(
    "p",
    { class: "link-banner returning", role: "status", hidden: true },
    el("i", { class: "spinner" }),
    "Back to your ship…",
  );
  readonly #helm: Helm;
  readonly #lastSeconds = lastSeconds();
  #game: GameHandle | null = null;
  #frame: ArenaFrame | null = null;
  #inArena = false;
  /** The way in that is being taken, and where the last one led. */
  #waiting: Entrance | null = null;
  #into: Into = "any";

  constructor(options: AppOptions) {
    leaveKeysToIme(window);
    this.#options = options;
    const { book, ui, community } = options;
    this.#source = new SourceSwitch(
      options.backdrop,
      () => this.#helm.steer(this.#frame, this.#game),
      (nowMs) => options.beacons.at(nowMs, this.#inArena || this.#replays.goesOn),
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
      flying: () => this.#inArena,
      chatOpened: () => this.#helm.input.releaseAll(),
    });
    this.#menu = options.menu;
    this.#lobby.begin((view) => this.#menu.view(view));
    community.identity.subscribe(() => this.#menu.callMe(community.identity));
    this.#settings = new SettingsPanel(book, { closed: () => options.sound.ui("close"), leave: () => this.#leave("") });
    this.#helm = new Helm({
      surface: options.stage,
      bindings: book.now.keys,
      mouseTurn: book.now.mouseTurn,
      active: () => this.#inArena && !this.#lobby.chat.isOpen && !isDialogOpen(),
      onAction: (action, down) => {
        if (action === "mute" && down) book.change({ muted: !book.now.muted });
        this.#hud.onAction(action, down);
      },
      onTouch: () => document.body.classList.add("touching"),
      flying: () => this.#inArena,
      source: () => this.#source,
    });
    this.#replays = new Replays({
      surface: options.stage,
      view: this.#helm.view,
      notice: this.#notice,
      show: (source) => this.#showReplay(source),
      watchElsewhere: options.watchElsewhere,
      toggleChat: () => this.#lobby.chat.toggle(),
      closed: () => options.sound.ui("close"),
    });
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
    const { nodes } = this.#replays;
    const over = [...this.#lobby.over, this.#settings.root, this.#notice.root];
    this.#menu.root.before(this.#hud.root);
    ui.append(this.#returning, ...nodes, ...over);
    window.addEventListener("keydown", (event) => this.#onKey(event));
    options.stage.addEventListener("pointerdown", () => this.#lobby.chat.close());
    soundButtons(ui, options.sound);
    book.subscribe((settings) => this.#apply(settings));
    this.#apply(book.now);
    window.addEventListener("focus", () => void this.#learnKeys());
    void this.#learnKeys();
  }

  /** Shows the menu, or goes straight to a replay, or back to the seat held before the page was reloaded. */
  start(): void {
    const watching = this.#replays.start();
    const returning = !watching && this.#options.hasSeat();
    this.#showMenu(!returning && !watching);
    this.#returning.hidden = !returning;
    this.#options.community.start();
    if (returning) this.launch(this.#options.seated() ?? this.#menu.choice);
    this.#menu.connect(
      { launch: (choice, into) => this.launch(choice, into), openPrivate: () => this.#lobby.openPrivate() },
      this.#lobby,
    );
    void this.#startGame();
  }

  launch(choice: MenuChoice, into: Into = "any"): void {
    if (this.#waiting !== null || this.#inArena) return;
    this.#options.book.change({ name: choice.name, hull: choice.hull });
    this.#menu.busy(true);
    const entrance = this.#options.enter(choice, into);
    this.#waiting = entrance;
    // Where nothing is drawn yet, the first picture is the arena's.
    if (this.#frame === null) this.#source.use(entrance.source);
    this.#into = into;
    entrance.open().catch((error: unknown) => {
      if (this.#waiting === entrance) this.#leave(error instanceof Error ? error.message : String(error));
    });
  }

  snapshot(): Snapshot | null {
    return this.#frame === null ? null : snapshotOf(this.#frame, this.#inArena, this.#replays.snapshot());
  }

  /** The engine comes after the menu, and a launch does not wait for it. */
  async #startGame(): Promise<void> {
    const { sound, book, startGame } = this.#options;
    const heard = heardIf(sound, () => this.#inArena || this.#isReplayHeard());
    const undrawn = setInterval(() => this.#waiting?.source.frame(performance.now()), UNDRAWN_MS);
    try {
      this.#game = await startGame(this.#source, heard, (frame) => this.#onFrame(frame));
      this.#apply(book.now);
    } catch (error) {
      const { title, text } = problemOf(error);
      this.#notice.show(title, text, "Try again", () => window.location.reload());
      if (!(error instanceof NoGraphics)) window.reportError(error);
    } finally {
      clearInterval(undrawn);
    }
  }

  #onFrame(frame: ArenaFrame): void {
    const nowMs = performance.now();
    this.#frame = frame;
    if (frame.config !== null) this.#options.stage.classList.add("drawn");
    // The picture just drawn is still the menu's when the arena's is ready.
    if (this.#checkWaiting(nowMs)) return;
    if (this.#replays.source !== null) {
      this.#helm.readView(this.#game);
      this.#replays.update(frame, nowMs);
      return;
    }
    if (!this.#inArena || frame.net.state === "joining") return;
    if (frame.net.state === "closed") {
      this.#leave(frame.net.reason);
      return;
    }
    this.#helm.readView(this.#game);
    this.#hud.update(frame, this.#helm.view, nowMs);
    if (this.#lastSeconds(frame.round.remainingS)) this.#options.sound.ui("tick");
  }

  #showReplay(source: ReplaySource | null): void {
    const { room } = this.#replays;
    this.#source.use(source ?? this.#options.backdrop);
    this.#showMenu(source === null);
    if (source === null) this.#lobby.chat.leave();
    else if (room !== null) this.#lobby.chat.enter(room, false);
  }

  #showMenu(on: boolean): void {
    this.#menu.show(on);
    if (on) this.#lobby.refresh();
  }

  /** Into another match, from wherever one is. */
  #goTo(into: Into): void {
    this.#replays.leave();
    if (this.#inArena) this.#leave("");
    this.#lobby.choose("fly");
    this.launch(this.#menu.choice, into);
  }

  #watch(asked: Asked): void {
    if (this.#inArena) this.#leave("");
    this.#replays.choose(asked);
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

  /** Into the arena as soon as its first picture is there. */
  #checkWaiting(nowMs: number): boolean {
    const waiting = this.#waiting;
    if (waiting === null) return false;
    const frame = waiting.source.frame(nowMs);
    const { net, config, players } = frame;
    if (net.state === "closed") this.#leave(net.reason);
    if (net.state !== "live" || config === null || players.count === 0) return false;
    this.#frame = frame;
    this.#waiting = null;
    this.#inArena = true;
    this.#source.use(waiting.source);
    this.#returning.hidden = true;
    this.#showMenu(false);
    this.#hud.show(true);
    this.#enterChat(waiting.room());
    this.#helm.input.releaseAll();
    if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
    return true;
  }

  /** The address of a private match stays in the page's own: it leads back, and is there to be handed on. */
  #enterChat(room: string | null): void {
    if (room === null) return;
    if (this.#into === "new") window.history.replaceState(null, "", withInvite(window.location.href, room));
    const invited = inviteIn(window.location.href) === room;
    this.#menu.invite(inviteIn(window.location.href));
    this.#lobby.chat.enter(room, invited);
  }

  /** Back to the menu; with a reason, it is shown there. */
  #leave(reason: string): void {
    const source = this.#waiting?.source ?? this.#source.now;
    this.#waiting = null;
    this.#lobby.chat.leave();
    if (this.#inArena && reason === "") source.leave();
    this.#inArena = false;
    this.#source.use(this.#options.backdrop);
    this.#helm.input.releaseAll();
    this.#hud.show(false);
    this.#returning.hidden = true;
    this.#showMenu(true);
    if (reason === "") return;
    this.#options.sound.ui("refuse");
    if (/reload/i.test(reason)) this.#notice.show("A new version", reason, "Reload", () => this.#options.changePage());
    else this.#menu.refuse(reason, /\bname\b/i.test(reason) ? "name" : "all");
  }

  #chooseHull(hull: number): void {
    this.#options.book.change({ hull });
    this.#source.chooseHull(hull);
  }

  #openSettings(): void {
    this.#options.sound.ui("open");
    this.#helm.input.releaseAll();
    this.#settings.show(this.#inArena);
  }

  #onKey(event: KeyboardEvent): void {
    if (isDialogOpen() || this.#lobby.key(event, this.#options.book.now.keys) || !this.#inArena) return;
    if (event.code === "Escape") {
      event.preventDefault();
      this.#openSettings();
    }
    const digit = /^(?:Digit|Numpad)([1-9])$/.exec(event.code);
    if (digit !== null && !event.ctrlKey && !event.altKey && !event.metaKey) this.#hud.pickHull(Number(digit[1]) - 1);
  }

  /** Keys are called as they are written on this keyboard, which may be another since the page was left. */
  async #learnKeys(): Promise<void> {
    const { keyboard } = navigator as { keyboard?: KeyboardLayout };
    if (!(await learnLayout(keyboard))) return;
    this.#menu.setBindings(this.#options.book.now.keys);
    this.#settings.refreshKeys();
  }

  #apply(settings: Settings): void {
    const { sound, fxFor } = this.#options;
    sound.setVolume(settings.volume);
    sound.setMuted(settings.muted);
    this.#game?.setFx(fxFor(settings.effects));
    this.#game?.setShake(settings.shake ? 1 : 0);
    this.#helm.input.mouseTurn = settings.mouseTurn;
    if (settings.keys === this.#helm.input.bindings) return;
    this.#helm.input.setBindings(settings.keys);
    this.#menu.setBindings(settings.keys);
  }
}
