import { describe, expect, it } from "vitest";
import { MatchmakingListing, newPrivateRoomId } from "../../../server/colyseus/matchmaking.ts";
import { isPrivateRoom } from "../../../shared/wire/private-rooms.ts";

describe("how late matchmaking lists a room", () => {
  it("starts as on time, and is published only when its class changes", async () => {
    const published: unknown[] = [];
    const listing = new MatchmakingListing(async (listed) => void published.push(listed));
    await listing.open();
    expect(published).toEqual([{ late: 0, unlisted: true }]);
    for (const laterMs of [0, 15, 17, 20, 55, 60, 160, 400, 0, 1]) await listing.update(laterMs);
    expect(published.slice(1)).toEqual([{ late: 1 }, { late: 2 }, { late: 3 }, { late: 0 }]);
  });

  it("has hysteresis: it drops only below half of a bound", async () => {
    const published: unknown[] = [];
    const listing = new MatchmakingListing(async (listed) => void published.push(listed));
    for (const laterMs of [17, 9, 17, 7]) await listing.update(laterMs);
    expect(published).toEqual([{ late: 1 }, { late: 0 }]);
  });

  it("rejects if matchmaking refuses it", async () => {
    const listing = new MatchmakingListing(() => Promise.reject(new Error("no driver")));
    await expect(listing.update(100)).rejects.toThrow("no driver");
  });
});

describe("the id of a room", () => {
  it("is a private one on request, different each time", () => {
    const ids = Array.from({ length: 20 }, () => newPrivateRoomId({ private: true }));
    expect(ids.every((id) => id !== null && isPrivateRoom(id))).toBe(true);
    expect(new Set(ids).size).toBe(20);
  });

  it.each([undefined, null, 1, "private", {}, { private: false }, { private: 1 }, { private: "true" }])(
    "D7: is core's otherwise: %j",
    (options) => expect(newPrivateRoomId(options)).toBeNull(),
  );
});
