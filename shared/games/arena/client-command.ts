import { integer, unionCodec } from "../../codec/union.ts";
import { TURN } from "../../math/fixed.ts";
import { CLIENT_CONTROL_BITS, type Controls, ONE_TICK_BITS, TAP_SHIFT, TRIGGER_BITS } from "./controls.ts";
import { HULLS } from "./data/hulls.ts";
import { LAG_COMPENSATION_TICKS } from "./data/rules.ts";

/** Raised when the bytes of a client's command, or their meaning, change. */
export const CLIENT_COMMAND_VERSION = 2;

/** Controls, and the age of the player's view when they gave them: target tick minus the tick of the newest patch shown. */
export type TimedControls = Readonly<Controls> & { readonly seen: number };

/** The body of a command message from a client; the room adds the seat. */
export type ClientCommand =
  | ({ readonly type: "controls" } & TimedControls)
  | { readonly type: "hull"; readonly hull: number };

const codec = unionCodec<ClientCommand>({
  controls: {
    code: 1,
    fields: {
      bits: integer(0, CLIENT_CONTROL_BITS),
      aim: integer(0, TURN - 1),
      seen: integer(0, LAG_COMPENSATION_TICKS),
    },
  },
  hull: { code: 2, fields: { hull: integer(0, HULLS.length - 1) } },
});

export function encodeClientCommand(command: ClientCommand): Uint8Array {
  return codec.encode(command);
}

/** Throws `CodecError` on bytes that are not a command. */
export function decodeClientCommand(bytes: Uint8Array): ClientCommand {
  return codec.decode(bytes);
}

const TRIGGERS = TRIGGER_BITS | (TRIGGER_BITS << TAP_SHIFT);

/**
 * Merges two controls for one tick. The later ones apply. Presses of the earlier ones still count, and so does the view at the
 * first pull of a trigger.
 */
export function mergeControls(previous: TimedControls, next: TimedControls): TimedControls {
  const released = previous.bits & TRIGGER_BITS & ~next.bits;
  const oneShot = previous.bits & ONE_TICK_BITS;
  const { seen } = previous.bits & TRIGGERS ? previous : next;
  return { bits: next.bits | oneShot | (released << TAP_SHIFT), aim: next.aim, seen };
}
