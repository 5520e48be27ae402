import type { Controls } from "../../shared/arena/controls.ts";
import type { ArenaFrame, FrameSource } from "../arena/frame.ts";
import type { SoundPort } from "../audio/port.ts";
import { Input } from "../input/index.ts";
import type { ReplaySource } from "../replay/source.ts";
import type { GameHandle } from "../scenes/game.ts";
import type { Settings, SettingsBook } from "../settings.ts";
import type { FxLevel } from "../view/stage.ts";
import { suggestCallsign } from "./callsign.ts";
import { el } from "./dom.ts";
import { Hud } from "./hud/index.ts";
import type { HudView } from "./hud/part.ts";
import { Menu, type MenuChoice } from "./menu/index.ts";
import { Notice } from "./notice.ts";
import { Replays, type ReplaysPort } from "./replay/index.ts";
import { ICONS, screenButtons } from "./screen-buttons.ts";
import { SettingsPanel } from "./settings/index.ts";
import { type Snapshot, snapshotOf } from "./snapshot.ts";
import { heardIf, lastSeconds, soundButtons } from "./sounds.ts";
import { SourceSwitch } from "./source-switch.ts";

const FIRST_PAINT_MS = 30;
const MOST_HEARD_SPEED = 2;

/** A way into one arena, not taken yet. */
export interface Entrance {
  readonly source: FrameSource;
  /** Rejects with the reason in words. */
  open(): Promise<void>;
}

export interface AppOptions {
  readonly book: SettingsBook;
  readonly sound: SoundPort;
  /** What moves behind the menu. */
  readonly backdrop: FrameSource;
  /** Where the arena is drawn. */
  readonly stage: HTMLElement;
  /** Where menu and HUD go. */
  readonly ui: HTMLElement;
  enter(choice: MenuChoice): Entrance;
  /** A seat from before this page was loaded is remembered. */
  hasSeat(): boolean;
  /** Who holds it; null: not known. */
  seated(): MenuChoice | null;
  /** Loads the page that speaks as the server does. */
  changePage(): void;
  /** @see ReplaysPort */
  watchElsewhere: ReplaysPort["watchElsewhere"];
  startGame(source: FrameSource, sound: SoundPort, onFrame: (frame: ArenaFrame) => void): GameHandle;
  /** The effects that "auto" stands for here. */
  readonly autoFx: FxLevel;
  /** Effects asked for in the address; they win over the settings. */
  readonly forcedFx: FxLevel | null;
}

/** Menu, arena, replays, and the way from one to the other and back. */
export class App {
  readonly #options: AppOptions;
  readonly #source: SourceSwitch;
  readonly #menu: Menu;
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
  readonly #input: Input;
  readonly #view: HudView = { x: 0, y: 0, zoom: 1, width: 1, height: 1 };
  readonly #controls: Controls = { bits: 0, aim: 0 };
  readonly #lastSeconds = lastSeconds();
  #game: GameHandle | null = null;
  #frame: ArenaFrame | null = null;
  #inArena = false;
  #waiting: FrameSource | null = null;

  constructor(options: AppOptions) {
    this.#options = options;
    const { book, ui } = options;
    this.#source = new SourceSwitch(options.backdrop, () => this.#steer());
    this.#hud = new Hud({
      keys: () => book.now.keys,
      touch: () => document.body.classList.contains("touching"),
      hull: () => book.now.hull,
      chooseHull: (hull) => this.#chooseHull(hull),
    });
    const name = book.now.name === "" ? suggestCallsign(Math.random) : book.now.name;
    this.#menu = new Menu(
      {
        launch: (choice) => this.launch(choice),
        openSettings: () => this.#openSettings(),
        openReplays: () => this.#openReplays(),
      },
      { name, hull: book.now.hull },
      book.now.keys,
    );
    this.#settings = new SettingsPanel(book, { closed: () => options.sound.ui("close"), leave: () => this.#leave("") });
    this.#replays = new Replays({
      surface: options.stage,
      view: this.#view,
      notice: this.#notice,
      show: (source) => this.#showReplay(source),
      watchElsewhere: options.watchElsewhere,
      closed: () => options.sound.ui("close"),
    });
    this.#input = new Input({
      surface: options.stage,
      bindings: book.now.keys,
      mouseTurn: book.now.mouseTurn,
      active: () => this.#inArena && !this.#settings.open,
      onAction: (action, down) => {
        if (action === "mute" && down) book.change({ muted: !book.now.muted });
        this.#hud.onAction(action, down);
      },
      onTouch: () => document.body.classList.add("touching"),
    });
    this.#hud.root.append(this.#input.touch.root);
    this.#hud.addButtons(
      screenButtons([
        { label: "Scores", icon: ICONS.scores, act: () => this.#hud.toggleScores() },
        { label: "Map", icon: ICONS.map, act: () => this.#hud.onAction("map", true) },
        { label: "Settings", icon: ICONS.settings, act: () => this.#openSettings() },
      ]),
    );
    if (window.matchMedia("(pointer: coarse)").matches) document.body.classList.add("touching");
    const { nodes } = this.#replays;
    ui.append(this.#hud.root, this.#menu.root, this.#returning, ...nodes, this.#settings.root, this.#notice.root);
    window.addEventListener("keydown", (event) => this.#onKey(event));
    document.addEventListener("visibilitychange", () => this.#onVisibility());
    soundButtons(ui, options.sound);
    book.subscribe((settings) => this.#apply(settings));
    this.#apply(book.now);
  }

  /** Shows the menu, or goes straight to a replay, or back to the seat held before the page was reloaded. */
  start(): void {
    const watching = this.#replays.start();
    const returning = !watching && this.#options.hasSeat();
    this.#menu.show(!returning && !watching);
    this.#returning.hidden = !returning;
    if (returning) this.launch(this.#options.seated() ?? this.#menu.choice);
    // The engine's start holds the page up for a moment: the menu is painted before.
    setTimeout(() => this.#startGame(), FIRST_PAINT_MS);
  }

  launch(choice: MenuChoice): void {
    if (this.#waiting !== null || this.#inArena) return;
    this.#options.book.change({ name: choice.name, hull: choice.hull });
    this.#menu.busy(true);
    const entrance = this.#options.enter(choice);
    this.#waiting = entrance.source;
    entrance.open().catch((error: unknown) => {
      if (this.#waiting === entrance.source) this.#leave(error instanceof Error ? error.message : String(error));
    });
  }

  snapshot(): Snapshot | null {
    return this.#frame === null ? null : snapshotOf(this.#frame, this.#inArena, this.#replays.snapshot());
  }

  #startGame(): void {
    const { sound, book, startGame } = this.#options;
    const heard = heardIf(sound, () => this.#inArena || this.#isReplayHeard());
    this.#game = startGame(this.#source, heard, (frame) => this.#onFrame(frame));
    this.#apply(book.now);
  }

  #onFrame(frame: ArenaFrame): void {
    const nowMs = performance.now();
    this.#frame = frame;
    // The picture just drawn is still the menu's when the arena's is ready.
    if (this.#checkWaiting(nowMs)) return;
    if (this.#replays.source !== null) {
      this.#readView();
      this.#replays.update(frame, nowMs);
      return;
    }
    if (!this.#inArena || frame.net.state === "joining") return;
    if (frame.net.state === "closed") {
      this.#leave(frame.net.reason);
      return;
    }
    this.#readView();
    this.#hud.update(frame, this.#view, nowMs);
    if (this.#lastSeconds(frame.round.remainingS)) this.#options.sound.ui("tick");
  }

  #readView(): void {
    const view = this.#game?.view();
    if (view === undefined) return;
    this.#view.zoom = view.zoom;
    this.#view.width = view.width * view.zoom;
    this.#view.height = view.height * view.zoom;
    this.#view.x = view.x + view.width / 2;
    this.#view.y = view.y + view.height / 2;
  }

  #showReplay(source: ReplaySource | null): void {
    this.#source.use(source ?? this.#options.backdrop);
    this.#menu.show(source === null);
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

  /** Reads the devices for the frame that is about to be made. */
  #steer(): void {
    if (!this.#inArena || this.#frame === null || this.#game === null) return;
    const view = this.#game.view();
    const at = this.#frame.ownShip ?? this.#frame.focus;
    this.#input.read((at.x - view.x) * view.zoom, (at.y - view.y) * view.zoom, this.#controls);
    this.#source.control(this.#controls.bits, this.#controls.aim);
  }

  /** Into the arena as soon as its first picture is there. */
  #checkWaiting(nowMs: number): boolean {
    const waiting = this.#waiting;
    if (waiting === null) return false;
    const frame = waiting.frame(nowMs);
    const { net, config, players } = frame;
    if (net.state === "closed") this.#leave(net.reason);
    if (net.state !== "live" || config === null || players.count === 0) return false;
    this.#frame = frame;
    this.#waiting = null;
    this.#inArena = true;
    this.#source.use(waiting);
    this.#returning.hidden = true;
    this.#menu.show(false);
    this.#hud.show(true);
    this.#input.releaseAll();
    if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
    return true;
  }

  /** Back to the menu; with a reason, it is shown there. */
  #leave(reason: string): void {
    const source = this.#waiting ?? this.#source.now;
    this.#waiting = null;
    if (this.#inArena && reason === "") source.leave();
    this.#inArena = false;
    this.#source.use(this.#options.backdrop);
    this.#input.releaseAll();
    this.#hud.show(false);
    this.#returning.hidden = true;
    this.#menu.show(true);
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
    this.#input.releaseAll();
    this.#settings.show(this.#inArena);
  }

  #onKey(event: KeyboardEvent): void {
    if (!this.#inArena || this.#settings.open) return;
    if (event.code === "Escape") {
      event.preventDefault();
      this.#openSettings();
    }
    const digit = /^(?:Digit|Numpad)([1-9])$/.exec(event.code);
    if (digit !== null) this.#hud.pickHull(Number(digit[1]) - 1);
  }

  /** A hidden page draws no frames: what was held is let go of at once, and said. */
  #onVisibility(): void {
    if (!document.hidden || !this.#inArena) return;
    this.#input.releaseAll();
    this.#source.control(0, 0);
    setTimeout(() => {
      if (document.hidden && this.#inArena) this.#source.frame(performance.now());
    }, 50);
  }

  #apply(settings: Settings): void {
    const { sound, autoFx, forcedFx } = this.#options;
    sound.setVolume(settings.volume);
    sound.setMuted(settings.muted);
    this.#game?.setFx(forcedFx ?? (settings.effects === "auto" ? autoFx : settings.effects));
    this.#game?.setShake(settings.shake ? 1 : 0);
    this.#input.mouseTurn = settings.mouseTurn;
    if (settings.keys === this.#input.bindings) return;
    this.#input.setBindings(settings.keys);
    this.#menu.setBindings(settings.keys);
  }
}
