import type { JoinTarget } from "../../../net/index.ts";
import type { Community } from "../../../shell/lobby/community.ts";
import type { PageHost } from "../../../shell/page-host.ts";
import type { SoundPort } from "../audio/sound-port.ts";
import type { BeaconPoller } from "../beacons/beacon-poller.ts";
import type { ArenaFrame, FrameSource } from "../model/frame.ts";
import type { GameHandle } from "../scenes/game.ts";
import type { FxLevel } from "../view/render-context.ts";
import type { FrontPage } from "./front-page.ts";
import type { MenuChoice } from "./menu/index.ts";
import type { ReplayUiPort } from "./replay/index.ts";
import type { Effects, SettingsStore } from "./settings/settings.ts";

/** A seat in an arena that can be opened. */
export interface ArenaEntry {
  readonly source: FrameSource;
  /** Joins. Rejects with an error whose message players can read. */
  open(): Promise<void>;
  /** Id of the match's room; null: not known yet. */
  room(): string | null;
}

export interface AppOptions {
  readonly settings: SettingsStore;
  readonly sound: SoundPort;
  /** Drawn behind the menu. */
  readonly backdrop: FrameSource;
  /** The element that shows the arena. */
  readonly stage: HTMLElement;
  /** The element that holds menu and HUD. */
  readonly ui: HTMLElement;
  /** The menu and banners, on the page already. */
  readonly front: Pick<FrontPage, "menu" | "wait" | "notice" | "connect" | "showKeys">;
  enter(choice: MenuChoice, into: JoinTarget): ArenaEntry;
  /** The other games of this server. */
  readonly otherGames: PageHost["otherGames"];
  /** Identity, lobby and notices. */
  readonly community: Community;
  readonly beacons: BeaconPoller;
  /** The choice that the tab's seat was joined with before this page was loaded; null: not known. */
  seatedPilot(): MenuChoice | null;
  /** Loads the page of the server's version. */
  changePage(): void;
  /** @see ReplayUiPort */
  readonly watchInOtherVersion: ReplayUiPort["watchInOtherVersion"];
  /** Loads the engine, which draws the frames of `source`. Rejects with {@link NoGraphicsError} or a failed import. */
  startGame(source: FrameSource, sound: SoundPort, onFrame: (frame: ArenaFrame) => void): Promise<GameHandle>;
  /** The level of effects that this setting means on this machine. */
  fxFor(effects: Effects): FxLevel;
}
