import { describe, expect, it } from "vitest";
import { PlayerNameCache } from "../../../client/replay/player-name-cache.ts";

function lab() {
  let nowMs = 0;
  let answer: Record<string, string> | null = { 1: "Ada" };
  const asked: (readonly [string, RequestCache | undefined])[] = [];
  const names = new PlayerNameCache("/rounds/m-1", {
    now: () => nowMs,
    async fetch(path, { cache }) {
      asked.push([path, cache]);
      if (answer === null) throw new Error("offline");
      return Response.json({ names: answer });
    },
  });
  return {
    names,
    asked,
    say: (next: typeof answer) => {
      answer = next;
    },
    async pass(ms: number) {
      nowMs += ms;
      for (let turn = 0; turn < 9; turn++) await null;
    },
  };
}

describe("names of a recording", () => {
  it("are asked for past every cache, and again for who is not known yet, once and not at once", async () => {
    const { names, asked, say, pass } = lab();
    await names.refresh();
    expect([names.nameOf(1), names.nameOf(2), asked.length]).toEqual(["Ada", "", 1]);
    say({ 1: "Ada", 2: "Bob" });
    await pass(2_500);
    names.nameOf(2);
    await pass(0);
    expect([names.nameOf(2), asked.length]).toEqual(["Bob", 2]);
    for (let s = 0; s < 20; s++) {
      names.nameOf(3);
      await pass(1_000);
    }
    expect(asked.length).toBe(3);
    expect(new Set(asked.map(String))).toEqual(new Set(["/rounds/m-1/names,no-store"]));
  });

  it("go from the screen once the server has forgotten them, and stay while it does not answer", async () => {
    const { names, say, pass } = lab();
    await names.refresh();
    say(null);
    await pass(31_000);
    names.nameOf(1);
    await pass(0);
    expect(names.nameOf(1)).toBe("Ada");
    say({});
    await pass(31_000);
    names.nameOf(1);
    await pass(0);
    expect(names.nameOf(1)).toBe("");
  });
});
