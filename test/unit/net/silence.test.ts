import { describe, expect, it } from "vitest";
import { SILENCE, SilenceMonitor } from "../../../client/net/silence-monitor.ts";

/** A watch on virtual time, and what it did. */
function watched() {
  let nowMs = 1_000;
  const did: { what: "ping" | "cut"; atMs: number }[] = [];
  const note = (what: "ping" | "cut") => () => void did.push({ what, atMs: nowMs - 1_000 });
  const watch = new SilenceMonitor({ ping: note("ping"), cut: note("cut") });
  const pass = (ms: number, each: () => void = () => undefined) => {
    for (const untilMs = nowMs + ms; nowMs < untilMs; ) {
      nowMs += SILENCE.checkMs;
      each();
      watch.check(nowMs);
    }
  };
  watch.check(nowMs);
  return { watch, did, pass, sleep: (ms: number) => (nowMs += ms) };
}

describe("the silence of a socket", () => {
  it("causes a ping, and ends the socket when nothing answers", () => {
    const { watch, did, pass } = watched();
    watch.onConnected();
    pass(SILENCE.cutMs);
    expect(did.map(({ what }) => what)).toEqual(["ping", "ping", "ping", "cut"]);
    expect(did.at(-1)?.atMs).toBe(SILENCE.cutMs);
  });

  it("ends with any message, and busy sockets need no ping", () => {
    const { watch, did, pass } = watched();
    watch.onConnected();
    pass(60_000, () => watch.onReceived());
    expect(did).toEqual([]);
  });

  it("does not count while the page sleeps", () => {
    const { watch, did, pass, sleep } = watched();
    watch.onConnected();
    pass(1_000);
    sleep(3_600_000);
    pass(SILENCE.checkMs);
    expect(did.map(({ what }) => what)).not.toContain("cut");
    watch.onReceived();
    pass(1_000);
    expect(did.map(({ what }) => what)).not.toContain("cut");
  });

  it("gives up an attempt that gets no welcome, whatever else arrives", () => {
    const { watch, did, pass } = watched();
    watch.onAttempt(SILENCE.returnMs);
    pass(SILENCE.returnMs, () => watch.onReceived());
    expect(did).toEqual([{ what: "cut", atMs: SILENCE.returnMs }]);
    pass(SILENCE.returnMs);
    expect(did.map(({ what }) => what)).toEqual(["cut", "cut"]);
  });
});
