import type { ArenaConfig, BeltConfig, BodyConfig, MapConfig, StationConfig } from "./config.ts";
import { LIMIT_PX, MAX_PERIOD_TICKS } from "./data/rules.ts";

export const BODY_KINDS = ["star", "planet", "moon"] as const satisfies readonly BodyConfig["kind"][];
export const BODY_LOOKS = [
  "star",
  "rock",
  "gas",
  "ice",
  "lava",
  "ocean",
  "ringed",
] as const satisfies readonly BodyConfig["look"][];
export const MAX_PLACE_NAME_BYTES = 64;
/** One bit of a word for each, see `bodiesNear`. */
export const MAX_BODIES = 32;
export const MAX_STATIONS = 32;
export const MAX_BELTS = 16;
const MAX_BELT_ROCKS = 1000;
const MAX_ORBIT_PX = 30_000;
const MAX_PHASE_TICKS = 1_000_000;

function fail(field: string, value: unknown, wanted: string): never {
  throw new RangeError(`${field}: ${JSON.stringify(value)} is not ${wanted}`);
}

function whole(field: string, value: number, low: number, high: number): void {
  if (!Number.isInteger(value) || value < low || value > high)
    fail(field, value, `a whole number from ${low} to ${high}`);
}

function name(field: string, value: string): void {
  if (typeof value !== "string" || !/^[\x20-\uffff]{1,20}$/.test(value))
    fail(field, value, "a text of 1 to 20 characters");
}

function period(field: string, value: number): void {
  whole(field, value, -MAX_PERIOD_TICKS, MAX_PERIOD_TICKS);
  if (value === 0) fail(field, value, "other than 0");
}

function length(field: string, list: readonly unknown[], low: number, high: number): void {
  if (list.length < low || list.length > high) fail(`${field}.length`, list.length, `from ${low} to ${high}`);
}

function orbit(field: string, place: StationConfig | BodyConfig, parents: number): void {
  name(`${field}.name`, place.name);
  whole(`${field}.parent`, place.parent, 0, parents - 1);
  whole(`${field}.orbitPx`, place.orbitPx, 1, MAX_ORBIT_PX);
  period(`${field}.periodTicks`, place.periodTicks);
  whole(`${field}.phase`, place.phase, 0, 65_535);
}

function body(field: string, value: BodyConfig, index: number): void {
  if (!BODY_KINDS.includes(value.kind)) fail(`${field}.kind`, value.kind, `one of ${BODY_KINDS.join(", ")}`);
  if (!BODY_LOOKS.includes(value.look)) fail(`${field}.look`, value.look, `one of ${BODY_LOOKS.join(", ")}`);
  if (index === 0) {
    name(`${field}.name`, value.name);
    if (value.kind !== "star") fail(`${field}.kind`, value.kind, "star, as the first body must be");
    whole(`${field}.parent`, value.parent, -1, -1);
    whole(`${field}.orbitPx`, value.orbitPx, 0, 0);
    period(`${field}.periodTicks`, value.periodTicks);
    whole(`${field}.phase`, value.phase, 0, 65_535);
  } else orbit(field, value, index);
  whole(`${field}.radiusPx`, value.radiusPx, 16, 4_000);
  whole(`${field}.surfacePull`, value.surfacePull, 0, 20_000);
  whole(`${field}.reachPx`, value.reachPx, value.radiusPx, MAX_ORBIT_PX);
  whole(`${field}.tint`, value.tint, 0, 0xffffff);
}

function belt(field: string, value: BeltConfig, map: MapConfig): void {
  whole(`${field}.parent`, value.parent, 0, map.bodies.length - 1);
  whole(`${field}.innerPx`, value.innerPx, map.bodies[value.parent].radiusPx + 60, MAX_ORBIT_PX);
  whole(`${field}.outerPx`, value.outerPx, value.innerPx, MAX_ORBIT_PX);
  period(`${field}.periodTicks`, value.periodTicks);
  whole(`${field}.rocks`, value.rocks, 0, MAX_BELT_ROCKS);
}

/** Throws a RangeError that names the field, its value and what is accepted. */
export function checkMap(map: MapConfig): void {
  name("map.name", map.name);
  whole("map.radiusPx", map.radiusPx, 1_000, 30_000);
  length("map.bodies", map.bodies, 1, MAX_BODIES);
  length("map.stations", map.stations, 1, MAX_STATIONS);
  length("map.belts", map.belts, 0, MAX_BELTS);
  for (const [i, value] of map.bodies.entries()) body(`map.bodies[${i}]`, value, i);
  for (const [i, value] of map.stations.entries()) orbit(`map.stations[${i}]`, value, map.bodies.length);
  for (const [i, value] of map.belts.entries()) belt(`map.belts[${i}]`, value, map);
  const rocks = map.belts.reduce((sum, value) => sum + value.rocks, 0);
  if (rocks > MAX_BELT_ROCKS) fail("map.belts", rocks, `at most ${MAX_BELT_ROCKS} rocks in all`);
  const reach: number[] = [];
  for (const place of [...map.bodies, ...map.stations]) {
    const farthest = (place.parent < 0 ? 0 : reach[place.parent]) + place.orbitPx;
    reach.push(farthest);
    if (farthest > MAX_ORBIT_PX)
      fail(`map: the orbit of ${place.name}`, farthest, `within ${MAX_ORBIT_PX} px of the star`);
  }
  map.belts.forEach((value, i) => {
    const farthest = reach[value.parent] + value.outerPx;
    if (farthest > LIMIT_PX - 500) fail(`map.belts[${i}].outerPx`, value.outerPx, "within reach of the star");
  });
}

/** As {@link checkMap}, for the whole configuration. */
export function checkConfig(config: ArenaConfig): void {
  checkMap(config.map);
  whole("seats", config.seats, 1, 3_000);
  whole("pirates", config.pirates, 0, 200);
  whole("traders", config.traders, 0, 200);
  whole("roundTicks", config.roundTicks, 60, MAX_PHASE_TICKS);
  whole("resultTicks", config.resultTicks, 1, MAX_PHASE_TICKS);
  whole("respawnTicks", config.respawnTicks, 1, 36_000);
  whole("slackPx", config.slackPx, 0, 64);
  whole("slackTurn", config.slackTurn, 0, 8_192);
}
