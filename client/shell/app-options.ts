import type { ArenaFrame, FrameSource } from "../arena/frame.ts";
import type { SoundPort } from "../audio/port.ts";
import type { BeaconSky } from "../beacons/sky.ts";
import type { Community } from "../lobby/community.ts";
import type { GameHandle } from "../scenes/game.ts";
import type { Effects, SettingsBook } from "../settings.ts";
import type { Into, MenuChoice } from "../ui/menu/index.ts";
import type { ReplaysPort } from "../ui/replay/index.ts";
import type { FxLevel } from "../view/stage.ts";
import type { FrontPage } from "./front-page.ts";

/** A way into one arena, not taken yet. */
export interface Entrance {
  readonly source: FrameSource;
  /** Rejects with the reason in words. */
  open(): Promise<void>;
  /** Of the match; null: not known yet. */
  room(): string | null;
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
  /** On the page already, with the menu in it. */
  readonly front: Pick<FrontPage, "menu" | "wait" | "notice" | "connect">;
  enter(choice: MenuChoice, into: Into): Entrance;
  /** Who one is, the lobby, and what one is told. */
  readonly community: Community;
  readonly beacons: BeaconSky;
  /** Who holds the seat from before this page was loaded; null: not known. */
  seated(): MenuChoice | null;
  /** Loads the page that speaks as the server does. */
  changePage(): void;
  /** @see ReplaysPort */
  readonly watchElsewhere: ReplaysPort["watchElsewhere"];
  /** Loads the engine, and draws with it what `source` frames. Rejects with {@link NoGraphics}, or as imports do. */
  startGame(source: FrameSource, sound: SoundPort, onFrame: (frame: ArenaFrame) => void): Promise<GameHandle>;
  /** What is drawn with these settings on this machine. */
  fxFor(effects: Effects): FxLevel;
}
