import { Protocol, type Room } from "@colyseus/core";
import { countAt, numberEnd, type ValueEnd, valueEndOf } from "./schema-values.ts";

/** Inputs of one frame. The SDK sends its last three by default; a room buffers 32 by default. */
export const INPUTS_PER_FRAME = 64;

/** The high bit of an input frame's first byte: stamps precede the inputs. */
const TIMED = 0x80;
/** A change's first byte: two bits of operation, six of the field's index. */
const OPERATION_BITS = 0xc0;
const INDEX_BITS = 0x3f;
const DELETE = 0x40;
/** A change of another structure, which a flat input has not. */
const SWITCH_TO_STRUCTURE = 0xff;

/** What core knows about a room's inputs. Its own types keep it private. */
interface InputRoom {
  readonly _inputController?: {
    readonly options: { readonly ctor: { readonly [Symbol.metadata]?: Readonly<Record<number, { type: unknown }>> } };
  };
  _timelineMode?(): { readonly snapshot?: boolean; readonly reckon?: boolean } | undefined;
}

interface InputShape {
  /** By the field's index. */
  readonly fields: readonly (ValueEnd | undefined)[];
  /** Whether frames carry stamps of two timelines. */
  readonly twoTimelines: boolean;
}

/**
 * Checks of input frames by their first byte, for a room that called `defineInput`. Core trusts the counts and lengths in such a
 * frame: a list of stamps is allocated as long as the frame says, a negative length makes it loop for ever, and
 * each unknown reference is logged.
 */
export function inputFrameChecks(room: Room): Readonly<Record<number, (frame: Uint8Array) => boolean>> {
  const shape = shapeOf(room as unknown as InputRoom);
  if (shape === null) return {};
  return {
    [Protocol.ROOM_INPUT_RELIABLE]: (frame) => isInput(shape, frame, 1, frame.length),
    [Protocol.ROOM_INPUT_RELIABLE | TIMED]: (frame) => isTimedInput(shape, frame),
    [Protocol.ROOM_INPUT_UNRELIABLE]: (frame) => inputsIn(shape, frame, 1) >= 0,
    [Protocol.ROOM_INPUT_UNRELIABLE | TIMED]: (frame) => areTimedInputs(shape, frame),
  };
}

function shapeOf(room: InputRoom): InputShape | null {
  const metadata = room._inputController?.options.ctor[Symbol.metadata];
  if (metadata === undefined) return null;
  const fields = Array.from({ length: INDEX_BITS }, (_, index) => valueEndOf(metadata[index]?.type));
  const { snapshot = false, reckon = false } = room._timelineMode?.() ?? {};
  return { fields, twoTimelines: snapshot && reckon };
}

/** Whether the bytes are changes of an input's own fields, each complete. */
function isInput({ fields }: InputShape, frame: Uint8Array, from: number, end: number): boolean {
  let at = from;
  while (at < end) {
    const first = frame[at++] as number;
    if (first === SWITCH_TO_STRUCTURE) return false;
    const valueEnd = fields[first & INDEX_BITS];
    if (valueEnd === undefined) return false;
    if ((first & OPERATION_BITS) === DELETE) continue;
    at = valueEnd(frame, at);
    if (at < 0) return false;
  }
  return at === end;
}

function isTimedInput(shape: InputShape, frame: Uint8Array): boolean {
  const stampEnd = numberEnd(frame, 1);
  const from = stampEnd + (shape.twoTimelines ? 2 : 0);
  return stampEnd >= 0 && from <= frame.length && isInput(shape, frame, from, frame.length);
}

/** How many inputs there are from `from`: their first number, then each with its length. -1: they are not complete, or too many. */
function inputsIn(shape: InputShape, frame: Uint8Array, from: number): number {
  let at = numberEnd(frame, from);
  if (at < 0 || at > frame.length) return -1;
  let inputs = 0;
  for (; at < frame.length; inputs++) {
    const length = countAt(frame, at);
    const start = numberEnd(frame, at);
    const end = start + length;
    if (inputs === INPUTS_PER_FRAME || length < 0 || end > frame.length || !isInput(shape, frame, start, end))
      return -1;
    at = end;
  }
  return inputs;
}

/** As many stamps as inputs, each after the newest as a difference. */
function areTimedInputs(shape: InputShape, frame: Uint8Array): boolean {
  const stamps = countAt(frame, 1);
  if (stamps < 1 || stamps > INPUTS_PER_FRAME) return false;
  let at = seriesEnd(frame, numberEnd(frame, 1) + 4, stamps - 1);
  if (at >= 0 && shape.twoTimelines) at = seriesEnd(frame, at + 2, stamps - 1);
  return at >= 0 && at <= frame.length && inputsIn(shape, frame, at) === stamps;
}

function seriesEnd(frame: Uint8Array, from: number, numbers: number): number {
  let at = from;
  for (let i = 0; i < numbers && at >= 0; i++) at = numberEnd(frame, at);
  return at;
}
