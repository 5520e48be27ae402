import { describe, expect, it } from "vitest";
import { browserOf, shortAddress } from "../../../server/platform/identity/client-info.ts";
import { relyingParty } from "../../../server/platform/identity/relying-party.ts";

const at = (publicAddress: string | null, host: string, origin: string) =>
  relyingParty(publicAddress, new Headers({ host, origin }))?.id ?? null;

describe("passkeys are for", () => {
  it.each([
    [
      "the public address's domain",
      "play.example.org",
      "127.0.0.1:2567",
      "https://play.example.org",
      "play.example.org",
    ],
    ["it, whatever its port and path", "example.org:8443/play", "x", "https://example.org:8443", "example.org"],
    ["it, from a page below it", "example.org", "x", "https://eu.example.org", "example.org"],
    ["the domain that was asked", null, "play.example.org:8443", "https://play.example.org:8443", "play.example.org"],
    ["this machine, by http", null, "localhost:2567", "http://localhost:2567", "localhost"],
  ] as const)("%s", (_, publicAddress, host, origin, id) => {
    expect(at(publicAddress, host, origin)).toBe(id);
  });

  it.each([
    ["an address by number", null, "192.0.2.7:2567", "http://192.0.2.7:2567"],
    ["one by IPv6", null, "[2001:db8::1]:2567", "https://[2001:db8::1]:2567"],
    ["plain http", null, "play.example.org", "http://play.example.org"],
    ["a name without a domain", null, "server", "https://server"],
    ["another site's page", "play.example.org", "play.example.org", "https://evil.example"],
    ["a page whose name only ends alike", "example.org", "example.org", "https://evilexample.org"],
    ["a public address by number", "192.0.2.7", "play.example.org", "https://play.example.org"],
  ] as const)("not %s", (_, publicAddress, host, origin) => {
    expect(at(publicAddress, host, origin)).toBeNull();
  });
});

describe("the sign-in history remembers", () => {
  it.each([
    ["203.0.113.77", "203.0.113.x"],
    ["::ffff:203.0.113.77", "203.0.113.x"],
    ["2001:db8:85a3:8d3:1319:8a2e:370:7348", "2001:db8:85a3::"],
    ["2001:db8::1", "2001:db8:0::"],
    ["::1", "0:0:0::"],
    ["fe80::1%eth0", "fe80:0:0::"],
    ["", ""],
    ["nonsense", ""],
  ])("of the address %j its network", (ip, short) => {
    expect(shortAddress(ip)).toBe(short);
  });

  it.each([
    ["Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox on Linux"],
    [
      "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0",
      "Edge on Windows",
    ],
    ["Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36", "Chrome on Android"],
    ["Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile/15E148 Safari/604.1", "Safari on iOS"],
    ["curl/8.0", "Another program"],
    ["", "Another program"],
  ])("of the browser %j its family", (userAgent, browser) => {
    expect(browserOf(userAgent)).toBe(browser);
  });
});
