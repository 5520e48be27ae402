import { describe, expect, it } from "vitest";
import { addressBehindProxies } from "../../../server/transport/client-address.ts";

const PEER = "10.0.0.1";
const server = { requestIP: () => ({ address: PEER }) };
const addressOf = (proxies: number, forwarded: string | null) => {
  const headers = forwarded === null ? {} : { "X-Forwarded-For": forwarded };
  return addressBehindProxies(proxies)(new Request("http://h/", { headers }), server);
};

describe("the address that a request is counted by", () => {
  it.each<[number, string | null, string]>([
    // Without a proxy the header is anybody's.
    [0, null, PEER],
    [0, "203.0.113.7", PEER],
    // From the right: what is further left was sent by the client.
    [1, "203.0.113.7", "203.0.113.7"],
    [1, "1.1.1.1, 203.0.113.7", "203.0.113.7"],
    [1, "127.0.0.1,10.0.0.1,203.0.113.7", "203.0.113.7"],
    [2, "1.1.1.1, 203.0.113.7, 10.0.0.2", "203.0.113.7"],
    [3, "9.9.9.9, 203.0.113.7, 10.0.0.3, 10.0.0.2", "203.0.113.7"],
    // Ways to write one.
    [1, "203.0.113.7:4711", "203.0.113.7"],
    [1, "2001:db8::7", "2001:db8::7"],
    [1, "[2001:db8::7]", "2001:db8::7"],
    [1, "[2001:db8::7]:443", "2001:db8::7"],
    [1, "  203.0.113.7\t", "203.0.113.7"],
    // Fewer than there are proxies, or none: not from behind them.
    [1, null, PEER],
    [1, "", PEER],
    [2, "203.0.113.7", PEER],
    [1, "203.0.113.7,", PEER],
    [1, "203.0.113.7, unknown", PEER],
    [1, "1.2.3.4.5", PEER],
    [1, "999.1.1.1", PEER],
    [1, "x".repeat(5_000), PEER],
    [1, "[[::1]]", PEER],
  ])("D7: behind %s proxies, X-Forwarded-For %j: %s", (proxies, forwarded, address) => {
    expect(addressOf(proxies, forwarded)).toBe(address);
  });

  it("reports each ignored header", () => {
    let ignored = 0;
    const addressOf = addressBehindProxies(0, () => {
      ignored++;
    });
    addressOf(new Request("http://h/"), server);
    expect(ignored).toBe(0);
    addressOf(new Request("http://h/", { headers: { "X-Forwarded-For": "203.0.113.7" } }), server);
    expect(ignored).toBe(1);
  });

  it("is the last of several headers", () => {
    const headers = new Headers([
      ["X-Forwarded-For", "1.1.1.1"],
      ["X-Forwarded-For", "203.0.113.7"],
    ]);
    expect(addressBehindProxies(1)(new Request("http://h/", { headers }), server)).toBe("203.0.113.7");
  });
});
