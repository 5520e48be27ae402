import { describe, expect, test } from "vitest";
import { originAllowed } from "../../server/http/origins.ts";
import { TokenBucket } from "../../server/transport/token-bucket.ts";

describe("token buckets", () => {
  test("refill at their rate, never above the burst", () => {
    const bucket = new TokenBucket(10, 3, 0);
    expect([bucket.take(0, 3), bucket.take(0), bucket.take(99), bucket.take(100)]).toEqual([true, false, false, true]);
    expect([bucket.take(10_000, 3), bucket.take(10_000)]).toEqual([true, false]);
  });
});

describe("D7: the page's host is the request's host", () => {
  test.each([
    ["http://localhost:2567", "localhost:2567", true],
    ["https://play.example", "play.example", true],
    ["https://play.example", "play.example:443", true],
    ["https://PLAY.example", "play.EXAMPLE", true],
    ["https://play.example:8443", "play.example", false],
    ["https://play.example.evil", "play.example", false],
    ["https://play.example", null, false],
    ["https://play.example", "", false],
    ["null", "null", false],
    ["file://", "", false],
    ["not an origin", "not an origin", false],
    [null, "play.example", true],
  ])("origin %s, host %s: %s", (origin, host, allowed) => {
    expect(originAllowed(origin, host, "same-host")).toBe(allowed);
  });
});
