import type { JoinTarget } from "../../../net/index.ts";
import type { Community } from "../../../shell/lobby/community.ts";
import type { SoundPort } from "../audio/sound-port.ts";
import type { BeaconPoller } from "../beacons/beacon-poller.ts";
import type { ArenaFrame, FrameSource } from "../model/frame.ts";
import type { GameHandle } from "../scenes/game.ts";
import type { FxLevel } from "../view/render-context.ts";
import type { FrontPage } from "./front-page.ts";
import type { MenuChoice } from "./menu/index.ts";
import type { ReplayUiPort } from "./replay/index.ts";
import type { Effects, SettingsStore } from "./settings/settings.ts";

/** A way into one arena, not taken yet. */
export interface ArenaEntry {
  readonly source: FrameSource;
  /** Rejects with the reason in words. */
  open(): Promise<void>;
  /** Of the match; null: not known yet. */
  room(): string | null;
}

export interface AppOptions {
  readonly settings: SettingsStore;
  readonly sound: SoundPort;
  /** What moves behind the menu. */
  readonly backdrop: FrameSource;
  /** Where the arena is drawn. */
  readonly stage: HTMLElement;
  /** Where menu and HUD go. */
  readonly ui: HTMLElement;
  /** On the page already, with the menu in it. */
  readonly front: Pick<FrontPage, "menu" | "wait" | "notice" | "connect" | "showKeys">;
  enter(choice: MenuChoice, into: JoinTarget): ArenaEntry;
  /** Identity, lobby and notices. */
  readonly community: Community;
  readonly beacons: BeaconPoller;
  /** Who holds the seat from before this page was loaded; null: not known. */
  seatedPilot(): MenuChoice | null;
  /** Loads the page that speaks as the server does. */
  changePage(): void;
  /** @see ReplayUiPort */
  readonly watchInOtherVersion: ReplayUiPort["watchInOtherVersion"];
  /** Loads the engine, and draws with it what `source` frames. Rejects with {@link NoGraphicsError}, or as imports do. */
  startGame(source: FrameSource, sound: SoundPort, onFrame: (frame: ArenaFrame) => void): Promise<GameHandle>;
  /** What is drawn with these settings on this machine. */
  fxFor(effects: Effects): FxLevel;
}
