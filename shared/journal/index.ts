export { JournalError, type JournalProblem } from "./error.ts";
export { JOURNAL_LIMITS } from "./limits.ts";
export { checkMachine, Playback, StepFault } from "./playback.ts";
export {
  type Cursor,
  type EndReason,
  faultMessage,
  JOURNAL_FORMAT,
  type JournalRecord,
  readCommands,
  type SegmentHeader,
  type TickCommands,
} from "./records.ts";
export { type SegmentCut, SegmentReader } from "./segment-reader.ts";
export { StreamReader, type StreamRecord, StreamWriter } from "./stream.ts";
export {
  type CommandSpan,
  type JournalPart,
  joinSegments,
  journalParts,
  type PlaybackStart,
  readTimeline,
  type Segment,
  type Timeline,
} from "./timeline.ts";
export { type CheckedHash, replayHashes, type Verdict, verify } from "./verify.ts";
export { JournalWriter, type SegmentStart } from "./writer.ts";
