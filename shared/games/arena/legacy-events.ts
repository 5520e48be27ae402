import { integer, text, UINT16, UINT32, unionCodec } from "../../codec/union.ts";
import { MAX_NAME_BYTES, MAX_PLAYER_ID } from "./data/rules.ts";
import type { Event } from "./event.ts";
import { eventCodec } from "./event-codec.ts";

/** Events of versions up to 5, which carry people's names instead of pilot ids. */
type Named<E> = E extends { readonly pilot: number } ? Omit<E, "pilot"> & { readonly name: string } : never;
export type LegacyEvent = Named<Event>;

const someone = { seat: integer(-1, 0xffff), player: integer(0, MAX_PLAYER_ID), name: text(MAX_NAME_BYTES) };
const score = { credits: UINT32, kills: UINT16, deaths: UINT16 };

const legacyCodec = unionCodec<LegacyEvent>({
  arrive: { code: 14, fields: someone },
  depart: { code: 15, fields: someone },
  standing: { code: 17, fields: { ...someone, ...score } },
  result: { code: 18, fields: { round: UINT32, ...someone, place: UINT16, ...score } },
  wanted: { code: 19, fields: { ...someone, bounty: UINT32 } },
});

const LEGACY_CODES: ReadonlySet<number> = new Set([14, 15, 17, 18, 19]);

/** Decodes an event of this version or an earlier one, because old matches continue under their own rules. Throws `CodecError`. */
export function decodeAnyEvent(bytes: Uint8Array): Event | LegacyEvent {
  return LEGACY_CODES.has(bytes[0]) ? legacyCodec.decode(bytes) : eventCodec.decode(bytes);
}
