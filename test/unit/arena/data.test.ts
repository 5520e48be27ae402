import { describe, expect, it } from "vitest";
import { PIRATE_HULLS, TRADER_HULL } from "../../../shared/games/arena/data/hulls.ts";
import { LIMIT_SPEED, TRADER_UNITS } from "../../../shared/games/arena/data/rules.ts";
import {
  CAUSE,
  HULLS,
  type Hull,
  ORES,
  ROCK_SIZES,
  WEAPON,
  WEAPONS,
  type Weapon,
} from "../../../shared/games/arena/index.ts";
import { NPC_NAMES } from "../../../shared/games/arena/npc-names.ts";

const hulls: readonly Hull[] = HULLS;
const weapons: readonly Weapon[] = WEAPONS;

describe("the balance tables", () => {
  it.each(hulls)("hull $name is sane and fits the wire", (hull) => {
    expect(hull.name.length).toBeLessThanOrEqual(12);
    expect(hull.blurb.length).toBeLessThanOrEqual(70);
    for (const value of Object.values(hull))
      if (typeof value === "number") expect(Number.isSafeInteger(value)).toBe(true);
    for (const field of ["radiusPx", "thrustPerTick", "turnPerTick", "armor", "mass", "shieldEveryTicks"] as const)
      expect(hull[field], field).toBeGreaterThan(0);
    for (const field of ["armor", "shield", "shieldWaitTicks", "energy"] as const)
      expect(hull[field], field).toBeLessThanOrEqual(0xffff);
    expect(hull.cargo).toBeLessThanOrEqual(255);
    expect(weapons[hull.primary]).toBeDefined();
    expect(weapons[hull.secondary]).toBeDefined();
    expect(hull.primary).not.toBe(hull.secondary);
    expect((hull.topSpeedPerTick * hull.boostFactor) / 256).toBeLessThan(LIMIT_SPEED / 2);
    for (const weapon of [hull.primary, hull.secondary])
      expect(weapons[weapon].energy, "affords every shot").toBeLessThanOrEqual(hull.energy);
    expect(hull.radiusPx, "what the hit search allows for").toBeLessThanOrEqual(32);
  });

  it.each(weapons)("weapon $name is sane and fits the wire", (weapon) => {
    expect(weapon.name.length).toBeLessThanOrEqual(12);
    expect(weapon.reloadTicks).toBeLessThanOrEqual(255);
    expect(weapon.damage).toBeGreaterThan(0);
    expect(weapon.count).toBeGreaterThan(0);
    if (weapon.kind === "beam") expect(weapon.rangePx).toBeGreaterThan(0);
    else expect(weapon.lifeTicks).toBeGreaterThan(weapon.armTicks);
    if (weapon.triggerPx > 0)
      expect(weapon.triggerPx, "the blast reaches what set it off").toBeLessThan(weapon.blastPx);
    expect(WEAPONS[WEAPON[weapon.name.toLowerCase() as keyof typeof WEAPON]]).toBe(weapon);
    expect(CAUSE[weapon.name.toLowerCase() as keyof typeof CAUSE], "a death names its weapon").toBe(
      weapons.indexOf(weapon),
    );
  });

  it("has four hulls, four bolt weapons, and one beam", () => {
    expect(hulls.length).toBeGreaterThanOrEqual(4);
    expect(weapons.length).toBeGreaterThanOrEqual(4);
    expect(weapons.filter((weapon) => weapon.kind === "beam").length).toBeGreaterThanOrEqual(1);
  });

  it("gives each of 256 rocks an ore; rarer ores cost more", () => {
    expect(ORES.reduce((sum, ore) => sum + ore.share, 0)).toBe(256);
    for (let i = 1; i < ORES.length; i++) {
      expect(ORES[i].price).toBeGreaterThan(ORES[i - 1].price);
      expect(ORES[i].share).toBeLessThan(ORES[i - 1].share);
    }
    for (const ore of ORES) expect(ore.name.length).toBeLessThanOrEqual(12);
  });

  it("breaks rocks into smaller ones, and the smallest into none", () => {
    for (let i = 1; i < ROCK_SIZES.length; i++) expect(ROCK_SIZES[i].radiusPx).toBeLessThan(ROCK_SIZES[i - 1].radiusPx);
    expect(ROCK_SIZES[ROCK_SIZES.length - 1].pieces).toBe(0);
    expect(Math.max(...ROCK_SIZES.map((row) => row.radiusPx)), "what the hit search allows for").toBeLessThanOrEqual(
      64,
    );
  });

  it("gives traders the largest hold, which takes any load, and pirates every other hull", () => {
    expect(Math.max(...hulls.map((hull) => hull.cargo))).toBe(hulls[TRADER_HULL].cargo);
    expect(hulls[TRADER_HULL].cargo).toBeGreaterThanOrEqual(TRADER_UNITS[1]);
    expect([...PIRATE_HULLS, TRADER_HULL].sort()).toEqual([...hulls.keys()]);
  });

  it("names NPCs within the length of a player's name", () => {
    for (const names of Object.values(NPC_NAMES)) {
      expect(new Set(names).size).toBe(names.length);
      for (const name of names) expect(`${name} 99`.length).toBeLessThanOrEqual(16);
    }
  });
});
