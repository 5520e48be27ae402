/** Limits of a journal (D8). A reader refuses input beyond them; a writer treats excess as a programming error. */
export const JOURNAL_LIMITS = {
  /** The body of one record; snapshots are the largest. */
  recordBytes: 0xff_ffff,
  /** One segment, or one replay. */
  segmentBytes: 0x1000_0000,
  commandBytes: 4_096,
  commandsPerTick: 65_535,
  /** Ids of machines and rooms, names of builds and consumers. */
  nameBytes: 128,
  configBytes: 0x10_0000,
  /** A room record. */
  roomBytes: 0x10_0000,
  consumers: 16,
  /** Length of the message of a step's error; the rest is cut off. */
  faultCharacters: 500,
  /** Waiting commands are closed into a record when they exceed this size. */
  batchBytes: 0x1_0000,
} as const;
