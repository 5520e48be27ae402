import type { Event } from "../../../../shared/games/arena/event.ts";
import type { ArenaFrame } from "../model/frame.ts";

export type UiSound = "hover" | "click" | "open" | "close" | "refuse" | "tick";

/** Plays the game's sounds. Positions are relative to the frame's focus. */
export interface SoundPort {
  /** Call it for each of the frame's events. */
  event(frame: ArenaFrame, event: Event): void;
  /** A bolt left a muzzle at (x, y), world px. */
  shot(frame: ArenaFrame, weapon: number, x: number, y: number, own: boolean): void;
  /** Updates the continuous sounds: engine and alarm. Call it once a frame. */
  engine(frame: ArenaFrame): void;
  ui(name: UiSound): void;
  /** @param volume 0–1 */
  setVolume(volume: number): void;
  setMuted(muted: boolean): void;
}

export const SILENT_SOUND: SoundPort = {
  event() {},
  shot() {},
  engine() {},
  ui() {},
  setVolume() {},
  setMuted() {},
};
