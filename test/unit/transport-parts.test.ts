import { describe, expect, test } from "vitest";
import { originAllowed } from "../../server/http/origins.ts";
import { addressKey, KeyedBuckets, TokenBucket } from "../../server/transport/buckets.ts";

describe("token buckets", () => {
  test("refill at their rate, never above the burst", () => {
    const bucket = new TokenBucket(10, 3, 0);
    expect([bucket.take(0, 3), bucket.take(0), bucket.take(99), bucket.take(100)]).toEqual([true, false, false, true]);
    expect([bucket.take(10_000, 3), bucket.take(10_000)]).toEqual([true, false]);
  });

  test("D8: no more keys are kept than the limit; the quietest is forgotten", () => {
    const buckets = new KeyedBuckets(0, 1, 2);
    expect(["a", "b", "a"].map((key) => buckets.take(key, 0))).toEqual([true, true, false]);
    expect(buckets.take("c", 0)).toBe(true);
    expect(buckets.size).toBe(2);
    // "b" was quiet for longest, and starts anew; "a" is still known.
    expect(buckets.take("a", 0)).toBe(false);
    expect(buckets.take("b", 0)).toBe(true);
  });

  test.each([
    ["203.0.113.7", "203.0.113.7"],
    ["::ffff:203.0.113.7", "203.0.113.7"],
    ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"],
    ["2001:db8:1:2::9", "2001:db8:1:2::/64"],
    ["2001:db8::9", "2001:db8:0:0::/64"],
    ["::1", "0:0:0:0::/64"],
  ])("%s is counted as %s", (address, key) => {
    expect(addressKey(address)).toBe(key);
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
