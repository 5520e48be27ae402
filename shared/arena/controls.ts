/** What a pilot holds down. One machine word; `AIM` says that `aim` is the heading to turn to. */
export const CONTROL = {
  thrust: 1,
  reverse: 2,
  left: 4,
  right: 8,
  boost: 16,
  primary: 32,
  secondary: 64,
  /** A press, used up by the tick that sees it: docks inside a station's ring when slow enough, or undocks. */
  dock: 128,
  aim: 256,
  /** A weapon tapped and let go within one tick: fires in this tick alone. Made by the inbox, never sent by a client. */
  tapPrimary: 512,
  tapSecondary: 1024,
  /** Not held but noted: these controls were meant for another tick. Made by the inbox, never sent by a client. */
  late: 2048,
} as const;

/** From a weapon's bit to its tap's. */
export const TAP_SHIFT = 4;

/** Every bit that a client may send. */
export const ALL_CONTROLS = 511;
/** Every bit that a command may hold. */
export const ALL_BITS = 4095;
/** Bits that the tick that sees them uses up. */
export const USED_UP: number = CONTROL.dock | CONTROL.tapPrimary | CONTROL.tapSecondary | CONTROL.late;
/** Controls whose shortest tap still counts when a later message of the same tick lets go, see `mergeControls`. */
export const WEAPONS_HELD: number = CONTROL.primary | CONTROL.secondary;

export interface Controls {
  bits: number;
  /** Heading wanted, 1/65536 turn in steps of {@link AIM_STEP}; 0 unless the aim bit is set. */
  aim: number;
}

/** Aim is sampled no finer than this, so that a resting hand sends nothing. */
export const AIM_STEP = 64;
