import { describe, expect, it } from "vitest";
import type { Link } from "../../../client/net/link.ts";
import { Session } from "../../../client/net/session.ts";

const PONG = { intoTickUs: 0, heldUs: 0, marginTicks: 1, merged: 0 };

/** A link that notes what it is pinged with. */
function linked() {
  const pings: number[] = [];
  const link: Link<unknown> = {
    status: "live",
    reason: "",
    bytesIn: 0,
    bytesOut: 0,
    listen() {},
    sendCommand() {},
    sendPing: (nonce) => pings.push(nonce),
    leave() {},
  };
  return { pings, session: new Session(link) };
}

describe("a session", () => {
  it("knows how long the server has been silent", () => {
    const { session } = linked();
    expect(session.silentMs(5_000)).toBe(0);
    session.patch(300, 1_000);
    expect([session.silentMs(1_400), session.patchTick]).toEqual([400, 300]);
    session.patch(303, 1_450);
    expect([session.silentMs(1_450), session.patchTick]).toEqual([0, 303]);
  });

  it("counts the late controls per second", () => {
    const { session, pings } = linked();
    for (let nowMs = 0; nowMs <= 4_000; nowMs += 50) {
      session.update(nowMs);
      for (const nonce of pings.splice(0))
        session.pong({ ...PONG, nonce, tick: Math.floor(nowMs / 20), late: 2 }, nowMs);
    }
    expect(session.lateHz).toBeGreaterThan(1);
    for (let nowMs = 4_050; nowMs <= 8_000; nowMs += 50) {
      session.update(nowMs);
      for (const nonce of pings.splice(0))
        session.pong({ ...PONG, nonce, tick: Math.floor(nowMs / 20), late: 0 }, nowMs);
    }
    expect(session.lateHz).toBe(0);
  });
});
