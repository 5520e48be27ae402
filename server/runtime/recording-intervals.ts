/** Intervals of what is written beside the commands, s. */
export const RECORDING_INTERVALS = {
  /** A hash of the world, for replays to compare. */
  hashEveryS: 1,
  /** A snapshot in a new segment; recovery replays from it. */
  snapshotEveryS: 5,
  /** The next attempt while the journal cannot be written. */
  healEveryS: 2,
};
export type RecordingIntervals = Readonly<typeof RECORDING_INTERVALS>;
