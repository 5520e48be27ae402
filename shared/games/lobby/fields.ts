import { type Field, integer, text, UINT16 } from "../../codec/union.ts";
import { CodecError } from "../../machine.ts";
import { TEXT_BYTES } from "./bounds.ts";
import type { CausationId } from "./command.ts";

/** Fields of commands, events and worlds. */
export const PLAYER: Field<number> = integer(0, 0x7fffffff);
export const MESSAGE_NUMBER: Field<number> = integer(0, 0x7fffffff);
/** s since 1970. */
export const SECONDS: Field<number> = integer(0, 0xff_ffff_ffff);
/** See `ChatMessage`. */
export const ORIGIN: Field<number> = UINT16;
export const ROLE_FIELD: Field<number> = integer(0, 3);
export const TICKS: Field<number> = integer(0, 0x7fffffff);
/** Duration, s. */
export const DURATION_S: Field<number> = integer(0, 1_000_000);

export const NAME: Field<string> = text(TEXT_BYTES.name);
export const CHANNEL: Field<string> = text(TEXT_BYTES.channel);
export const MESSAGE_TEXT: Field<string> = text(TEXT_BYTES.line);
export const REASON: Field<string> = text(TEXT_BYTES.why);
export const ROOM: Field<string> = text(TEXT_BYTES.room);
export const NOTICE: Field<string> = text(TEXT_BYTES.notice);

export const FLAG: Field<boolean> = {
  write: (out, value) => void out.u8(value ? 1 : 0),
  read(from) {
    const value = from.u8();
    if (value > 1) throw new CodecError(`${value} is neither 0 nor 1`);
    return value === 1;
  },
};

const CAUSE_ROOM = text(128);

export const CAUSATION_ID: Field<CausationId> = {
  write(out, { room, tick, index }) {
    CAUSE_ROOM.write(out, room);
    out.varint(tick).varint(index);
  },
  read: (from) => ({ room: CAUSE_ROOM.read(from), tick: from.varint(), index: from.varint() }),
};
