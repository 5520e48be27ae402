import { describe, expect, it } from "vitest";
import { parseArguments } from "../../../client/bots/args.ts";
import { loadBots } from "../../../client/bots/load-bots.ts";

const read = (line: string) =>
  parseArguments(
    line.split(" ").filter((part) => part !== ""),
    "race",
  );

describe("games and pilots of bots", () => {
  it("are those of the table's folders", async () => {
    const { pilots, mix } = await loadBots("trails", "rider");
    expect(pilots).toContain("rider");
    expect(mix.filter((name) => !pilots.includes(name))).toEqual([]);
  });

  for (const [room, pilot, flag, value, would] of [
    ["trails", "ace", "--pilot", '"ace"', "rider"],
    ["trails", "toString", "--pilot", '"toString"', "rider"],
    ["nowhere", null, "--room", '"nowhere"', "trails, bluff"],
    ["toString", null, "--room", '"toString"', "trails, bluff"],
    ["lobby", null, "--room", '"lobby"', "trails, bluff"],
  ] as const) {
    it(`refuses ${pilot ?? "any pilot"} of ${room} with flag, value and what would do`, async () => {
      const refused = loadBots(room, pilot);
      for (const part of [flag, value, would]) await expect(refused).rejects.toThrow(part);
    });
  }
});

describe("the bots' command line", () => {
  it("reads every flag, and has a default for each", () => {
    const all =
      "--url wss://example.com --count 7 --seconds 2.5 --room duel --pilot miner --ramp 3 --load-token 0123456789abcdef0123456789abcdef --json";
    expect(read(all)).toEqual({
      url: "wss://example.com",
      count: 7,
      seconds: 2.5,
      room: "duel",
      pilot: "miner",
      rampPerS: 3,
      loadToken: "0123456789abcdef0123456789abcdef",
      json: true,
    });
    const none = { url: "http://localhost:2567", room: "race", pilot: null, loadToken: null, json: false };
    expect(read("")).toMatchObject(none);
  });

  it("takes the load token of the environment where no flag says one, and repeats neither when it is invalid", () => {
    const LOAD_TOKEN = "x".repeat(32);
    expect(parseArguments([], "race", { LOAD_TOKEN })).toMatchObject({ loadToken: LOAD_TOKEN });
    expect(parseArguments(["--load-token", "y".repeat(32)], "race", { LOAD_TOKEN }).loadToken).toBe("y".repeat(32));
    expect(() => parseArguments([], "race", { LOAD_TOKEN: "hunter2" })).toThrow(
      "LOAD_TOKEN of 7 characters is invalid",
    );
    expect(() => read("--load-token hunter2")).toThrow(/^(?!.*hunter2).*32 or more/);
  });

  for (const [line, flag, value, would] of [
    ["--count 0", "--count", '"0"', "a whole number from 1 to 5000"],
    ["--count 2.5", "--count", '"2.5"', "a whole number from 1 to 5000"],
    ["--count -3", "--count", '"-3"', "a whole number"],
    ["--count ten", "--count", '"ten"', "a whole number"],
    ["--count 1e99", "--count", '"1e99"', "a whole number"],
    ["--seconds 0", "--seconds", '"0"', "a number from 1 to 86400"],
    ["--url localhost", "--url", '"localhost"', "http://localhost:2567"],
    ["--url ftp://a", "--url", '"ftp://a"', "http://localhost:2567"],
    ["--room a/b", "--room", '"a/b"', "letters, digits"],
    ["--ramp 0", "--ramp", '"0"', "a number from 0.1 to 1000"],
  ] as const) {
    it(`refuses ${line} with flag, value and what would do`, () => {
      expect(() => read(line)).toThrow(flag);
      expect(() => read(line)).toThrow(value);
      expect(() => read(line)).toThrow(would);
    });
  }

  it("refuses what it does not know, and a flag without a value", () => {
    expect(() => read("--bots 3")).toThrow("unknown argument --bots");
    expect(() => read("--count")).toThrow("--count needs a value");
  });
});
