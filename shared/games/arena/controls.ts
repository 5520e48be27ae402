/** Controls as bits of one word. `aim`: the ship turns to the heading in `Controls.aim`. */
export const CONTROL = {
  thrust: 1,
  reverse: 2,
  left: 4,
  right: 8,
  boost: 16,
  primary: 32,
  secondary: 64,
  /** A press, for one tick: docks inside a station's ring when slow enough, or undocks. */
  dock: 128,
  aim: 256,
  /** A trigger pulled and released within one tick: fires in this tick only. Set by the inbox, never by a client. */
  tapPrimary: 512,
  tapSecondary: 1024,
  /** A mark, no key: these controls were meant for an earlier tick. Set by the inbox, never by a client. */
  late: 2048,
} as const;

/** Distance from a trigger's bit to the bit of its tap. */
export const TAP_SHIFT = 4;

/** Every bit that a client may send. */
export const CLIENT_CONTROL_BITS = 511;
/** Every bit that a command may have. */
export const COMMAND_CONTROL_BITS = 4095;
/** Bits that apply to one tick only. */
export const ONE_TICK_BITS: number = CONTROL.dock | CONTROL.tapPrimary | CONTROL.tapSecondary | CONTROL.late;
/** Triggers. Their taps count even when a later message of the same tick releases them, see `mergeControls`. */
export const TRIGGER_BITS: number = CONTROL.primary | CONTROL.secondary;

export interface Controls {
  bits: number;
  /** Heading wanted, 1/65536 turn in steps of {@link AIM_STEP}; 0 unless the aim bit is set. */
  aim: number;
}

/** Aim is sampled no finer than this, so that small movements of the mouse send nothing. */
export const AIM_STEP = 64;
