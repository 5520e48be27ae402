import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CLIENT_CONTROL_BITS } from "../../../shared/games/arena/controls.ts";
import { HULLS } from "../../../shared/games/arena/data/hulls.ts";
import { CAUSE } from "../../../shared/games/arena/event.ts";
import { DEFAULT_MAP } from "../../../shared/games/arena/index.ts";
import { newPilotView } from "../../../shared/games/arena/perceive.ts";
import { PILOTS, type PilotName } from "../../../shared/games/arena/pilots/index.ts";
import { createRandom } from "../../../shared/math/random.ts";
import { PilotLab } from "../../harness/arena/pilot-lab.ts";

const MINUTE = 3600;
const LONG_ROUND = { roundTicks: 30 * MINUTE };
const MULE = HULLS.findIndex(({ name }) => name === "Mule");
const SEEDS = [1, 2, 3];

describe("pilots", () => {
  for (const seed of SEEDS) {
    it(`miner: sells ore within six minutes (seed ${seed})`, () => {
      const lab = new PilotLab(seed, LONG_ROUND);
      for (let i = 0; i < 3; i++) lab.add(PILOTS.miner, MULE);
      lab.run(6 * MINUTE, () => lab.events.at(-1)?.event.type === "sale");
      expect(lab.of("sale")[0]?.units).toBeGreaterThan(20);
    });

    it(`trader: visits three different stations within five minutes (seed ${seed})`, () => {
      const lab = new PilotLab(seed, LONG_ROUND);
      lab.add(PILOTS.trader, MULE);
      lab.run(5 * MINUTE);
      expect(new Set(lab.of("dock").map(({ station }) => station)).size).toBeGreaterThan(2);
    });

    it(`nobody flies into the star, nor unhurt into a planet, within five minutes (seed ${seed})`, () => {
      const lab = new PilotLab(seed, LONG_ROUND);
      for (const name of ["miner", "trader", "fighter", "pirate"] as const)
        for (let i = 0; i < 3; i++) lab.add(PILOTS[name], name === "fighter" || name === "pirate" ? i : MULE);
      lab.run(5 * MINUTE);
      const deaths = lab.of("death");
      expect(deaths.filter(({ cause }) => cause === CAUSE.star)).toEqual([]);
      expect(deaths.filter(({ cause, by }) => cause === CAUSE.planet && by < 0)).toEqual([]);
    });
  }

  it("fighter: kills an idle target within half a minute of meeting it, with every hull", () => {
    for (let hull = 0; hull < HULLS.length; hull++) {
      const lab = new PilotLab(5, LONG_ROUND);
      const hunter = lab.add(PILOTS.fighter, hull);
      const prey = lab.add(PILOTS.idle);
      lab.run(2);
      const { ships, players } = lab.world;
      const [a, b] = [players.ship[hunter] - 1, players.ship[prey] - 1];
      ships.x[a] = ships.x[b] + 600 * 65536;
      ships.y[a] = ships.y[b];
      // Both are guarded for the first three seconds.
      lab.run(33 * 60, () => lab.events.at(-1)?.event.type === "death");
      const death = lab.of("death")[0];
      expect(death, `hull ${HULLS[hull].name}`).toMatchObject({ seat: prey, by: hunter });
    }
  });

  it("pirate: takes longer than a fighter for the same kill", () => {
    const ticksOf = (name: PilotName): number => {
      const lab = new PilotLab(5, LONG_ROUND);
      const hunter = lab.add(PILOTS[name]);
      const prey = lab.add(PILOTS.idle, MULE);
      lab.run(2);
      const { ships, players } = lab.world;
      const [a, b] = [players.ship[hunter] - 1, players.ship[prey] - 1];
      ships.x[a] = ships.x[b] + 600 * 65536;
      ships.y[a] = ships.y[b];
      lab.run(3 * MINUTE, () => lab.events.at(-1)?.event.type === "death");
      expect(lab.of("death"), name).toHaveLength(1);
      return lab.world.tick;
    };
    expect(ticksOf("pirate")).toBeGreaterThan(1.3 * ticksOf("fighter"));
  });

  it("D1, D2: every pilot gives valid integer controls for any view, and the same for the same view", () => {
    const coordinate = fc.integer({ min: -32_000 * 65536, max: 32_000 * 65536 });
    const speed = fc.integer({ min: -2_000_000, max: 2_000_000 });
    const contact = fc.tuple(coordinate, coordinate, speed, speed, fc.integer({ min: 0, max: 1000 }));
    fc.assert(
      fc.property(
        fc.constantFrom(...(Object.keys(PILOTS) as PilotName[])),
        fc.nat(HULLS.length - 1),
        fc.array(contact, { minLength: 1, maxLength: 12 }),
        fc.record({ tick: fc.nat(1e6), docked: fc.nat(4), armor: fc.nat(170), heading: fc.nat(65535), seed: fc.nat() }),
        (name, hull, contacts, { tick, docked, armor, heading, seed }) => {
          const sight = newPilotView(DEFAULT_MAP);
          Object.assign(sight, { tick, cargo: tick % 40, room: HULLS[hull].cargo });
          Object.assign(sight.helm, { hull, docked, armor, heading, energy: tick % 2000, shieldWait: tick % 3 });
          const [x, y, vx, vy] = contacts[0];
          Object.assign(sight.helm, { x, y, vx, vy });
          for (const list of [sight.ships, sight.rocks, sight.pods, sight.bolts, sight.stations, sight.bodies]) {
            list.count = Math.min(list.items.length, contacts.length);
            for (let i = 0; i < list.count; i++) {
              const [x, y, vx, vy, radiusPx] = contacts[i];
              Object.assign(list.items[i], { id: i, x, y, vx, vy, radiusPx });
            }
          }
          const fly = () => {
            const memory = new Int32Array(4);
            const random = createRandom(seed);
            const out = { bits: 0, aim: 0 };
            const said: number[] = [];
            for (let i = 0; i < 3; i++) {
              PILOTS[name](sight, memory, random, out);
              said.push(out.bits, out.aim, ...memory);
            }
            return said;
          };
          const said = fly();
          expect(fly()).toEqual(said);
          for (let i = 0; i < said.length; i += 6) {
            expect(said[i] & CLIENT_CONTROL_BITS).toBe(said[i]);
            expect(Number.isInteger(said[i + 1]) && said[i + 1] >= 0 && said[i + 1] < 65536).toBe(true);
          }
        },
      ),
      { numRuns: 300 },
    );
  });
});
