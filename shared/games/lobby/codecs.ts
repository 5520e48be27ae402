import { ByteReader, ByteWriter } from "../../codec/bytes.ts";
import { integer, UINT16, UINT32, unionCodec } from "../../codec/union.ts";
import { type Codec, CodecError } from "../../machine.ts";
import type { Command } from "./command.ts";
import { checkConfig, type LobbyConfig } from "./config.ts";
import type { Event } from "./event.ts";
import {
  CAUSATION_ID as cause,
  CHANNEL as channel,
  DURATION_S,
  FLAG,
  MESSAGE_NUMBER as line,
  MESSAGE_TEXT,
  NOTICE,
  NAME as name,
  ORIGIN,
  PLAYER as player,
  ROLE_FIELD as role,
  ROOM as room,
  SECONDS,
  TICKS,
  REASON as why,
} from "./fields.ts";

const seat = UINT16;
/** −1: every seat. */
const seatOrAll = integer(-1, 0xffff);
const nonce = UINT32;
const order = { seat, player, untilS: SECONDS, why, nonce };
const score = { player, name, credits: UINT32, kills: UINT32, deaths: UINT32 };

/** The codec of commands in journals. */
export const commandCodec = unionCodec<Command>({
  join: { code: 1, fields: { seat, player, name, role, mutedUntilS: SECONDS } },
  drop: { code: 2, fields: { seat } },
  back: { code: 3, fields: { seat } },
  leave: { code: 4, fields: { seat } },
  open: { code: 5, fields: { seat, channel, after: integer(-1, 0x7fffffff), nonce } },
  close: { code: 6, fields: { seat, channel } },
  say: { code: 7, fields: { seat, channel, text: MESSAGE_TEXT, nonce, atS: SECONDS } },
  report: { code: 8, fields: { seat, channel, line, why, nonce } },
  erase: { code: 9, fields: { seat, channel, line, nonce } },
  mute: { code: 10, fields: order },
  ban: { code: 11, fields: order },
  pulse: {
    code: 12,
    fields: {
      cause,
      room,
      listed: FLAG,
      round: UINT32,
      playing: FLAG,
      endsInS: DURATION_S,
      people: UINT16,
      seats: UINT16,
    },
  },
  standing: { code: 13, fields: { cause, room, seat, ...score, gone: FLAG } },
  place: { code: 14, fields: { cause, player, room, here: FLAG } },
  notice: { code: 15, fields: { cause, player, id: TICKS, text: NOTICE } },
  forget: { code: 16, fields: { cause, player } },
  deny: { code: 17, fields: { seat, nonce } },
  sayFrom: { code: 18, fields: { seat, channel, text: MESSAGE_TEXT, nonce, atS: SECONDS, origin: ORIGIN } },
});

/** The codec of events, for clients, stores and feeds. */
export const eventCodec = unionCodec<Event>({
  line: {
    code: 1,
    fields: { seat: seatOrAll, channel, line, player, name, role, atS: SECONDS, nonce, text: MESSAGE_TEXT },
  },
  opened: { code: 2, fields: { seat, channel, first: line, last: line } },
  closed: { code: 3, fields: { channel } },
  erased: { code: 4, fields: { channel, line, by: player } },
  refused: { code: 5, fields: { seat, code: integer(1, 255), nonce, waitTicks: TICKS } },
  reported: { code: 6, fields: { channel, line, player, by: player, text: MESSAGE_TEXT, why } },
  muted: { code: 7, fields: { player, untilS: SECONDS, by: player, why } },
  banned: { code: 8, fields: { player, untilS: SECONDS, by: player, why } },
  came: { code: 9, fields: { player, name } },
  went: { code: 10, fields: { player, name } },
  forgotten: { code: 11, fields: { player } },
  notice: { code: 12, fields: { seat, id: TICKS, text: NOTICE } },
});

const CONFIG_FIELDS = [
  "seats",
  "historyLines",
  "sayBurst",
  "sayEveryTicks",
  "openChannels",
  "matchSilentTicks",
] as const satisfies readonly (keyof LobbyConfig)[];

export const configCodec: Codec<LobbyConfig> = {
  encode(config) {
    const out = new ByteWriter(16);
    for (const field of CONFIG_FIELDS) out.varint(config[field]);
    return out.finish();
  },
  decode(bytes) {
    const from = new ByteReader(bytes);
    const config = Object.fromEntries(CONFIG_FIELDS.map((field) => [field, from.varint()])) as unknown as LobbyConfig;
    from.expectEnd();
    try {
      checkConfig(config);
    } catch (error) {
      throw new CodecError(error instanceof Error ? error.message : "config");
    }
    return config;
  },
};
