import type { ArenaFrame } from "../arena/frame.ts";
import { inviteIn } from "../lobby/invite.ts";
import type { GameHandle } from "../scenes/game.ts";
import { Helm } from "../ui/helm.ts";
import { Hud } from "../ui/hud/index.ts";
import type { MatchChat } from "../ui/lobby/match-chat.ts";
import { isDialogOpen } from "../ui/panel.ts";
import { ICONS, screenButtons } from "../ui/screen-buttons.ts";
import { lastSeconds } from "../ui/sounds.ts";
import type { SourceSwitch } from "../ui/source-switch.ts";
import type { AppOptions } from "./app-options.ts";
import type { Flight } from "./flight.ts";
import type { Move } from "./place.ts";
import type { Scope } from "./places.ts";

export interface PilotingPort {
  readonly options: AppOptions;
  readonly source: SourceSwitch;
  readonly chat: MatchChat;
  flying(): boolean;
  openSettings(): void;
}

/** A ship is flown: the helm, what is shown over the arena, and the match's chat. */
export class Piloting {
  readonly helm: Helm;
  readonly hud: Hud;
  readonly #port: PilotingPort;
  readonly #lastSeconds = lastSeconds();

  constructor(port: PilotingPort) {
    this.#port = port;
    const { book, stage } = port.options;
    this.helm = new Helm({
      surface: stage,
      bindings: book.now.keys,
      mouseTurn: book.now.mouseTurn,
      active: () => port.flying() && !port.chat.isOpen && !isDialogOpen(),
      onAction: (action, down) => {
        if (action === "mute" && down) book.change({ muted: !book.now.muted });
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
    const { book } = options;
    const buttons = screenButtons([
      { label: "Chat", icon: ICONS.chat, act: () => chat.toggle() },
      { label: "Scores", icon: ICONS.scores, act: () => this.hud.toggleScores() },
      { label: "Map", icon: ICONS.map, act: () => this.hud.onAction("map", true) },
      { label: "Settings", icon: ICONS.settings, act: () => openSettings() },
    ]);
    const port = {
      keys: () => book.now.keys,
      touch: () => document.body.classList.contains("touching"),
      hull: () => book.now.hull,
      chooseHull: (hull: number) => {
        book.change({ hull });
        this.#port.source.chooseHull(hull);
      },
    };
    return new Hud(port, buttons, this.helm.input.touch.root);
  }

  enter(flight: Flight, scope: Scope): void {
    this.#port.source.use(flight.source);
    this.#follow(flight);
    this.helm.input.releaseAll();
    if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
    scope.add(() => {
      this.hud.leave();
      this.helm.input.releaseAll();
    });
  }

  /** Shows the frame just drawn. Returns the move that it asks for, or null. */
  update(flight: Flight, frame: ArenaFrame, game: GameHandle | null, nowMs: number): Move | null {
    if (frame.net.state === "joining") return null;
    const ending = flight.ending(frame);
    if (ending !== null) return ending;
    this.#follow(flight);
    this.helm.readView(game);
    this.hud.update(frame, this.helm.view, nowMs);
    if (this.#lastSeconds(frame.round.remainingS)) this.#port.options.sound.ui("tick");
    return null;
  }

  /** All that is of one match is of the one which the seat is in, also when that is another one since. */
  #follow(flight: Flight): void {
    const match = flight.nextMatch(window.location.href);
    if (match === null) return;
    if (match.address !== window.location.href) window.history.replaceState(null, "", match.address);
    this.#port.options.front.menu.invite(inviteIn(match.address));
    this.hud.enter();
    this.#port.chat.enter(match.room, match.invited);
  }
}
