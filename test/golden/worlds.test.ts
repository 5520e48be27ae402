import { describe, expect, it } from "vitest";
import { DEFAULTS } from "../../server/config.ts";
import { isClockwork, loadGames } from "../../server/games.ts";
import { migrate } from "../../shared/migrate.ts";
import { goldenWorlds, PLAYS, pathOf, playOn } from "./worlds.ts";

const FIRST_VERSION = 1;
const TICKS = 300;

const games = (await loadGames((text) => expect.fail(text))).filter(isClockwork);
const host = { config: DEFAULTS, settings: {}, seatHoldS: 60, nowMs: () => 0 };
const machines = games
  .map(({ game }) => game.define(host))
  .filter(({ singleton }) => singleton)
  .map(({ machine }) => machine);
const bytesOf = (hex: string) => new Uint8Array(Buffer.from(hex, "hex"));

describe.each(machines.map((machine) => ({ machine, ...machine })))("the $id, a standing room", ({ machine }) => {
  const { id, version: current } = machine;
  const versions = Array.from({ length: current - FIRST_VERSION + 1 }, (_, i) => FIRST_VERSION + i);

  it.each(versions)("has worlds of version %i, which migrate to the present one and are played on", (version) => {
    expect(PLAYS, "test/golden/worlds.ts says how each singleton room is played").toHaveProperty(id);
    const kept = goldenWorlds(id, version);
    // Servers may have a journal of any version.
    expect(kept.length, `${pathOf(id, version)}: test/golden/renew.ts writes it`).toBeGreaterThan(0);
    for (const { what, tick, hash, ...hex } of kept) {
      const saved = { world: bytesOf(hex.world), config: bytesOf(hex.config) };
      const migrated = migrate(machine, version, saved);
      const world = machine.load(migrated.world);
      machine.codecs.config.decode(migrated.config);
      expect(machine.tick(world), what).toBe(tick);
      expect(machine.save(world), `${what}: saves as it was loaded`).toEqual(migrated.world);
      if (version === current) expect(machine.hash(world), what).toBe(hash);
      playOn(machine, world, TICKS);
      expect(machine.tick(world), what).toBe(tick + TICKS);
      expect(machine.hash(machine.load(machine.save(world))), what).toBe(machine.hash(world));
    }
  });

  it("has no migration that nothing tests", () => {
    const steps = Object.keys(machine.migrations ?? {}).map(Number);
    expect(steps).toEqual(versions.slice(0, -1));
  });
});

it("finds the standing rooms", () => expect(machines.length).toBeGreaterThan(0));
