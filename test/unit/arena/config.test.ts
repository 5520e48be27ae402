import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { configCodec } from "../../../shared/games/arena/config-codec.ts";
import { emptyWorld } from "../../../shared/games/arena/create.ts";
import {
  type ArenaConfig,
  arenaConfig,
  createRails,
  DEFAULT_MAP,
  moveRails,
} from "../../../shared/games/arena/index.ts";
import { MAX_SEATS } from "../../../shared/games/arena/shot-codec.ts";
import { CodecError } from "../../../shared/machine.ts";

const config = arenaConfig();
const withBody = (index: number, change: object): Partial<ArenaConfig> => ({
  map: { ...DEFAULT_MAP, bodies: DEFAULT_MAP.bodies.map((body, i) => (i === index ? { ...body, ...change } : body)) },
});

describe("the arena's configuration", () => {
  it.each<[string, Partial<ArenaConfig>, RegExp]>([
    ["seats", { seats: 0 }, /^seats: 0 is not a whole number from 1 to 3000$/],
    ["seats", { seats: 2.5 }, /^seats: 2.5 is not/],
    ["seats", { seats: Number.NaN }, /^seats: null is not/],
    ["too many seats", { seats: 3_001 }, /^seats: 3001 is not a whole number from 1 to 3000$/],
    ["pirates", { pirates: -1 }, /^pirates: -1/],
    ["a slack in place", { slackPx: 65 }, /^slackPx: 65 is not a whole number from 0 to 64$/],
    ["half a px of it", { slackPx: 0.5 }, /^slackPx: 0.5 is not/],
    ["a slack in heading", { slackTurn: 8_193 }, /^slackTurn: 8193 is not a whole number from 0 to 8192$/],
    ["roundTicks", { roundTicks: 0 }, /^roundTicks: 0/],
    ["a radius", { map: { ...DEFAULT_MAP, radiusPx: 40_000 } }, /^map.radiusPx: 40000/],
    ["no stations", { map: { ...DEFAULT_MAP, stations: [] } }, /^map.stations.length: 0 is not from 1 to 32/],
    ["a body's radius", withBody(3, { radiusPx: 1 }), /^map.bodies\[3\].radiusPx: 1 is not/],
    ["a parent to come", withBody(2, { parent: 2 }), /^map.bodies\[2\].parent: 2 is not a whole number from 0 to 1/],
    ["no turn", withBody(1, { periodTicks: 0 }), /^map.bodies\[1\].periodTicks: 0 is not other than 0/],
    ["a look", withBody(1, { look: "cheese" }), /^map.bodies\[1\].look: "cheese" is not one of star, rock/],
    ["no star", withBody(0, { kind: "moon" }), /^map.bodies\[0\].kind: "moon" is not star/],
    ["an orbit too wide", withBody(2, { orbitPx: 29_900 }), /the orbit of Pip: 30500 is not within 30000 px/],
  ])("D7: refuses %s, naming field and value", (_, overrides, message) => {
    expect(() => arenaConfig(overrides)).toThrow(RangeError);
    expect(() => arenaConfig(overrides)).toThrow(message);
  });

  it("reads back what it wrote", () => {
    const other = arenaConfig({ seats: 3_000, pirates: 200, traders: 200, slackPx: 64, slackTurn: 8_192 });
    for (const value of [config, other]) expect(configCodec.decode(configCodec.encode(value))).toEqual(value);
  });

  it("has at most as many seats as a shot can name, and tables that grow with them", () => {
    const most = arenaConfig({ seats: 3_000, pirates: 200, traders: 200 });
    expect(most.seats + most.pirates + most.traders).toBeLessThanOrEqual(MAX_SEATS);
    expect(emptyWorld(1, most).bolts.capacity).toBe(16_384);
    const seats = config.seats + config.pirates + config.traders;
    expect(emptyWorld(1, config).bolts.capacity).toBe(16 * seats);
    expect(emptyWorld(1, arenaConfig({ seats: 1, pirates: 0, traders: 0 })).bolts.capacity).toBe(1_024);
  });

  it("D7: refuses every truncation, and random bytes, with a CodecError", () => {
    const bytes = configCodec.encode(config);
    for (let length = 0; length < bytes.length; length++)
      expect(() => configCodec.decode(bytes.subarray(0, length))).toThrow(CodecError);
    const flips = fc.tuple(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }));
    fc.assert(
      fc.property(flips, ([at, by]) => {
        const broken = bytes.slice();
        broken[at] ^= by;
        try {
          const read = configCodec.decode(broken);
          expect(configCodec.encode(read)).toEqual(broken);
        } catch (error) {
          expect(error).toBeInstanceOf(CodecError);
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe("the default map", () => {
  const { bodies, stations, belts } = DEFAULT_MAP;

  it("has a star, planets of different looks, moons, stations and belts", () => {
    const planets = bodies.filter((body) => body.kind === "planet");
    expect(planets.length).toBeGreaterThanOrEqual(5);
    expect(new Set(planets.map((planet) => planet.look)).size).toBeGreaterThanOrEqual(5);
    expect(bodies.filter((body) => body.kind === "moon").length).toBeGreaterThanOrEqual(4);
    expect(stations.length).toBeGreaterThanOrEqual(3);
    expect(belts.reduce((sum, belt) => sum + belt.rocks, 0)).toBeGreaterThanOrEqual(120);
  });

  it("keeps solid bodies and stations apart, and on the map, for an hour", () => {
    const rails = createRails(DEFAULT_MAP);
    const places = [...bodies.map((body) => body.radiusPx), ...stations.map(() => 60)];
    for (let tick = 0; tick < 216_000; tick += 600) {
      moveRails(rails, DEFAULT_MAP, tick);
      for (let a = 0; a < places.length; a++) {
        expect(Math.hypot(rails.x[a], rails.y[a]) / 65_536 + places[a]).toBeLessThan(DEFAULT_MAP.radiusPx);
        for (let b = 0; b < a; b++) {
          const apart = Math.hypot(rails.x[a] - rails.x[b], rails.y[a] - rails.y[b]) / 65_536;
          expect(apart, `${a} and ${b} at tick ${tick}`).toBeGreaterThan(places[a] + places[b] + 20);
        }
      }
    }
  });

  it("pulls no ship harder than it can thrust, but for the star's own surface", () => {
    for (const body of bodies.slice(1)) expect(body.surfacePull).toBeLessThan(4_900);
  });
});
