import { unionCodec, whole } from "../codec/union.ts";
import { TURN } from "../math/fixed.ts";
import { ALL_CONTROLS, type Controls, TAP_SHIFT, USED_UP, WEAPONS_HELD } from "./controls.ts";
import { HULLS } from "./data/hulls.ts";

/** Raised when the bytes of a client's command change, or what they mean. */
export const CLIENT_COMMAND_VERSION = 1;

/** What a client may send as the body of a command message; the room adds the seat. */
export type ClientCommand =
  | ({ readonly type: "controls" } & Readonly<Controls>)
  | { readonly type: "hull"; readonly hull: number };

const codec = unionCodec<ClientCommand>({
  controls: { code: 1, fields: { bits: whole(0, ALL_CONTROLS), aim: whole(0, TURN - 1) } },
  hull: { code: 2, fields: { hull: whole(0, HULLS.length - 1) } },
});

export function encodeClientCommand(command: ClientCommand): Uint8Array {
  return codec.encode(command);
}

/** Throws `CodecError` on bytes that are no command. */
export function decodeClientCommand(bytes: Uint8Array): ClientCommand {
  return codec.decode(bytes);
}

/** Two controls for one tick: the later holds, and what the earlier fired or pressed for less than a tick still counts. */
export function mergeControls(previous: Readonly<Controls>, next: Readonly<Controls>): Controls {
  const letGo = previous.bits & WEAPONS_HELD & ~next.bits;
  const usedUp = previous.bits & USED_UP;
  return { bits: next.bits | usedUp | (letGo << TAP_SHIFT), aim: next.aim };
}
