import { unionCodec, whole } from "../codec/union.ts";
import { TURN } from "../math/fixed.ts";
import { ALL_CONTROLS, type Controls, TAP_SHIFT, USED_UP, WEAPONS_HELD } from "./controls.ts";
import { HULLS } from "./data/hulls.ts";
import { SHOWN_BACK_TICKS } from "./data/rules.ts";

/** Raised when the bytes of a client's command, or their meaning, change. */
export const CLIENT_COMMAND_VERSION = 2;

/** Controls, and the age of the player's view when they gave them: target tick minus the tick of the newest patch shown. */
export type SeenControls = Readonly<Controls> & { readonly seen: number };

/** The body of a command message from a client; the room adds the seat. */
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

/** Throws `CodecError` on bytes that are not a command. */
export function decodeClientCommand(bytes: Uint8Array): ClientCommand {
  return codec.decode(bytes);
}

const TRIGGERS = WEAPONS_HELD | (WEAPONS_HELD << TAP_SHIFT);

/**
 * Merges two controls for one tick. The later ones apply. Presses of the earlier ones still count, and so does the view at the
 * first pull of a trigger.
 */
export function mergeControls(previous: SeenControls, next: SeenControls): SeenControls {
  const released = previous.bits & WEAPONS_HELD & ~next.bits;
  const oneShot = previous.bits & USED_UP;
  const { seen } = previous.bits & TRIGGERS ? previous : next;
  return { bits: next.bits | oneShot | (released << TAP_SHIFT), aim: next.aim, seen };
}
