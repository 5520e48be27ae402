export { JournalError, type JournalProblem } from "./error.ts";
export { JOURNAL_LIMITS } from "./limits.ts";
export { checkMachine, Playback, StepFault } from "./playback.ts";
export { type Cut, SegmentReader } from "./reader.ts";
export {
  type Cursor,
  type EndReason,
  FORMAT,
  faultMessage,
  type JournalRecord,
  readCommands,
  type SegmentHeader,
  type TickCommands,
} from "./records.ts";
export { StreamReader, type StreamRecord, StreamWriter } from "./stream.ts";
export { joinSegments, readTimeline, type Segment, type Span, type Start, type Timeline } from "./timeline.ts";
export { type Checked, replay, type Verdict, verify } from "./verify.ts";
export { JournalWriter, type SegmentStart } from "./writer.ts";
