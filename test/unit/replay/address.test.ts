import { describe, expect, it } from "vitest";
import { addressWith, matchIdIn, replayIdIn, shareLink } from "../../../client/shell/replay/watch-address.ts";

const PAGE = "https://game.example/play/?fx=low";

describe("a replay's address", () => {
  it("asks for the replay it was made for, and keeps what else is asked", () => {
    const address = addressWith(PAGE, "room-00000007");
    expect(address).toBe("https://game.example/play/?fx=low&replay=room-00000007");
    expect(replayIdIn(address)).toBe("room-00000007");
    expect(addressWith(address, null)).toBe(PAGE);
  });

  it("asks for a match that goes on instead, and never for both", () => {
    const address = addressWith(`${PAGE}&replay=old`, "room-7", "watch");
    expect([address, matchIdIn(address), replayIdIn(address)]).toEqual([`${PAGE}&watch=room-7`, "room-7", null]);
    expect(addressWith(address, "old")).toBe(`${PAGE}&replay=old`);
    expect(addressWith(address, null)).toBe(PAGE);
    expect(shareLink(`${address}&name=x`, "room-7", "watch")).toBe("https://game.example/play/?watch=room-7");
  });

  it("asks for none when it names none", () => {
    expect([replayIdIn(PAGE), replayIdIn(`${PAGE}&replay=`)]).toEqual([null, null]);
  });

  it("as a shared link contains nothing private", () => {
    expect(shareLink(`${PAGE}&replay=other#x`, "a b&c")).toBe("https://game.example/play/?replay=a+b%26c");
    expect(replayIdIn(shareLink(PAGE, "a b&c"))).toBe("a b&c");
    expect(shareLink("https://game.example/v/tug-2/?replay=other", "one")).toBe("https://game.example/?replay=one");
    expect(shareLink("https://game.example/v/b/games/trails?x=1", "one")).toBe(
      "https://game.example/games/trails?replay=one",
    );
  });
});
