import { matchMaker, Protocol, Room } from "@colyseus/core";
import { decode } from "@colyseus/schema";
import { isPlainMessagePack } from "./message-pack.ts";

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

/** The three high bits of a first byte modify input frames. */
const TIMED = 0x80;
/** Where core keeps the handlers of byte messages, among those of others. */
const BYTES_HANDLER = "_$b";

const anyContent: Check = () => true;
const PLAIN: Readonly<Record<number, Check>> = {
  [Protocol.JOIN_ROOM]: anyContent,
  [Protocol.LEAVE_ROOM]: anyContent,
  [Protocol.ROOM_DATA_BYTES]: anyContent,
  [Protocol.PING]: anyContent,
};

const DECLARED: Readonly<Record<DeclaredFrame, Readonly<Record<number, Check>>>> = {
  messages: { [Protocol.ROOM_DATA]: (frame) => isMessage(frame, { offset: 1 }) },
  requests: {
    [Protocol.ROOM_REQUEST]: (frame) => {
      const at = { offset: 1 };
      decode.number(frame, at);
      return isMessage(frame, at);
    },
  },
  inputs: {
    [Protocol.ROOM_INPUT_RELIABLE]: anyContent,
    [Protocol.ROOM_INPUT_RELIABLE | TIMED]: anyContent,
    [Protocol.ROOM_INPUT_UNRELIABLE]: anyContent,
    [Protocol.ROOM_INPUT_UNRELIABLE | TIMED]: countsItsStamps,
  },
};

/** What a room takes that declares nothing. */
export const PLAIN_FRAMES: FrameSet = frameSet([]);

const sets = new WeakMap<object, FrameSet>();

/** What clients may send to the room held under `roomId`. */
export function framesOf(roomId: string): FrameSet {
  const room: unknown = matchMaker.getLocalRoomById(roomId);
  if (!(room instanceof Room)) return PLAIN_FRAMES;
  const type = room.constructor;
  const known = sets.get(type);
  if (known !== undefined) return known;
  const set = frameSet((type as FrameDeclaring).clientFrames ?? []);
  sets.set(type, set);
  return set;
}

function frameSet(declared: readonly DeclaredFrame[]): FrameSet {
  const set = new Array<Check | undefined>(256).fill(undefined);
  for (const checks of [PLAIN, ...declared.map((name) => DECLARED[name])])
    for (const [code, check] of Object.entries(checks)) set[Number(code)] = check;
  return set;
}

/**
 * A type and a body, decoded as core does, so that both see the same: no type that core would look up where it should not, which
 * are byte handlers and properties of every object; and a body that costs no more than its bytes.
 */
function isMessage(frame: Uint8Array, at: { offset: number }): boolean {
  if (decode.stringCheck(frame, at)) {
    const type = decode.string(frame, at);
    if (type.startsWith(BYTES_HANDLER) || type in Object.prototype) return false;
  } else decode.number(frame, at);
  return at.offset === frame.length || isPlainMessagePack(frame, at.offset);
}

/** Core makes a list as long as the frame says; each of its stamps takes a byte or more. */
function countsItsStamps(frame: Uint8Array): boolean {
  const count = decode.number(frame, { offset: 1 });
  return Number.isInteger(count) && count >= 1 && count <= frame.length;
}
