import { INT16, integer, UINT8, UINT16, UINT32, unionCodec } from "../../codec/union.ts";
import { MAX_PILOT_ID, MAX_PLAYER_ID } from "./data/rules.ts";
import type { Event } from "./event.ts";

/** −1: nobody. */
const seat = integer(-1, 0xffff);
const place = { x: INT16, y: INT16 };
const someone = { seat, player: integer(0, MAX_PLAYER_ID), pilot: integer(0, MAX_PILOT_ID) };
const score = { credits: UINT32, kills: UINT16, deaths: UINT16 };

/** The events' bytes for clients and stores. */
export const eventCodec = unionCodec<Event>({
  spawn: { code: 1, fields: { seat, ...place } },
  beam: { code: 2, fields: { seat, ...place, toX: INT16, toY: INT16 } },
  hit: { code: 3, fields: { seat, by: seat, damage: UINT32, onShield: UINT32, ...place } },
  burst: { code: 4, fields: { weapon: UINT8, ...place } },
  bump: { code: 5, fields: { seat, force: UINT32, ...place } },
  death: { code: 6, fields: { seat, by: seat, cause: UINT8, bounty: UINT32, ...place } },
  crack: { code: 7, fields: { size: UINT8, ore: UINT8, ...place } },
  collect: { code: 8, fields: { seat, ore: UINT8, amount: UINT8 } },
  sale: { code: 9, fields: { seat, units: UINT32, credits: UINT32 } },
  dock: { code: 10, fields: { seat, station: UINT8 } },
  undock: { code: 11, fields: { seat, station: UINT8 } },
  roundStart: { code: 12, fields: { round: UINT32 } },
  roundEnd: { code: 13, fields: { round: UINT32, winner: seat, credits: UINT32 } },
  // Codes 14, 15, 17, 18 and 19 are taken by events with names, see `legacy-events.ts`.
  arrive: { code: 20, fields: someone },
  depart: { code: 21, fields: someone },
  pulse: {
    code: 16,
    fields: { round: UINT32, playing: integer(0, 1), endsInS: UINT32, people: UINT16, seats: UINT16 },
  },
  standing: { code: 22, fields: { ...someone, ...score } },
  result: { code: 23, fields: { round: UINT32, ...someone, place: UINT16, ...score } },
  wanted: { code: 24, fields: { ...someone, bounty: UINT32 } },
});
