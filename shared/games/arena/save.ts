import { ByteReader, ByteWriter } from "../../codec/bytes.ts";
import { CodecError, type Hash } from "../../machine.ts";
import { Hasher } from "../../math/hash.ts";
import { hashTable, loadTable, saveTable } from "../../table.ts";
import { configCodec } from "./config-codec.ts";
import { emptyWorld } from "./create.ts";
import { MAX_NAME_BYTES } from "./data/rules.ts";
import { moveRails } from "./rails.ts";
import { ROUND, type World } from "./world.ts";
import { checkWorld } from "./world-check.ts";

const MAX_CONFIG_BYTES = 65_536;

function tablesOf(world: World) {
  return [world.players, world.ships, world.shown, world.past, world.bolts, world.rocks, world.pods];
}

/** Reused, because allocation costs more than writing. */
const writer = new ByteWriter(65_536);

export function save(world: World): Uint8Array {
  const out = writer.reset();
  const { configBytes } = world.scratch;
  out.varint(configBytes.length).bytes(configBytes);
  for (const word of world.random) out.signed(word);
  out.varint(world.tick).varint(world.nextId).varint(world.round).u8(world.phase).varint(world.phaseEndsAt);
  for (const name of world.names) out.text(name);
  for (const table of tablesOf(world)) saveTable(table, out);
  return out.finish();
}

/** Throws {@link CodecError} on bytes that {@link save} could not have written. */
export function load(bytes: Uint8Array): World {
  const from = new ByteReader(bytes);
  const configBytes = from.varint();
  if (configBytes > MAX_CONFIG_BYTES) throw new CodecError(`config of ${configBytes} bytes`);
  const world = emptyWorld(0, configCodec.decode(from.bytes(configBytes)));
  for (let i = 0; i < world.random.length; i++) world.random[i] = from.signed32();
  world.tick = from.varint();
  world.nextId = from.varint();
  world.round = from.varint();
  world.phase = from.u8();
  world.phaseEndsAt = from.varint();
  if (world.phase > ROUND.result) throw new CodecError(`phase ${world.phase}`);
  for (let i = 0; i < world.names.length; i++) world.names[i] = from.text(MAX_NAME_BYTES);
  for (const table of tablesOf(world)) loadTable(table, from);
  from.expectEnd();
  const problem = checkWorld(world);
  if (problem !== null) throw new CodecError(problem);
  moveRails(world.scratch.rails, world.config.map, world.tick);
  return world;
}

/** A digest of the world without its derived data. */
export function hash(world: World): Hash {
  const hasher = new Hasher();
  hasher.bytes(world.scratch.configBytes).words(world.random).number(world.tick).number(world.nextId);
  hasher.number(world.round).word(world.phase).number(world.phaseEndsAt);
  for (const name of world.names) hasher.text(name);
  for (const table of tablesOf(world)) hashTable(table, hasher);
  return hasher.digest();
}
