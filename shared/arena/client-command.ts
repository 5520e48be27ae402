import { unionCodec, whole } from "../codec/union.ts";
import { TURN } from "../math/fixed.ts";
import { ALL_CONTROLS, type Controls, TAP_SHIFT, USED_UP, WEAPONS_HELD } from "./controls.ts";
import { HULLS } from "./data/hulls.ts";
import { SHOWN_BACK_TICKS } from "./data/rules.ts";

/** Raised when the bytes of a client's command change, or what they mean. */
export const CLIENT_COMMAND_VERSION = 2;

/** Controls, and how many ticks before the one they are meant for the newest patch was made that one was shown then. */
export type SeenControls = Readonly<Controls> & { readonly seen: number };

/** What a client may send as the body of a command message; the room adds the seat. */
export type ClientCommand =
  | ({ readonly type: "controls" } & SeenControls)
  | { readonly type: "hull"; readonly hull: number };

const codec = unionCodec<ClientCommand>({
  controls: {
    code: 1,
    fields: { bits: whole(0, ALL_CONTROLS), aim: whole(0, TURN - 1), seen: whole(0, SHOWN_BACK_TICKS) },
  },
  hull: { code: 2, fields: { hull: whole(0, HULLS.length - 1) } },
});

export function encodeClientCommand(command: ClientCommand): Uint8Array {
  return codec.encode(command);
}

/** Throws `CodecError` on bytes that are no command. */
export function decodeClientCommand(bytes: Uint8Array): ClientCommand {
  return codec.decode(bytes);
}

const TRIGGERS = WEAPONS_HELD | (WEAPONS_HELD << TAP_SHIFT);

/**
 * Two controls for one tick: the later holds, and what the earlier fired or pressed for less than a tick still counts; so does
 * what was seen when the trigger was pulled first.
 */
export function mergeControls(previous: SeenControls, next: SeenControls): SeenControls {
  const letGo = previous.bits & WEAPONS_HELD & ~next.bits;
  const usedUp = previous.bits & USED_UP;
  const { seen } = previous.bits & TRIGGERS ? previous : next;
  return { bits: next.bits | usedUp | (letGo << TAP_SHIFT), aim: next.aim, seen };
}
