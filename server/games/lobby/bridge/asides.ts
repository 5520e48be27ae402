import { decodeUtf8 } from "../../../../shared/codec/text.ts";
import { lobby } from "../../../../shared/games/lobby/index.ts";
import { type JournalRecord, readCommands, type Segment, SegmentReader } from "../../../../shared/journal/index.ts";
import type { JournalStore } from "../../../journal/port.ts";
import { runInSlices } from "../../../run-in-slices.ts";

/** Larger journals are deleted unread. */
const MOST_BYTES = 0x100_0000;

export interface LobbyAsidesOptions {
  readonly journals: Pick<JournalStore, "discardQuarantined" | "readQuarantined">;
  /** For the log. */
  readonly warn: (text: string) => void;
}

/**
 * Deletes lobbies that were set aside and may hold anything of deleted players: no part can be taken out of a journal that
 * does not replay. A journal that can be read to its end and holds nothing of them stays.
 */
export function discardLobbies(players: ReadonlySet<number>, { journals, warn }: LobbyAsidesOptions): Promise<number> {
  return journals.discardQuarantined(async (machine, name) => {
    if (machine !== null && machine !== lobby.id) return false;
    if (!(await runInSlices(mayHold(await journals.readQuarantined(name), players)))) return false;
    warn(`${name}, which was set aside, is given up, as it may hold what people said who are gone`);
    return true;
  });
}

/** Whether a lobby's journal may hold anything of these players: true if it cannot be read. Yields between records. */
function* mayHold(segments: readonly Segment[], players: ReadonlySet<number>): Generator<void, boolean> {
  if (segments.reduce((sum, { bytes }) => sum + bytes.length, 0) > MOST_BYTES) return true;
  try {
    for (const segment of segments) if (yield* segmentHolds(segment, players)) return true;
    return false;
  } catch {
    return true;
  }
}

function* segmentHolds({ bytes, name }: Segment, players: ReadonlySet<number>): Generator<void, boolean> {
  const reader = new SegmentReader(bytes, name);
  const { header } = reader;
  if (header === null || header.machine !== lobby.id || header.machineVersion !== lobby.version) return true;
  for (let record = reader.next(); record !== null; record = reader.next()) {
    if (names(contentOf(record), players)) return true;
    yield;
  }
  return reader.cut !== null;
}

/** The content of a record as plain data. Throws if it cannot be decoded. */
function contentOf(record: JournalRecord): unknown {
  switch (record.type) {
    case "ticks":
      return [...readCommands(record.body, record.after)].map(({ commands }) =>
        commands.map((bytes) => lobby.codecs.command.decode(bytes)),
      );
    case "snapshot":
      return lobby.load(record.world);
    case "room":
      return JSON.parse(decodeUtf8(record.bytes));
    case "fault":
      return record.message;
    default:
      return null;
  }
}

/** Whether any number in it is one of the ids, or any text contains one. */
function names(value: unknown, players: ReadonlySet<number>): boolean {
  if (typeof value === "number") return players.has(value);
  if (typeof value === "string") return (value.match(/\d+/g) ?? []).some((digits) => players.has(Number(digits)));
  if (value === null || typeof value !== "object") return false;
  const parts = value instanceof Map ? [...value].flat() : Object.values(value);
  return parts.some((part) => names(part, players));
}
