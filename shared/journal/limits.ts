/** Bounds of a journal (D8). A reader refuses what is beyond them; a writer that is asked for more was programmed wrongly. */
export const JOURNAL_LIMITS = {
  /** Body of one record; a snapshot is the largest. */
  recordBytes: 0xff_ffff,
  /** One segment, or one replay. */
  segmentBytes: 0x1000_0000,
  commandBytes: 4_096,
  commandsPerTick: 65_535,
  /** Ids of machines and rooms, names of builds and consumers. */
  nameBytes: 128,
  configBytes: 0x10_0000,
  /** What the wiring keeps beside the world. */
  roomBytes: 0x10_0000,
  consumers: 16,
  /** Characters of what a step threw; the rest is left out. */
  faultCharacters: 500,
  /** Commands that wait for a commit are closed into a record when there are more bytes of them. */
  batchBytes: 0x1_0000,
} as const;
