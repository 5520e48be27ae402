import { describe, expect, it } from "vitest";
import { type RoundTrip, TickClock } from "../../../client/net/tick-clock.ts";

const TICK_MS = 1000 / 60;

/** Of a server whose tick 0 was at 0 ms, on a line that takes `wayMs` each way. */
function trip(sentMs: number, wayMs: number, heldMs: number): RoundTrip {
  const receivedMs = sentMs + 2 * wayMs + heldMs;
  return {
    sentMs,
    receivedMs,
    heldMs,
    marginTicks: null,
    leadAtPingTicks: 0,
    serverTick: (receivedMs - wayMs) / TICK_MS,
  };
}

describe("a delayed answer of the server", () => {
  it("sets the clock as exactly as one given at once, and its wait is no part of the round trip", () => {
    const [held, prompt] = [new TickClock(60), new TickClock(60)];
    held.roundTrip(trip(1_000, 20, 50));
    prompt.roundTrip(trip(1_000, 20, 0));
    expect(held.serverTick(2_000)).toBeCloseTo(2_000 / TICK_MS, 6);
    expect(held.targetLead).toBeCloseTo(prompt.targetLead, 6);
    expect([held.rttMs, prompt.rttMs]).toEqual([40, 40]);
  });

  it("counts as delayed by no more than its round trip", () => {
    const clock = new TickClock(60);
    clock.roundTrip({ ...trip(1_000, 20, 0), heldMs: 60 });
    expect(clock.rttMs).toBe(0);
  });
});
