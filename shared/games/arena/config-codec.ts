import { ByteReader, ByteWriter } from "../../codec/bytes.ts";
import { type Codec, CodecError } from "../../machine.ts";
import type { ArenaConfig, BeltConfig, BodyConfig, MapConfig, StationConfig } from "./config.ts";
import {
  BODY_KINDS,
  BODY_LOOKS,
  checkConfig,
  MAX_BELTS,
  MAX_BODIES,
  MAX_PLACE_NAME_BYTES,
  MAX_STATIONS,
} from "./config-check.ts";
import { DEFAULT_MAP } from "./default-map.ts";

const DEFAULTS: ArenaConfig = {
  map: DEFAULT_MAP,
  seats: 64,
  pirates: 10,
  traders: 6,
  roundTicks: 6 * 60 * 60,
  resultTicks: 15 * 60,
  respawnTicks: 4 * 60,
  slackPx: 1,
  slackTurn: 182,
};

/** The default arena with some settings changed. Throws a RangeError that names the field, its value and the accepted range. */
export function arenaConfig(overrides: Partial<ArenaConfig> = {}): ArenaConfig {
  const config = { ...DEFAULTS, ...overrides };
  checkConfig(config);
  return config;
}

export const configCodec: Codec<ArenaConfig> = {
  encode(config) {
    const out = new ByteWriter(1024);
    writeMap(out, config.map);
    out.varint(config.seats).varint(config.pirates).varint(config.traders);
    out.varint(config.roundTicks).varint(config.resultTicks).varint(config.respawnTicks);
    out.varint(config.slackPx).varint(config.slackTurn);
    return out.finish();
  },
  decode(bytes) {
    const from = new ByteReader(bytes);
    const config: ArenaConfig = {
      map: readMap(from),
      seats: from.varint(),
      pirates: from.varint(),
      traders: from.varint(),
      roundTicks: from.varint(),
      resultTicks: from.varint(),
      respawnTicks: from.varint(),
      slackPx: from.varint(),
      slackTurn: from.varint(),
    };
    from.expectEnd();
    try {
      checkConfig(config);
    } catch (error) {
      throw new CodecError(error instanceof Error ? error.message : String(error));
    }
    return config;
  },
};

function writeMap(out: ByteWriter, map: MapConfig): void {
  out.text(map.name).varint(map.radiusPx).varint(map.bodies.length);
  for (const b of map.bodies) {
    writeOrbit(out, b);
    out.u8(BODY_KINDS.indexOf(b.kind)).u8(BODY_LOOKS.indexOf(b.look)).varint(b.radiusPx);
    out.varint(b.surfacePull).varint(b.reachPx).varint(b.tint);
  }
  out.varint(map.stations.length);
  for (const station of map.stations) writeOrbit(out, station);
  out.varint(map.belts.length);
  for (const b of map.belts)
    out.varint(b.parent).varint(b.innerPx).varint(b.outerPx).signed(b.periodTicks).varint(b.rocks);
}

function readMap(from: ByteReader): MapConfig {
  return {
    name: from.text(MAX_PLACE_NAME_BYTES),
    radiusPx: from.varint(),
    bodies: readList(from, MAX_BODIES, readBody),
    stations: readList(from, MAX_STATIONS, readOrbit),
    belts: readList(from, MAX_BELTS, readBelt),
  };
}

function readList<T>(from: ByteReader, most: number, read: (from: ByteReader) => T): T[] {
  const count = from.varint();
  if (count > most) throw new CodecError(`a list of ${count}, at most ${most}`);
  return Array.from({ length: count }, () => read(from));
}

function writeOrbit(out: ByteWriter, place: StationConfig): void {
  out.text(place.name).signed(place.parent).varint(place.orbitPx).signed(place.periodTicks).varint(place.phase);
}

function readOrbit(from: ByteReader): StationConfig {
  return {
    name: from.text(MAX_PLACE_NAME_BYTES),
    parent: from.signed(),
    orbitPx: from.varint(),
    periodTicks: from.signed(),
    phase: from.varint(),
  };
}

function readBody(from: ByteReader): BodyConfig {
  return {
    ...readOrbit(from),
    kind: oneOf(BODY_KINDS, from.u8()),
    look: oneOf(BODY_LOOKS, from.u8()),
    radiusPx: from.varint(),
    surfacePull: from.varint(),
    reachPx: from.varint(),
    tint: from.varint(),
  };
}

function readBelt(from: ByteReader): BeltConfig {
  return {
    parent: from.varint(),
    innerPx: from.varint(),
    outerPx: from.varint(),
    periodTicks: from.signed(),
    rocks: from.varint(),
  };
}

function oneOf<T>(list: readonly T[], index: number): T {
  if (index >= list.length) throw new CodecError(`${index} is not below ${list.length}`);
  return list[index];
}
