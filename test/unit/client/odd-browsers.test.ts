import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { ServerTime } from "../../../client/net/server-time.ts";
import { FrameGuard } from "../../../client/shell/frame-guard.ts";
import { withTabLock } from "../../../client/shell/identity/index.ts";

const CLIENT = join(import.meta.dirname, "..", "..", "..", "client");

describe("one tab at a time", () => {
  const refusing = {
    request: () => Promise.reject(new DOMException("denied", "SecurityError")),
  } as unknown as LockManager;
  const granting = {
    request: (_name: string, _options: unknown, work: () => Promise<unknown>) => work(),
  } as unknown as LockManager;

  it("does its work once: with locks, when locks are refused, and without locks", async () => {
    for (const locks of [granting, refusing, undefined]) {
      let times = 0;
      const work = async () => ++times;
      expect(await withTabLock(work, locks)).toBe(1);
      expect(times).toBe(1);
    }
  });

  it("reports the error of the work, not of the lock", async () => {
    for (const locks of [granting, refusing])
      await expect(withTabLock(() => Promise.reject(new Error("the work")), locks)).rejects.toThrow("the work");
  });
});

describe("an error in a frame", () => {
  it("ends that frame only, and is reported once", () => {
    const reported: unknown[] = [];
    const guard = new FrameGuard((error) => reported.push(error));
    let frames = 0;
    const step = guard.wrap((at: number) => {
      frames++;
      if (at % 2 === 0) throw new TypeError("no texture");
    });
    for (let at = 0; at < 10; at++) step(at);
    expect([frames, guard.failed, reported.length]).toEqual([10, 5, 1]);
  });

  it("is counted only if the previous frame failed, too", () => {
    const reported: unknown[] = [];
    const guard = new FrameGuard((error) => reported.push(error));
    const step = guard.wrap((at: number) => {
      throw new Error(`frame ${at}`);
    });
    for (let at = 0; at < 1_000; at++) step(at);
    expect([guard.failed, reported.length]).toEqual([1_000, 8]);
  });
});

describe("a clock that is hours off", () => {
  it("is corrected by the server's time", () => {
    for (const offMs of [-7_200_000, 0, 7_200_000]) {
      const trueMs = Date.UTC(2026, 10, 30, 12);
      const time = new ServerTime(() => trueMs + offMs);
      for (const date of [null, "", "soon"]) time.update(date);
      expect(time.nowMs()).toBe(trueMs + offMs);
      time.update(new Date(trueMs).toUTCString());
      expect(Math.abs(time.nowMs() - trueMs)).toBeLessThan(3_000);
    }
  });

  it("affects nothing else: only code that both writes and reads a time may use it", () => {
    const own = ["net/server-time.ts", join("kit", "page", "kit-front.ts"), join("shell", "identity", "credential.ts")];
    const asking = readdirSync(CLIENT, { recursive: true, encoding: "utf8" })
      .filter((file) => file.endsWith(".ts") && !/^(?:bots|games.(?!lobby))/.test(file))
      .filter((file) => /Date\.now\(|new Date\(\)/.test(readFileSync(join(CLIENT, file), "utf8")));
    expect(asking.filter((file) => !own.includes(file))).toEqual([]);
  });
});
