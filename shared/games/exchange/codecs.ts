import { ByteReader, ByteWriter } from "../../codec/bytes.ts";
import { type Field, integer, UINT16, unionCodec } from "../../codec/union.ts";
import { type Codec, CodecError } from "../../machine.ts";
import { EXCHANGE_BOUNDS } from "./bounds.ts";
import { type CausationId, type Command, KIND, SIDE } from "./command.ts";
import { CONFIG_NUMBERS, checkConfig, type ExchangeConfig, MAX_NAME_BYTES } from "./config.ts";
import { END, type Event, REFUSAL } from "./event.ts";
import { CREDITS, MAX_ISSUED } from "./ledger/index.ts";
import { NAMED_COUNT } from "./named.ts";

const MAX_ROOM_BYTES = 64;
/** What a batch trades at most is an order for each of all open ones. */
const MAX_TRADED = 32_768 * EXCHANGE_BOUNDS.quantity;

const seat = UINT16;
const player = integer(1, 0x7fffffff);
/** Below 0: a named account, which inherited. */
const anyone = integer(-NAMED_COUNT, 0x7fffffff);
const id = integer(1, EXCHANGE_BOUNDS.id);
const order = id;
const market = integer(0, EXCHANGE_BOUNDS.markets - 1);
const side = integer(SIDE.buy, SIDE.sell);
const price = integer(1, EXCHANGE_BOUNDS.price);
const quantity = integer(1, EXCHANGE_BOUNDS.quantity);
/** 0: none, or as before. */
const noPrice = integer(0, EXCHANGE_BOUNDS.price);
const noQuantity = integer(0, EXCHANGE_BOUNDS.quantity);
const asset = integer(CREDITS, EXCHANGE_BOUNDS.markets + EXCHANGE_BOUNDS.items);
const item = integer(0, EXCHANGE_BOUNDS.items - 1);
const auction = id;
const bid = integer(1, EXCHANGE_BOUNDS.bid);
const sale = { auction, asset, quantity, price: bid };
const account = integer(0, NAMED_COUNT - 1);
/** s since 1970. */
const seconds = integer(0, 0xff_ffff_ffff);
const amount = integer(0, MAX_ISSUED);
/** Zigzag holds half as much. */
const change = integer(-(MAX_ISSUED - 1) / 2, (MAX_ISSUED - 1) / 2);

const cause: Field<CausationId> = {
  write: (out, { room, tick, index }) => out.text(room).varint(tick).varint(index),
  read: (from) => ({ room: from.text(MAX_ROOM_BYTES), tick: from.varint(), index: from.varint() }),
};

/** The fields of players' requests, without their seat. */
export const REQUEST_FIELDS = {
  place: { id, market, side, kind: integer(KIND.limit, KIND.market), price: noPrice, quantity },
  move: { id, order, price: noPrice, quantity: noQuantity },
  cancel: { id, order },
  buy: { id, item, quantity },
  auction: { id, asset, quantity, reserve: bid, batches: integer(...EXCHANGE_BOUNDS.auctionBatches) },
  withdraw: { id, auction },
  bid: { id, auction, limit: bid },
};

/** The codec of commands in journals. */
export const commandCodec = unionCodec<Command>({
  place: { code: 1, fields: { seat, ...REQUEST_FIELDS.place } },
  move: { code: 2, fields: { seat, ...REQUEST_FIELDS.move } },
  cancel: { code: 3, fields: { seat, ...REQUEST_FIELDS.cancel } },
  join: { code: 4, fields: { seat, player, epoch: integer(0, 0x7fffffff) } },
  drop: { code: 5, fields: { seat } },
  back: { code: 6, fields: { seat } },
  leave: { code: 7, fields: { seat } },
  adopt: { code: 8, fields: { cause, guest: player, player } },
  forget: { code: 9, fields: { cause, player } },
  issue: { code: 10, fields: { cause, account, asset, amount: change } },
  grant: { code: 11, fields: { cause, player, asset, amount } },
  clock: { code: 12, fields: { atS: seconds } },
  buy: { code: 13, fields: { seat, ...REQUEST_FIELDS.buy } },
  auction: { code: 14, fields: { seat, ...REQUEST_FIELDS.auction } },
  withdraw: { code: 15, fields: { seat, ...REQUEST_FIELDS.withdraw } },
  bid: { code: 16, fields: { seat, ...REQUEST_FIELDS.bid } },
});

/** The codec of events, for clients, stores and feeds. */
export const eventCodec = unionCodec<Event>({
  accepted: { code: 1, fields: { player, id, quantity } },
  moved: { code: 2, fields: { player, id, quantity } },
  cancelled: { code: 3, fields: { player, id, quantity } },
  refused: { code: 4, fields: { player, id, code: integer(REFUSAL.noAccount, REFUSAL.idFar) } },
  filled: { code: 5, fields: { player, order, market, side, price, quantity, left: noQuantity, fee: amount } },
  ended: { code: 6, fields: { player, order, quantity, cause: integer(END.immediate, END.closed) } },
  traded: { code: 7, fields: { market, price, quantity: integer(1, MAX_TRADED) } },
  issued: { code: 8, fields: { account, asset, amount: change } },
  granted: { code: 9, fields: { player, asset, amount } },
  forgotten: { code: 10, fields: { player } },
  bought: { code: 11, fields: { player, id, quantity } },
  auctioned: { code: 12, fields: { player, id, auction } },
  withdrawn: { code: 13, fields: { player, id, quantity } },
  bidden: { code: 14, fields: { player, id, leads: integer(0, 1) } },
  outbid: { code: 15, fields: { player: anyone, auction } },
  won: { code: 16, fields: { player: anyone, ...sale } },
  sold: { code: 17, fields: { player: anyone, ...sale, fee: amount } },
  unsold: { code: 18, fields: { player: anyone, auction } },
  closed: { code: 19, fields: { auction, price: integer(0, EXCHANGE_BOUNDS.bid) } },
  delivered: { code: 20, fields: { player, order, item, quantity, price } },
});

export const configCodec: Codec<ExchangeConfig> = {
  encode(config) {
    const out = new ByteWriter(256);
    for (const field of CONFIG_NUMBERS) out.varint(config[field]);
    out.varint(config.stations.length);
    for (const name of config.stations) out.text(name);
    out.varint(config.ores.length);
    for (const { name, price } of config.ores) out.text(name).varint(price);
    out.varint(config.items.length);
    for (const { name, price } of config.items) out.text(name).varint(price);
    return out.finish();
  },
  decode(bytes) {
    const from = new ByteReader(bytes);
    const numbers = Object.fromEntries(CONFIG_NUMBERS.map((field) => [field, from.varint()]));
    const stations = Array.from({ length: count(from) }, () => from.text(MAX_NAME_BYTES));
    const ores = Array.from({ length: count(from) }, () => ({ name: from.text(MAX_NAME_BYTES), price: from.varint() }));
    const items = Array.from({ length: count(from) }, () => ({
      name: from.text(MAX_NAME_BYTES),
      price: from.varint(),
    }));
    from.expectEnd();
    const config = { ...numbers, stations, ores, items } as unknown as ExchangeConfig;
    try {
      checkConfig(config);
    } catch (error) {
      throw new CodecError(error instanceof Error ? error.message : "config");
    }
    return config;
  },
};

function count(from: ByteReader): number {
  const value = from.varint();
  if (value > EXCHANGE_BOUNDS.markets) throw new CodecError(`${value} names, at most ${EXCHANGE_BOUNDS.markets}`);
  return value;
}
