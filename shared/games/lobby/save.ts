import { LOBBY_CHANNEL } from "../../chat.ts";
import { ByteReader, ByteWriter } from "../../codec/bytes.ts";
import { type Field, integer, UINT16, UINT32 } from "../../codec/union.ts";
import { CodecError, type Hash } from "../../machine.ts";
import { Hasher } from "../../math/hash.ts";
import { LOBBY_BOUNDS } from "./bounds.ts";
import { configCodec } from "./codecs.ts";
import {
  CHANNEL,
  FLAG,
  MESSAGE_NUMBER,
  MESSAGE_TEXT,
  NAME,
  PLAYER,
  ROLE_FIELD,
  ROOM,
  SECONDS,
  TICKS,
} from "./fields.ts";
import { hasOrigins, readChannels, type SavedChannel, type SavedLine, writeOrigins } from "./save-origins.ts";
import { updateReaders } from "./subscriptions.ts";
import {
  type ChannelSubscription,
  EVICTION,
  emptyWorld,
  type Match,
  type Member,
  type Score,
  type Seat,
  scoreKey,
  type World,
} from "./world.ts";

type Fields<T> = { readonly [K in keyof T]-?: Field<T[K]> };

/** A record's fields, in the order of writing. */
interface Row<T> {
  write(out: ByteWriter, value: T): void;
  read(from: ByteReader): T;
}

function row<T extends object>(fields: Fields<T>): Row<T> {
  const entries = Object.entries(fields) as [keyof T, Field<T[keyof T]>][];
  return {
    write(out, value) {
      for (const [name, field] of entries) field.write(out, value[name]);
    },
    read: (from) => Object.fromEntries(entries.map(([name, field]) => [name, field.read(from)])) as T,
  };
}

function list<T>(most: number, of: Row<T> | Field<T>): Field<T[]> {
  return {
    write(out, values) {
      out.varint(values.length);
      for (const value of values) of.write(out, value);
    },
    read(from) {
      const count = from.varint();
      if (count > most) throw new CodecError(`${count} rows, at most ${most}`);
      return Array.from({ length: count }, () => of.read(from));
    },
  };
}

/** Rows of which some are free. */
function sparse<T>(of: Row<T>): Field<T | null> {
  return {
    write(out, value) {
      out.u8(value === null ? 0 : 1);
      if (value !== null) of.write(out, value);
    },
    read: (from) => (FLAG.read(from) ? of.read(from) : null),
  };
}

const reading = row<ChannelSubscription>({ channel: CHANNEL, next: MESSAGE_NUMBER });
const member = row<Member>({
  saidUntil: TICKS,
  askedUntil: TICKS,
  mutedUntilS: SECONDS,
  bannedUntilS: SECONDS,
  orderedAt: TICKS,
  match: ROOM,
});
const line = row<SavedLine>({
  player: PLAYER,
  name: NAME,
  role: ROLE_FIELD,
  atS: SECONDS,
  nonce: UINT32,
  text: MESSAGE_TEXT,
});
const match = row<Match>({
  ...{ room: ROOM, listed: FLAG, round: UINT32, playing: FLAG, endsAt: TICKS },
  ...{ people: UINT16, seats: UINT16, heardAt: TICKS },
});
const score = row<Score>({
  ...{ match: UINT16, seat: UINT16, player: PLAYER, name: NAME },
  ...{ credits: UINT32, kills: UINT32, deaths: UINT32 },
});
const matches = list(LOBBY_BOUNDS.matches, sparse(match));
const scores = list(LOBBY_BOUNDS.scores, sparse(score));

function seatsField({ seats, openChannels }: World["config"]): Field<(Seat | null)[]> {
  const reads = list(openChannels, reading);
  const out = integer(EVICTION.no, EVICTION.forgotten);
  return list(seats, sparse(row<Seat>({ player: PLAYER, name: NAME, role: ROLE_FIELD, away: FLAG, out, reads })));
}

const channelField = ({ historyLines }: World["config"]): Row<SavedChannel> =>
  row<SavedChannel>({ name: CHANNEL, last: MESSAGE_NUMBER, lines: list(historyLines, line), goesAt: TICKS });

/** Written in place of the configuration's length if origins follow. */
const MARKED = 0;

/** Reused, because allocating costs more than writing. */
const saved = new ByteWriter(65_536);

function write(world: World): ByteWriter {
  const out = saved.reset();
  const { config, tick, erasures, seats, members, channels } = world;
  const configBytes = configCodec.encode(config);
  const marked = hasOrigins(channels.values());
  if (marked) out.varint(MARKED);
  out.varint(configBytes.length).bytes(configBytes).varint(tick).varint(erasures);
  seatsField(config).write(out, seats);
  out.varint(members.size);
  for (const [player, of] of members) {
    out.varint(player);
    member.write(out, of);
  }
  list(LOBBY_BOUNDS.channels, channelField(config)).write(out, [...channels.values()]);
  matches.write(out, world.matches);
  scores.write(out, world.scores);
  if (marked) writeOrigins(out, channels.values());
  return out;
}

export function save(world: World): Uint8Array {
  return write(world).finish();
}

/** The hash of the world, without derived fields. */
export function hash(world: World): Hash {
  return new Hasher().bytes(write(world).view()).digest();
}

const CONFIG_BYTES = 256;

/** Throws {@link CodecError} on bytes that {@link save} could not have written. */
export function load(bytes: Uint8Array): World {
  const from = new ByteReader(bytes);
  const first = from.varint();
  const marked = first === MARKED;
  const configBytes = marked ? from.varint() : first;
  if (configBytes > CONFIG_BYTES) throw new CodecError(`config of ${configBytes} bytes`);
  const world = emptyWorld(configCodec.decode(from.bytes(configBytes)));
  const { config } = world;
  world.tick = TICKS.read(from);
  world.erasures = TICKS.read(from);
  const seats = seatsField(config).read(from);
  if (seats.length !== config.seats) throw new CodecError(`${seats.length} seats, not ${config.seats}`);
  seats.forEach((seat, i) => {
    world.seats[i] = seat;
  });
  readMembers(world, from);
  const channels = list(LOBBY_BOUNDS.channels, channelField(config)).read(from);
  world.matches.push(...matches.read(from));
  world.scores.push(...scores.read(from));
  world.channels.clear();
  for (const channel of readChannels(marked ? from : null, channels)) {
    if (world.channels.has(channel.name)) throw new CodecError(`channel ${channel.name} twice`);
    world.channels.set(channel.name, channel);
  }
  if (!world.channels.has(LOBBY_CHANNEL)) throw new CodecError("no channel for everyone");
  from.expectEnd();
  derive(world);
  return world;
}

function readMembers({ members }: World, from: ByteReader): void {
  const count = from.varint();
  if (count > LOBBY_BOUNDS.members) throw new CodecError(`${count} members, at most ${LOBBY_BOUNDS.members}`);
  for (let i = 0; i < count; i++) {
    const player = PLAYER.read(from);
    if (members.has(player)) throw new CodecError(`member ${player} twice`);
    members.set(player, member.read(from));
  }
}

/** Computes the derived fields and checks consistency. */
function derive(world: World): void {
  const { seats, channels, derived } = world;
  const read = new Set<string>();
  for (const seat of seats) {
    if (seat === null) continue;
    if (seat.out !== EVICTION.no && seat.reads.length > 0) throw new CodecError("someone who is out reads");
    if (seat.out === EVICTION.no) derived.present.set(seat.player, (derived.present.get(seat.player) ?? 0) + 1);
    const own = new Set(seat.reads.map(({ channel }) => channel));
    if (own.size !== seat.reads.length) throw new CodecError("a seat reads a channel twice");
    for (const channel of own) {
      if (!channels.has(channel)) throw new CodecError(`a seat reads ${channel}, which is not there`);
      read.add(channel);
    }
  }
  for (const channel of read) updateReaders(world, channel);
  deriveRows(world);
}

function deriveRows({ matches: ms, scores: ss, derived }: World): void {
  if (ms.at(-1) === null || ss.at(-1) === null) throw new CodecError("free rows behind the last");
  ms.forEach((one, i) => {
    if (one === null) return;
    if (derived.matchRows.has(one.room)) throw new CodecError(`match ${one.room} twice`);
    derived.matchRows.set(one.room, i);
  });
  ss.forEach((one, i) => {
    if (one === null) return;
    const key = scoreKey(one.match, one.seat);
    if ((ms[one.match] ?? null) === null || derived.scoreRows.has(key))
      throw new CodecError(`score ${key} is of no match`);
    derived.scoreRows.set(key, i);
  });
}
