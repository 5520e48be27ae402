import { describe, expect, it } from "vitest";
import { blankFrame, blankPlayer } from "../../../../client/games/arena/model/blank-views.ts";
import type { FrameSource, LinkState } from "../../../../client/games/arena/model/frame.ts";
import { nextItem } from "../../../../client/games/arena/model/list.ts";
import { ArenaSeat } from "../../../../client/games/arena/page/arena-seat.ts";
import { JoinError, type JoinTarget } from "../../../../client/net/index.ts";
import { arenaConfig } from "../../../../shared/games/arena/config-codec.ts";
import { CLOSE } from "../../../../shared/wire/codes.ts";

const HOME = "http://localhost:2567/";

/** A seat that goes from room to room. */
function flightThrough(rooms: readonly (string | null)[], into: JoinTarget) {
  let at = 0;
  const flight = new ArenaSeat(
    { source: {} as FrameSource, open: async () => undefined, room: () => rooms[Math.min(at, rooms.length - 1)] },
    into,
  );
  return { flight, on: () => void at++ };
}

describe("a lost seat that is taken again in another match", () => {
  it.each([
    { into: "any" as const, from: HOME, invites: [null, null], invited: [false, false] },
    // A private match of one's own is in the address, and its successor is, too.
    { into: "new" as const, from: HOME, invites: ["a", "b"], invited: [true, true] },
    // The address one was invited with stays: what the seat is in now is another match.
    { into: { room: "a" }, from: `${HOME}?match=a`, invites: ["a", "a"], invited: [true, false] },
  ])("names each match once, with the address that leads to it: into $into", ({ into, from, invites, invited }) => {
    const { flight, on } = flightThrough([null, "a", "b"], into);
    let address = from;
    const seen = [];
    for (let room = 0; room < 3; room++, on())
      for (let frame = 0; frame < 3; frame++) {
        const match = flight.nextMatch(address);
        if (match === null) continue;
        address = match.address;
        seen.push([match.room, new URL(address).searchParams.get("match"), match.invited]);
      }
    expect(seen).toEqual(["a", "b"].map((room, i) => [room, invites[i], invited[i]]));
  });

  it("names a match again when the player returns to it", () => {
    const { flight, on } = flightThrough(["a", "b", "a"], "any");
    const rooms = [];
    for (let i = 0; i < 3; i++, on()) rooms.push(flight.nextMatch(HOME)?.room);
    expect(rooms).toEqual(["a", "b", "a"]);
  });
});

describe("the connection's state", () => {
  const { flight } = flightThrough([null], "any");
  const states: readonly LinkState[] = ["joining", "live", "reconnecting", "closed"];

  function frameOf(state: LinkState, whole: boolean) {
    const frame = blankFrame();
    Object.assign(frame.net, { state, code: CLOSE.banned.code, reason: "Banned." });
    if (!whole) return frame;
    frame.config = arenaConfig();
    nextItem(frame.players, blankPlayer);
    return frame;
  }

  it("decides by state and code what happens to the page, while joining and in flight", () => {
    const end = { do: "end", code: CLOSE.banned.code, reason: "Banned." };
    const arrive = { do: "arrive" };
    expect(states.map((state) => flight.arrival(frameOf(state, true)))).toEqual([null, arrive, null, end]);
    expect(states.map((state) => flight.arrival(frameOf(state, false)))).toEqual([null, null, null, end]);
    expect(states.map((state) => flight.ending(frameOf(state, true)))).toEqual([null, null, null, end]);
  });

  it.each([
    [new JoinError("Full.", 503), 503, "Full."],
    [new Error("no network"), 0, "no network"],
    ["odd", 0, "odd"],
    [null, 0, "null"],
  ])("a way in that fails with %s is an end with code %i", (error, code, reason) => {
    expect(flight.refused(error)).toEqual({ do: "end", code, reason });
  });
});
