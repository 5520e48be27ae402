import { describe, expect, it } from "vitest";
import { addressOf, linkTo, matchIn, replayIn } from "../../../client/ui/replay/address.ts";

const PAGE = "https://game.example/play/?fx=low";

describe("a replay's address", () => {
  it("asks for the replay it was made for, and keeps what else is asked", () => {
    const address = addressOf(PAGE, "room-00000007");
    expect(address).toBe("https://game.example/play/?fx=low&replay=room-00000007");
    expect(replayIn(address)).toBe("room-00000007");
    expect(addressOf(address, null)).toBe(PAGE);
  });

  it("asks for a match that goes on instead, and never for both", () => {
    const address = addressOf(`${PAGE}&replay=old`, "room-7", "watch");
    expect([address, matchIn(address), replayIn(address)]).toEqual([`${PAGE}&watch=room-7`, "room-7", null]);
    expect(addressOf(address, "old")).toBe(`${PAGE}&replay=old`);
    expect(addressOf(address, null)).toBe(PAGE);
    expect(linkTo(`${address}&name=x`, "room-7", "watch")).toBe("https://game.example/play/?watch=room-7");
  });

  it("asks for none when it names none", () => {
    expect([replayIn(PAGE), replayIn(`${PAGE}&replay=`)]).toEqual([null, null]);
  });

  it("as a link for others holds nothing of one's own", () => {
    expect(linkTo(`${PAGE}&replay=other#x`, "a b&c")).toBe("https://game.example/play/?replay=a+b%26c");
    expect(replayIn(linkTo(PAGE, "a b&c"))).toBe("a b&c");
    expect(linkTo("https://game.example/v/arena-2/?replay=other", "one")).toBe("https://game.example/?replay=one");
  });
});
