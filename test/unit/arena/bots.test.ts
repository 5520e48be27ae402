import { expect, it } from "vitest";
import { loadBots, roomsWithBots } from "../../../client/bots/load-bots.ts";
import { GAMES } from "../../../shared/games.ts";

it("bots play in the arena where no room is named, with its pilots", async () => {
  expect(roomsWithBots(GAMES)[0]).toBe("arena");
  const { pilots, mix } = await loadBots("arena", "miner");
  expect(pilots).toContain("miner");
  expect(mix.filter((name) => !pilots.includes(name))).toEqual([]);
  for (const pilot of ["ace", "toString"])
    await expect(loadBots("arena", pilot)).rejects.toThrow("fighter, miner, idle, chaos, pirate, trader");
});
