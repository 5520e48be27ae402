import { describe, expect, it } from "vitest";
import { LOG_LIMITS, Log, type LogLevel } from "../../server/ops/log.ts";
import { Registry } from "../../server/ops/metrics.ts";

function open(level: LogLevel = "info") {
  const time = { nowMs: 0 };
  const written: string[] = [];
  const registry = new Registry();
  const write = { error: (text: string) => written.push(text), warn: (text: string) => written.push(text) };
  const log = new Log({ level, now: () => time.nowMs, registry, write });
  const counted = (entry: string) =>
    Number(new RegExp(`^orrery_log_entries_total\\{entry="${entry}"\\} (\\d+)$`, "m").exec(registry.text())?.[1]);
  return { log, time, written, counted };
}

describe("the log", () => {
  it("D8: writes repeated lines once in a while, with their count", () => {
    const { log, time, written, counted } = open();
    const fail = (n: number) => log.report(new TypeError(`request ${n} of 7: cannot be parsed as a URL`));
    for (let i = 0; i < 1_000; i++) fail(i);
    expect(written).toHaveLength(1);
    expect(written[0]).toContain("TypeError: request 0 of 7");
    expect([counted("error"), counted("suppressed")]).toEqual([1, 999]);
    time.nowMs = LOG_LIMITS.repeatMs;
    fail(0);
    expect(written).toHaveLength(2);
    expect(written[1]).toContain("(and 999 more before)");
  });

  it("writes different lines, each with its cause", () => {
    const { log, written } = open();
    log.report(new Error("outer", { cause: new Error("inner") }));
    log.report("text");
    log.warn("text");
    expect(written).toHaveLength(3);
    expect(written[0]).toMatch(/outer[\s\S]*caused by [\s\S]*inner/);
  });

  it("D8: writes a limited amount in a minute, and truncates long lines", () => {
    const { log, time, written } = open();
    const words = (n: number) => `${String.fromCodePoint(0x4e00 + n)} ${"x".repeat(9_000)}`;
    for (let i = 0; i < 2_000; i++) log.warn(words(i));
    expect(written).toHaveLength(LOG_LIMITS.entriesPerMinute);
    expect(Math.max(...written.map(({ length }) => length))).toBe(LOG_LIMITS.entryChars);
    time.nowMs = 60_000;
    log.warn(words(5_000));
    expect(written).toHaveLength(LOG_LIMITS.entriesPerMinute + 1);
  });

  it.each([
    ["silent", []],
    ["error", ["e"]],
    ["warn", ["e", "w"]],
    ["debug", ["e", "w"]],
  ] as const)("at the level %s writes %j", (level, expected) => {
    const { log, written } = open(level);
    log.report("e");
    log.warn("w");
    expect(written).toEqual(expected);
  });
});
