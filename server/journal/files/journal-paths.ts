import { DATA } from "../../storage/inventory.ts";

/**
 * Paths below the data folder:
 *
 * - `journal/ROOM/00000001.orj` …: a room's segments
 * - `journal/ROOM/owner`: the highest epoch
 * - `journal/ROOM/attempts`: number of recovery attempts
 * - `aside/ROOM-N/`: a journal that was set aside, with `reason.txt`
 * - `replays/ROOM-00000001.orj`: a finished round, named after its first segment
 * - `replays/ROOM-00000001.json`: its players, by pseudonymous keys
 */
export interface JournalPaths {
  readonly rooms: string;
  readonly quarantine: string;
  readonly replays: string;
  room(roomId: string): string;
  owner(roomId: string): string;
  attempts(roomId: string): string;
  segment(roomId: string, segment: number): string;
  replay(id: string): string;
  /** The list of players beside a replay. */
  players(id: string): string;
}

const ROOM_ID = /^[A-Za-z0-9_-]{1,64}$/;
const REPLAY_ID = /^[A-Za-z0-9_-]{1,80}$/;
const SEGMENT = /^\d{8,15}\.orj$/;

export const isRoomId = (text: string): boolean => ROOM_ID.test(text);
export const isReplayId = (text: string): boolean => REPLAY_ID.test(text);

/** Returns the name of a journal that was set aside. Throws a RangeError if it is none. */
export function checkedAsideName(name: string): string {
  if (isReplayId(name)) return name;
  throw new RangeError(`aside ${JSON.stringify(name)} is not a room's name and a number`);
}

export const replayId = (roomId: string, segment: number): string => `${roomId}-${digits(segment)}`;

/** The room of a replay. */
export const roomOfReplay = (id: string): string => id.replace(/-\d+$/, "");

/** The number in a segment's file name; null: not a segment. */
export function segmentNumber(fileName: string): number | null {
  return SEGMENT.test(fileName) ? Number.parseInt(fileName, 10) : null;
}

export function journalPaths(dataDir: string): JournalPaths {
  const rooms = `${dataDir}/${DATA.journals}`;
  const room = (roomId: string) => {
    if (!isRoomId(roomId))
      throw new RangeError(`room ${JSON.stringify(roomId)} is not 1 to 64 letters, digits, - or _`);
    return `${rooms}/${roomId}`;
  };
  return {
    rooms,
    quarantine: `${dataDir}/${DATA.asides}`,
    replays: `${dataDir}/${DATA.replays}`,
    room,
    owner: (roomId) => `${room(roomId)}/owner`,
    attempts: (roomId) => `${room(roomId)}/attempts`,
    segment: (roomId, segment) => `${room(roomId)}/${digits(segment)}.orj`,
    players: (id) => `${dataDir}/${DATA.replays}/${id}.json`,
    replay: (id) => `${dataDir}/${DATA.replays}/${id}.orj`,
  };
}

function digits(segment: number): string {
  return `${segment}`.padStart(8, "0");
}
