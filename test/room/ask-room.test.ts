import { matchMaker, Room } from "@colyseus/core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { askRoom, isRoomOpen } from "../../server/colyseus/ask-room.ts";
import { RoomBench } from "../harness/rooms.ts";

class Adder extends Room {
  readonly release = "adder-1";

  sum(...numbers: number[]): number {
    return numbers.reduce((sum, number) => sum + number, 0);
  }

  fail(): never {
    throw new Error("not now");
  }
}

const ELSEWHERE = "elsewhere";
/** Of core's protocol between processes. */
const ANSWER = 0;

beforeAll(async () => {
  await RoomBench.start();
  matchMaker.defineRoomType("adder", Adder);
});
afterAll(RoomBench.stop);

/** A room that another process runs: it is in the directory, and answers by core's channel for it. */
async function roomElsewhere(): Promise<unknown[]> {
  const asked: unknown[] = [];
  const listing = { roomId: ELSEWHERE, name: "adder", processId: "another", clients: 0, locked: false };
  await matchMaker.driver.persist(listing as never, true);
  await matchMaker.presence.subscribe(`$${ELSEWHERE}`, ([method, requestId, args]: [string, string, unknown]) => {
    asked.push([method, args]);
    void matchMaker.presence.publish(`ipc:${requestId}`, [ANSWER, 7]);
  });
  return asked;
}

describe("asking a room", () => {
  it("calls its methods, reads its properties, and rejects with its errors", async () => {
    const { roomId } = await matchMaker.createRoom("adder", {});
    expect(await isRoomOpen(roomId)).toBe(true);
    expect(await askRoom(roomId, "sum", [1, 2, 3])).toBe(6);
    expect(await askRoom(roomId, "release")).toBe("adder-1");
    await expect(askRoom(roomId, "fail", [])).rejects.toThrow("not now");
  });

  it("reaches a room of another process", async () => {
    const asked = await roomElsewhere();
    expect([matchMaker.getLocalRoomById(ELSEWHERE), await isRoomOpen(ELSEWHERE)]).toEqual([undefined, true]);
    expect(await askRoom(ELSEWHERE, "sum", [3, 4])).toBe(7);
    expect(asked).toEqual([["sum", [3, 4]]]);
  });

  it("is answered at once where no process has the room", async () => {
    const beganMs = performance.now();
    expect([await isRoomOpen("nowhere"), await askRoom("nowhere", "sum", [1])]).toEqual([false, undefined]);
    expect(performance.now() - beganMs).toBeLessThan(1_000);
  });
});
