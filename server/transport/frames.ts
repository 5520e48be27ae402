import { matchMaker, Protocol, Room } from "@colyseus/core";
import { decode } from "@colyseus/schema";
import { inputFrameChecks } from "./input-frames.ts";
import { isPlainMessagePack } from "./message-pack.ts";
import { numberEnd, textEnd } from "./schema-values.ts";

/** Frames that clients may send to rooms which declare them, beyond bytes, a ping, and the frames of joining and leaving. */
export type DeclaredFrame = "messages" | "requests" | "inputs";

/** What a room class may say of itself: the frames that its rooms take beyond {@link PLAIN_FRAMES}. Default: none. */
export interface FrameDeclaring {
  readonly clientFrames?: readonly DeclaredFrame[];
}

/** Judges a frame's content before core decodes it; false: it is refused. */
type Check = (frame: Uint8Array) => boolean;

/** By a frame's first byte; what is not in it is refused unread. */
export type FrameSet = readonly (Check | undefined)[];

/** Prefix of the handlers of byte messages, which core keeps among those of others. */
const BYTES_HANDLER = "_$b";

type Checks = Readonly<Record<number, Check>>;

const anyContent: Check = () => true;
const PLAIN: Checks = {
  [Protocol.JOIN_ROOM]: anyContent,
  [Protocol.LEAVE_ROOM]: anyContent,
  [Protocol.ROOM_DATA_BYTES]: anyContent,
  [Protocol.PING]: anyContent,
};

const MESSAGES: Checks = {
  [Protocol.ROOM_DATA]: (frame) => isMessage(frame, 1),
  [Protocol.ROOM_DATA_BYTES]: (frame) => typeEnd(frame, 1) >= 0,
};
const REQUESTS: Checks = { [Protocol.ROOM_REQUEST]: (frame) => isMessage(frame, numberEnd(frame, 1)) };

const DECLARED: Readonly<Record<DeclaredFrame, (room: Room) => Checks>> = {
  messages: () => MESSAGES,
  requests: () => REQUESTS,
  inputs: inputFrameChecks,
};

/** For a room that declares nothing. */
export const PLAIN_FRAMES: FrameSet = frameSet([]);

/** By room, because each room defines its inputs itself. */
const sets = new WeakMap<Room, FrameSet>();

/** The frames that clients may send to the room with this id. */
export function framesOf(roomId: string): FrameSet {
  const room: unknown = matchMaker.getLocalRoomById(roomId);
  if (!(room instanceof Room)) return PLAIN_FRAMES;
  const declared = (room.constructor as FrameDeclaring).clientFrames ?? [];
  if (declared.length === 0) return PLAIN_FRAMES;
  const known = sets.get(room);
  if (known !== undefined) return known;
  const set = frameSet(declared.map((name) => DECLARED[name](room)));
  sets.set(room, set);
  return set;
}

function frameSet(declared: readonly Checks[]): FrameSet {
  const set = new Array<Check | undefined>(256).fill(undefined);
  for (const checks of [PLAIN, ...declared])
    for (const [code, check] of Object.entries(checks)) set[Number(code)] = check;
  return set;
}

/** Whether core can decode a type and a body at a cost in proportion to their bytes. */
function isMessage(frame: Uint8Array, from: number): boolean {
  const end = from < 0 ? -1 : typeEnd(frame, from);
  return end >= 0 && (end === frame.length || isPlainMessagePack(frame, end));
}

/**
 * The end of a message's type, read as core reads it, so that both see the same; -1: it is not complete, or core would look it up
 * where it should not, among byte handlers or properties of every object.
 */
function typeEnd(frame: Uint8Array, from: number): number {
  const at = { offset: from };
  if (!decode.stringCheck(frame, at)) {
    const end = numberEnd(frame, from);
    return end <= frame.length ? end : -1;
  }
  const end = textEnd(frame, from);
  if (end < 0) return -1;
  const type = decode.string(frame, at);
  return type.startsWith(BYTES_HANDLER) || type in Object.prototype ? -1 : end;
}
