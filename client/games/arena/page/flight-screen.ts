import { invitedRoomIn } from "../../../shell/lobby/invite.ts";
import type { MatchChat } from "../../../shell/lobby/ui/match-chat.ts";
import type { SeatEvent } from "../../../shell/page-state.ts";
import type { StateScope } from "../../../shell/page-state-machine.ts";
import { isDialogOpen } from "../../../shell/ui/panel.ts";
import { ICONS, screenButtons } from "../../../shell/ui/screen-buttons.ts";
import { Hud } from "../hud/index.ts";
import type { ArenaFrame } from "../model/frame.ts";
import type { SourceSwitch } from "../model/source-switch.ts";
import type { GameHandle } from "../scenes/game.ts";
import type { AppOptions } from "./app-options.ts";
import type { ArenaSeat } from "./arena-seat.ts";
import { ShipControls } from "./ship-controls.ts";
import { countdownTicker } from "./sounds.ts";

export interface FlightScreenPort {
  readonly options: AppOptions;
  readonly source: SourceSwitch;
  readonly chat: MatchChat;
  flying(): boolean;
  openSettings(): void;
}

/** Shown while a ship is flown: its controls, the HUD, and the match's chat. */
export class FlightScreen {
  readonly controls: ShipControls;
  readonly hud: Hud;
  readonly #port: FlightScreenPort;
  readonly #lastSeconds = countdownTicker();

  constructor(port: FlightScreenPort) {
    this.#port = port;
    const { settings, stage } = port.options;
    this.controls = new ShipControls({
      surface: stage,
      bindings: settings.current.keys,
      mouseTurn: settings.current.mouseTurn,
      active: () => port.flying() && !port.chat.isOpen && !isDialogOpen(),
      onAction: (action, down) => {
        if (action === "mute" && down) settings.change({ muted: !settings.current.muted });
        this.hud.onAction(action, down);
      },
      onTouch: () => document.body.classList.add("touching"),
      flying: () => port.flying(),
      source: () => port.source,
    });
    this.hud = this.#newHud();
    if (window.matchMedia("(pointer: coarse)").matches) document.body.classList.add("touching");
  }

  #newHud(): Hud {
    const { chat, options, openSettings } = this.#port;
    const { settings } = options;
    const buttons = screenButtons([
      { label: "Chat", icon: ICONS.chat, act: () => chat.toggle() },
      { label: "Scores", icon: ICONS.scores, act: () => this.hud.toggleScores() },
      { label: "Map", icon: ICONS.map, act: () => this.hud.onAction("map", true) },
      { label: "Settings", icon: ICONS.settings, act: () => openSettings() },
    ]);
    const port = {
      keys: () => settings.current.keys,
      touch: () => document.body.classList.contains("touching"),
      hull: () => settings.current.hull,
      chooseHull: (hull: number) => {
        settings.change({ hull });
        this.#port.source.chooseHull(hull);
      },
    };
    return new Hud(port, buttons, this.controls.input.touch.root);
  }

  enter(seat: ArenaSeat, scope: StateScope): void {
    this.#port.source.use(seat.source);
    this.#enterNewMatch(seat);
    this.controls.input.releaseAll();
    if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
    scope.add(() => {
      this.hud.leave();
      this.controls.input.releaseAll();
    });
  }

  /** Shows the frame just drawn. Returns the event that it causes; null: none. */
  update(seat: ArenaSeat, frame: ArenaFrame, game: GameHandle | null, nowMs: number): SeatEvent | null {
    if (frame.net.state === "joining") return null;
    const ending = seat.ending(frame);
    if (ending !== null) return ending;
    this.#enterNewMatch(seat);
    this.controls.readView(game);
    this.hud.update(frame, this.controls.view, nowMs);
    if (this.#lastSeconds(frame.round.remainingS)) this.#port.options.sound.ui("tick");
    return null;
  }

  /** Enters the seat's match: address, HUD and chat follow when the seat moves to another match. */
  #enterNewMatch(seat: ArenaSeat): void {
    const match = seat.nextMatch(window.location.href);
    if (match === null) return;
    if (match.address !== window.location.href) window.history.replaceState(null, "", match.address);
    this.#port.options.front.menu.invite(invitedRoomIn(match.address));
    this.hud.enter();
    this.#port.chat.enter(match.room, match.invited);
  }
}
