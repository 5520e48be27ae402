import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { periodStartMs } from "../../server/platform/league/index.ts";
import { type IdentityLab, openIdentityLab } from "./identity-lab.ts";

let lab: IdentityLab;

beforeEach(async () => {
  lab = await openIdentityLab();
});
afterEach(async () => {
  expect(lab.reported).toEqual([]);
  await lab.close();
});

describe("the league", () => {
  it("has a table for each period", async () => {
    const { player } = await lab.account("Ada");
    const { wallMs } = lab.time;
    const row = { player: player.id, place: 1, credits: 5, kills: 0, deaths: 0 };
    await lab.store.addRound({ game: "tag", room: "new", round: 1, endedAtMs: wallMs }, [row]);
    await lab.store.addRound({ game: "tag", room: "old", round: 1, endedAtMs: 1 }, [row]);
    const table = async (period: string) => (await lab.call("GET", `/league/${period}`)).body;
    for (const [period, rounds] of [
      ["day", 1],
      ["week", 1],
      ["all", 2],
    ] as const)
      expect(await table(period)).toEqual({
        ...{ game: "tag", period, sinceMs: periodStartMs(period, wallMs) },
        rows: [{ player: player.id, name: "Ada", credits: 5 * rounds, kills: 0, deaths: 0, rounds, wins: rounds }],
      });
  });

  it("is each game's own", async () => {
    const { player } = await lab.account("Ada");
    const row = { player: player.id, place: 1, credits: 5, kills: 0, deaths: 0 };
    await lab.store.addRound({ game: "chess", room: "new", round: 1, endedAtMs: lab.time.wallMs }, [row]);
    const table = async (query: string) => (await lab.call("GET", `/league/all${query}`)).body;
    expect(await table("")).toMatchObject({ game: "tag", rows: [] });
    expect(await table("?game=tag")).toMatchObject({ game: "tag", rows: [] });
    expect(await table("?game=chess")).toMatchObject({ game: "chess", rows: [{ name: "Ada", credits: 5 }] });
  });

  it.each([
    ["day", "2026-03-04T23:59:59Z", "2026-03-04T00:00:00Z"],
    ["week", "2026-03-04T23:59:59Z", "2026-03-02T00:00:00Z"],
    ["week", "2026-03-02T00:00:00Z", "2026-03-02T00:00:00Z"],
    ["week", "2026-03-01T23:59:59Z", "2026-02-23T00:00:00Z"],
    ["all", "2026-03-04T00:00:00Z", "1970-01-01T00:00:00Z"],
  ] as const)("the %s of %s began at %s", (period, now, began) => {
    expect(new Date(periodStartMs(period, Date.parse(now))).toISOString()).toBe(new Date(began).toISOString());
  });
});
