import { ByteReader, ByteWriter } from "../../codec/bytes.ts";
import { CodecError, type Hash } from "../../machine.ts";
import { Hasher } from "../../math/hash.ts";
import { hashTable, loadTable, saveTable } from "../../table.ts";
import { ANSWER_FIELDS, answersFrom } from "./answers.ts";
import { EXCHANGE_BOUNDS } from "./bounds.ts";
import { configCodec } from "./codecs.ts";
import { hashLedger, loadLedger, saveLedger } from "./ledger/index.ts";
import { listOrders } from "./orders.ts";
import { hashRings, loadRings, saveRings } from "./rings.ts";
import { emptyWorld, fitAccounts, fitOrders, type World } from "./world.ts";
import { checkWorld } from "./world-check.ts";

const MAX_CONFIG_BYTES = 65_536;

const ringsOf = ({ data }: World) => [data.tape, ...data.candles];

/** Reused, because allocation costs more than writing. */
const writer = new ByteWriter(65_536);

export function save(world: World): Uint8Array {
  const { scratch, ledger, changed, data } = world;
  const out = writer.reset().varint(scratch.configBytes.length).bytes(scratch.configBytes);
  for (const word of world.random) out.signed(word);
  out.varint(world.tick).varint(world.erasures).varint(world.clockS).varint(world.clockTick);
  saveLedger(ledger, out);
  saveTable(world.seats, out);
  saveTable(world.orders, out);
  saveTable(world.auctions.open, out);
  out.varint(world.auctions.opened);
  saveAnswers(world, out);
  out.bytes(changed);
  for (const price of data.lastPrice) out.varint(price);
  for (const number of data.levels) out.varint(number);
  for (const rings of ringsOf(world)) saveRings(rings, out);
  return out.finish();
}

/** Throws {@link CodecError} on bytes that {@link save} could not have written. */
export function load(bytes: Uint8Array): World {
  const from = new ByteReader(bytes);
  const configBytes = from.varint();
  if (configBytes > MAX_CONFIG_BYTES) throw new CodecError(`config of ${configBytes} bytes`);
  const world = emptyWorld(0, configCodec.decode(from.bytes(configBytes)));
  const { changed, data } = world;
  for (let i = 0; i < world.random.length; i++) world.random[i] = from.signed32();
  world.tick = from.varint();
  world.erasures = from.varint();
  world.clockS = from.varint();
  world.clockTick = from.varint();
  loadLedger(world.ledger, from);
  loadTable(world.seats, from);
  loadTable(world.orders, from);
  loadTable(world.auctions.open, from);
  world.auctions.opened = from.varint();
  fitAccounts(world);
  fitOrders(world);
  loadAnswers(world, from);
  changed.set(from.bytes(changed.length));
  for (let i = 0; i < data.lastPrice.length; i++) data.lastPrice[i] = from.varint();
  for (let i = 0; i < data.levels.length; i++) data.levels[i] = from.varint();
  for (const rings of ringsOf(world)) loadRings(rings, from);
  from.expectEnd();
  const problem = checkWorld(world);
  if (problem !== null) throw new CodecError(problem);
  listOrders(world);
  return world;
}

/** A digest of the world without its derived data. */
export function hash(world: World): Hash {
  const { scratch, ledger, changed, data } = world;
  const hasher = new Hasher().bytes(scratch.configBytes).words(world.random);
  hasher.number(world.tick).number(world.erasures).number(world.clockS).number(world.clockTick);
  hashLedger(ledger, hasher);
  hashTable(world.seats, hasher);
  hashTable(world.orders, hasher);
  hashTable(world.auctions.open, hasher);
  hasher.word(world.auctions.opened);
  hasher.words(world.answers, answersFrom(ledger.accounts.high)).bytes(changed).words(data.lastPrice);
  hasher.sparse(data.levels);
  for (const rings of ringsOf(world)) hashRings(rings, hasher);
  return hasher.digest();
}

/** Writes the answers that there are, each with its distance from the one before. */
function saveAnswers({ answers, ledger }: World, out: ByteWriter): void {
  const end = answersFrom(ledger.accounts.high);
  let place = 0;
  for (let at = 0; at < end; at += ANSWER_FIELDS) {
    if (answers[at] === 0) continue;
    out
      .varint(at / ANSWER_FIELDS - place + 1)
      .varint(answers[at])
      .signed(answers[at + 1])
      .signed(answers[at + 2]);
    place = at / ANSWER_FIELDS + 1;
  }
  out.varint(0);
}

function loadAnswers({ answers, ledger }: World, from: ByteReader): void {
  const places = ledger.accounts.high * EXCHANGE_BOUNDS.answers;
  for (let place = 0; ; ) {
    const distance = from.varint();
    if (distance === 0) return;
    place += distance;
    if (place > places) throw new CodecError(`answer ${place} of ${places}`);
    const at = (place - 1) * ANSWER_FIELDS;
    answers[at] = from.varint();
    answers[at + 1] = from.signed32();
    answers[at + 2] = from.signed32();
  }
}
