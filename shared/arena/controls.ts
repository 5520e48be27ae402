/** What a pilot holds down. One machine word; `AIM` says that `aim` is the heading to turn to. */
export const CONTROL = {
  thrust: 1,
  reverse: 2,
  left: 4,
  right: 8,
  boost: 16,
  primary: 32,
  secondary: 64,
  /** A press: toggles the dock while inside a station's ring and slow enough. */
  dock: 128,
  aim: 256,
} as const;

export const ALL_CONTROLS = 511;
/** Controls whose shortest tap still counts: kept by the inbox when a later message of the same tick lets go. */
export const PRESSES: number = CONTROL.primary | CONTROL.secondary | CONTROL.dock;

export interface Controls {
  bits: number;
  /** Heading wanted, 1/65536 turn in steps of {@link AIM_STEP}; 0 unless the aim bit is set. */
  aim: number;
}

/** Aim is sampled no finer than this, so that a resting hand sends nothing. */
export const AIM_STEP = 64;
