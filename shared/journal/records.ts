import { ByteReader, type ByteWriter } from "../codec/bytes.ts";
import { decodeUtf8, encodeUtf8 } from "../codec/text.ts";
import { type Codec, CodecError, type Hash, type Tick } from "../machine.ts";
import { JournalError } from "./error.ts";
import { JOURNAL_LIMITS } from "./limits.ts";

/** Format version. Raise it when readers of the previous version would misread the format. */
export const JOURNAL_FORMAT = 1;

/** Identifies a segment and its predecessor. Always the first record. */
export interface SegmentHeader {
  readonly machine: string;
  readonly machineVersion: number;
  /** Version of the software that wrote it, for people to read. */
  readonly build: string;
  readonly roomId: string;
  /** uint32 */
  readonly seed: number;
  /** The machine's encoded configuration. */
  readonly config: Uint8Array;
  /** Rises from segment to segment of a room. */
  readonly segment: number;
  /** The first segment of the running round; earlier ones belong to finished rounds. */
  readonly since: number;
  /** The world's tick at the segment's start; the first step reaches the next tick. */
  readonly tick: Tick;
  /** Rises with each new owner of the room. */
  readonly epoch: number;
  /** Whether the initial world is a snapshot in this segment; otherwise it is created from seed and config. */
  readonly snapshot: boolean;
  /** Whether ticks between the previous segment and this one are missing. */
  readonly gap: boolean;
}

export interface TickCommands {
  readonly tick: Tick;
  readonly commands: readonly Uint8Array[];
}

/** A consumer's position: the `index`-th event of a tick, from 0. */
export interface Cursor {
  readonly consumer: string;
  readonly tick: Tick;
  readonly index: number;
}

/** Reasons why a segment is the last of its round. */
export const END_REASONS = ["round", "closed"] as const;
export type EndReason = (typeof END_REASONS)[number];

/**
 * All records except `ticks` refer to the tick reached by the records before.
 *
 * - `ticks`: the room has reached `through`, with these commands on the way; without commands it is a mere mark.
 * - `room`: an opaque room record. The newest counts.
 * - `outbox`: the newest of each consumer counts.
 * - `fault`: the step to this tick threw.
 * - `end`: nothing follows.
 */
export type JournalRecord =
  | ({ readonly type: "header" } & SegmentHeader)
  | { readonly type: "ticks"; readonly after: Tick; readonly through: Tick; readonly body: Uint8Array }
  | { readonly type: "hash"; readonly tick: Tick; readonly hash: Hash }
  | { readonly type: "snapshot"; readonly tick: Tick; readonly world: Uint8Array }
  | { readonly type: "room"; readonly bytes: Uint8Array }
  | ({ readonly type: "outbox" } & Cursor)
  | { readonly type: "fault"; readonly tick: Tick; readonly message: string }
  | { readonly type: "end"; readonly tick: Tick; readonly reason: EndReason };

export const RECORD_KIND = { header: 1, ticks: 2, hash: 3, snapshot: 4, room: 5, outbox: 6, fault: 7, end: 8 } as const;

/** Records except `ticks`, whose commands {@link writeCommands} writes. */
type BodyRecord = Exclude<JournalRecord, { type: "ticks" }>;

export function writeBody(out: ByteWriter, record: BodyRecord): void {
  switch (record.type) {
    case "header":
      writeHeader(out, record);
      return;
    case "hash":
      out.varint(record.tick).u32(Number.parseInt(record.hash.slice(0, 8), 16));
      out.u32(Number.parseInt(record.hash.slice(8), 16));
      return;
    case "snapshot":
      out.varint(record.tick).bytes(record.world);
      return;
    case "room":
      if (record.bytes.length > JOURNAL_LIMITS.roomBytes) throw new RangeError(`room: ${record.bytes.length} bytes`);
      out.bytes(record.bytes);
      return;
    case "outbox":
      out.text(record.consumer).varint(record.tick).varint(record.index);
      return;
    case "fault":
      out.varint(record.tick).text(record.message);
      return;
    case "end":
      out.varint(record.tick).u8(END_REASONS.indexOf(record.reason));
  }
}

function writeHeader(out: ByteWriter, header: SegmentHeader): void {
  out.u8(JOURNAL_FORMAT).text(header.machine).varint(header.machineVersion).text(header.build).text(header.roomId);
  out.u32(header.seed).varint(header.config.length).bytes(header.config);
  out.varint(header.segment).varint(header.since).varint(header.tick).varint(header.epoch);
  out.u8((header.snapshot ? 1 : 0) | (header.gap ? 2 : 0));
}

/**
 * Writes an entry of a `ticks` record. Throws a `RangeError` if it is too large.
 *
 * @param after the tick of the previous entry, or the tick reached by the records before
 */
export function writeCommands<Command>(
  out: ByteWriter,
  after: Tick,
  tick: Tick,
  commands: readonly Command[],
  codec: Codec<Command>,
): void {
  if (commands.length > JOURNAL_LIMITS.commandsPerTick) throw new RangeError(`${commands.length} commands in one tick`);
  out.varint(tick - after).varint(commands.length);
  const write = codec.write ?? ((to: ByteWriter, command: Command) => to.bytes(codec.encode(command)));
  for (const command of commands) {
    const bytes = out.lengthPrefixed(write, command);
    if (bytes > JOURNAL_LIMITS.commandBytes) throw new RangeError(`a command of ${bytes} bytes`);
  }
}

/**
 * Throws {@link JournalError}, or `CodecError` if the body does not fit its kind.
 *
 * @param reached the tick reached by the records before
 */
export function readBody(kind: number, body: Uint8Array, reached: Tick): JournalRecord {
  const from = new ByteReader(body);
  switch (kind) {
    case RECORD_KIND.header:
      return readHeader(from);
    case RECORD_KIND.ticks: {
      const through = reached + from.varint();
      const entries = from.bytes(from.remaining);
      const last = lastTick(entries, reached);
      if (through <= reached || last > through || !Number.isSafeInteger(through))
        throw new CodecError(`ticks ${reached} to ${through} with commands for ${last}`);
      return { type: "ticks", after: reached, through, body: entries };
    }
    case RECORD_KIND.hash: {
      const record = { type: "hash", tick: readTick(from, reached), hash: readHash(from) } as const;
      from.expectEnd();
      return record;
    }
    case RECORD_KIND.snapshot:
      return { type: "snapshot", tick: readTick(from, reached), world: from.bytes(from.remaining) };
    case RECORD_KIND.room:
      if (from.remaining > JOURNAL_LIMITS.roomBytes) throw new CodecError(`room: ${from.remaining} bytes`);
      return { type: "room", bytes: from.bytes(from.remaining) };
    case RECORD_KIND.outbox: {
      const consumer = from.text(JOURNAL_LIMITS.nameBytes);
      const record = { type: "outbox", consumer, tick: from.varint(), index: from.varint() } as const;
      from.expectEnd();
      return record;
    }
    case RECORD_KIND.fault: {
      const tick = readTick(from, reached);
      const record = { type: "fault", tick, message: from.text(4 * JOURNAL_LIMITS.faultCharacters) } as const;
      from.expectEnd();
      return record;
    }
    case RECORD_KIND.end: {
      const tick = readTick(from, reached);
      const reason = END_REASONS[from.u8()];
      from.expectEnd();
      if (reason === undefined) throw new CodecError("no such reason to end");
      return { type: "end", tick, reason };
    }
    default:
      throw new JournalError("format", `a record of the unknown kind ${kind}`);
  }
}

function readHeader(from: ByteReader): JournalRecord {
  const { nameBytes, configBytes } = JOURNAL_LIMITS;
  const format = from.u8();
  if (format !== JOURNAL_FORMAT)
    throw new JournalError("format", `format ${format}; this program reads format ${JOURNAL_FORMAT}`);
  const machine = from.text(nameBytes);
  const machineVersion = from.varint();
  const build = from.text(nameBytes);
  const roomId = from.text(nameBytes);
  const seed = from.u32();
  const length = from.varint();
  if (length > configBytes) throw new CodecError(`config of ${length} bytes`);
  const config = from.bytes(length);
  const segment = from.varint();
  const since = from.varint();
  const tick = from.varint();
  const epoch = from.varint();
  const flags = from.u8();
  from.expectEnd();
  if (flags > 3) throw new CodecError(`flags ${flags}`);
  const origin = { machine, machineVersion, build, roomId, seed, config };
  const position = { segment, since, tick, epoch, snapshot: (flags & 1) !== 0, gap: (flags & 2) !== 0 };
  return { type: "header", ...origin, ...position };
}

function readTick(from: ByteReader, reached: Tick): Tick {
  const tick = from.varint();
  if (tick !== reached) throw new CodecError(`a record of tick ${tick} at tick ${reached}`);
  return tick;
}

function readHash(from: ByteReader): Hash {
  return [from.u32(), from.u32()].map((word) => word.toString(16).padStart(8, "0")).join("");
}

/** The commands of a `ticks` record, tick by tick. Throws `CodecError`. */
export function* readCommands(body: Uint8Array, after: Tick): Generator<TickCommands, void> {
  const from = new ByteReader(body);
  let tick = after;
  while (from.remaining > 0) {
    tick = nextEntry(from, tick);
    const commands: Uint8Array[] = [];
    for (let left = commandCount(from); left > 0; left--) commands.push(command(from));
    yield { tick, commands };
  }
}

/** Checks all entries without building them. */
function lastTick(body: Uint8Array, after: Tick): Tick {
  const from = new ByteReader(body);
  let tick = after;
  while (from.remaining > 0) {
    tick = nextEntry(from, tick);
    for (let left = commandCount(from); left > 0; left--) command(from);
  }
  return tick;
}

function nextEntry(from: ByteReader, tick: Tick): Tick {
  const delta = from.varint();
  if (delta === 0) throw new CodecError(`commands for tick ${tick} twice`);
  return tick + delta;
}

function commandCount(from: ByteReader): number {
  const count = from.varint();
  if (count === 0 || count > JOURNAL_LIMITS.commandsPerTick) throw new CodecError(`${count} commands`);
  return count;
}

function command(from: ByteReader): Uint8Array {
  const length = from.varint();
  if (length > JOURNAL_LIMITS.commandBytes) throw new CodecError(`a command of ${length} bytes`);
  return from.bytes(length);
}

/** A step's error as the text stored in journals. */
export function faultMessage(error: unknown): string {
  const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return decodeUtf8(encodeUtf8(text.slice(0, JOURNAL_LIMITS.faultCharacters)));
}
