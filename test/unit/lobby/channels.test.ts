import { beforeEach, describe, expect, it } from "vitest";
import { Channels } from "../../../client/games/lobby/channels.ts";
import { LOBBY_REFUSAL } from "../../../shared/chat.ts";

const line = (id: number, seat = -1) => ({
  ...({ type: "line", seat, channel: "c", line: id, player: 1, name: "p", role: 0, atS: 1, nonce: 0 } as const),
  text: `line ${id}`,
});
const opened = (first: number, last: number) => ({ type: "opened", seat: 0, channel: "c", first, last }) as const;

let live: boolean;
/** After which line each request was, and of which channel; a request's nonce is its number, from 1. */
let asked: [string, number][];
let changed: [string, number[]][];
let channels: Channels;
beforeEach(() => {
  live = true;
  asked = [];
  changed = [];
  channels = new Channels({
    isLive: () => live,
    requestHistory: (channel, after) => asked.push([channel, after]),
    onChanged: (channel, fresh) => void changed.push([channel, fresh.map(({ id }) => id)]),
  });
});

/** Lines 1 to `last` of `c` have come. */
function read(last: number): void {
  channels.open("c");
  for (let id = 1; id <= last; id++) channels.onLine(line(id, 0));
  channels.onOpened(opened(1, last));
  asked.length = changed.length = 0;
}

const refuse = (code: number, waitMs = 0, nowMs = 0) => channels.onRefused(asked.length, code, waitMs, nowMs);

describe("the channels that a client reads", () => {
  it("are requested once, and reported when they arrive", () => {
    channels.open("c");
    channels.open("c");
    channels.onLine(line(1, 0));
    expect([asked, changed, channels.get("c")?.status]).toEqual([[["c", -1]], [], "opening"]);
    channels.onOpened(opened(1, 1));
    channels.onOpened(opened(1, 1));
    channels.onLine(line(2));
    expect(changed).toEqual([
      ["c", []],
      ["c", [2]],
    ]);
    expect([channels.get("c")?.status, asked.length]).toEqual(["open", 1]);
  });

  it("are listed in the order in which they were opened, until they are closed", () => {
    for (const name of ["b", "a", "c"]) channels.open(name);
    expect([channels.close("a"), channels.close("a")]).toEqual([true, false]);
    expect(channels.list().map(({ name }) => name)).toEqual(["b", "c"]);
    expect(channels.get("a")).toBeNull();
  });

  it("are requested again after a gap", () => {
    read(2);
    channels.onLine(line(4));
    expect([asked, changed]).toEqual([[["c", 2]], []]);
  });

  it("are requested when the link is live, and after every reconnection", () => {
    live = false;
    channels.open("c");
    expect(asked).toEqual([]);
    live = true;
    channels.resume();
    channels.onLine(line(1, 0));
    channels.onOpened(opened(1, 1));
    channels.resume();
    expect(asked).toEqual([
      ["c", -1],
      ["c", 1],
    ]);
  });

  it("are dropped when the lobby closes them, and requested again only when opened", () => {
    read(2);
    channels.onClosed("c");
    expect([channels.get("c")?.status, changed]).toEqual(["gone", [["c", []]]]);
    channels.resume();
    expect(asked).toEqual([]);
    channels.open("c");
    expect([channels.get("c")?.status, asked]).toEqual(["opening", [["c", -1]]]);
  });

  it("report an erased message, once", () => {
    read(2);
    channels.onErased("c", 1);
    channels.onErased("c", 1);
    channels.onErased("other", 1);
    expect([channels.get("c")?.messages[0].erased, changed]).toEqual([true, [["c", []]]]);
  });
});

describe("a channel that does not exist yet", () => {
  it("D8: is requested eight times, a second apart, and then given up", () => {
    channels.open("c");
    let nowMs = 0;
    for (let tries = 1; tries < 8; tries++) {
      refuse(LOBBY_REFUSAL.noSuchChannel, 0, nowMs);
      channels.update(nowMs + 999);
      expect(asked).toHaveLength(tries);
      nowMs += 1_000;
      channels.update(nowMs);
      channels.update(nowMs);
      expect(asked).toHaveLength(tries + 1);
    }
    expect(changed).toEqual([]);
    refuse(LOBBY_REFUSAL.noSuchChannel, 0, nowMs);
    channels.update(nowMs + 60_000);
    expect([asked.length, channels.get("c")?.status, changed]).toEqual([8, "gone", [["c", []]]]);
  });

  it.each([
    ["is opened again", () => channels.open("c"), 8],
    ["finds the link live again", () => channels.resume(), 7],
  ])("has all its tries again when it %s", (_, again, refusals) => {
    const tryFor = (times: number) => {
      for (let tries = 0; tries < times; tries++) {
        refuse(LOBBY_REFUSAL.noSuchChannel);
        channels.update(1_000);
      }
    };
    channels.open("c");
    tryFor(refusals);
    again();
    tryFor(7);
    expect(channels.get("c")?.status).toBe("opening");
    tryFor(1);
    expect(channels.get("c")?.status).toBe("gone");
  });

  it("is given up at once if it is refused for another reason", () => {
    channels.open("c");
    refuse(LOBBY_REFUSAL.notAllowed);
    channels.update(60_000);
    expect([asked.length, channels.get("c")?.status]).toEqual([1, "gone"]);
  });

  it("is requested again after being too fast, at the time that the lobby gives", () => {
    channels.open("c");
    for (let tries = 1; tries <= 20; tries++) {
      refuse(LOBBY_REFUSAL.tooFast, 3_000);
      channels.update(2_999);
      expect(asked).toHaveLength(tries);
      channels.update(3_000);
      expect(asked).toHaveLength(tries + 1);
    }
  });

  it("ignores answers to other requests, and to requests already answered", () => {
    channels.open("c");
    channels.onRefused(99, LOBBY_REFUSAL.notAllowed, 0, 0);
    expect(channels.get("c")?.status).toBe("opening");
    channels.onLine(line(1, 0));
    channels.onOpened(opened(1, 1));
    channels.onRefused(1, LOBBY_REFUSAL.notAllowed, 0, 0);
    expect(channels.get("c")?.status).toBe("open");
  });
});
