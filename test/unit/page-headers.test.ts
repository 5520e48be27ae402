import { describe, expect, it } from "vitest";
import { pageHeaders, strictTransportSecurity } from "../../server/http/page-headers.ts";
import { route } from "../../server/http/route.ts";
import { addressBehindProxies, secureBehindProxies } from "../../server/transport/client-address.ts";
import { askRoutes } from "../harness/routes.ts";

const PLAIN = { embedOrigins: [], publicAddress: null };

function policy(...args: Parameters<typeof pageHeaders>): ReadonlyMap<string, readonly string[]> {
  const text = pageHeaders(...args)["Content-Security-Policy"] ?? "";
  return new Map(text.split("; ").map((part) => [part.split(" ")[0], part.split(" ").slice(1)]));
}

describe("a page's headers", () => {
  it("allow no inline or foreign scripts, and no framing", () => {
    const rules = policy(PLAIN, "game.example", true);
    for (const sources of rules.values())
      for (const source of sources) expect(source).not.toMatch(/unsafe|^\*|^https?:/);
    expect(rules.get("script-src")).toEqual(["'self'"]);
    expect(rules.get("style-src")).toEqual(["'self'"]);
    expect(rules.get("frame-ancestors")).toEqual(["'self'"]);
    expect(rules.get("connect-src")).toEqual(["'self'", "wss://game.example"]);
    expect(pageHeaders(PLAIN, "game.example", true)).toMatchObject({
      "X-Content-Type-Options": "nosniff",
      "Referrer-Policy": "same-origin",
      "X-Frame-Options": "SAMEORIGIN",
      "Permissions-Policy": expect.stringContaining("camera=()"),
      "Cross-Origin-Opener-Policy": "same-origin",
    });
  });

  it("allow configured pages to frame it, and rooms on another host", () => {
    const settings = { embedOrigins: ["https://a.example", "http://b:8080"], publicAddress: "rooms.example:8443/eu" };
    expect(policy(settings, "game.example", false).get("frame-ancestors")).toEqual([
      "'self'",
      "https://a.example",
      "http://b:8080",
    ]);
    expect(policy(settings, "game.example:80", false).get("connect-src")).toEqual([
      "'self'",
      "ws://game.example:80",
      "ws://rooms.example:8443",
    ]);
    expect(pageHeaders(settings, "game.example", false)["X-Frame-Options"]).toBeUndefined();
    expect(pageHeaders(settings, "game.example", false)["Cross-Origin-Opener-Policy"]).toBeUndefined();
  });

  it.each(["evil.example; script-src *", "a b", "*", "x'unsafe-inline'", ""])(
    "D7: take nothing from the Host %j",
    (host) => {
      expect(policy(PLAIN, host, true).get("connect-src")).toEqual(["'self'"]);
    },
  );

  it.each([
    ["game.example", true, true],
    ["game.example:8443", true, true],
    ["game.example", false, false],
    ["localhost:2567", true, false],
    ["a.localhost", true, false],
    ["127.0.0.1", true, false],
    ["[::1]:80", true, false],
    [null, true, false],
  ])("have browsers come to %s (secure: %s) by HTTPS only: %s", (host, secure, expected) => {
    expect("Strict-Transport-Security" in strictTransportSecurity(host, secure)).toBe(expected);
  });

  it("are added to every answer of a group, without replacing its own", async () => {
    const headers = (host: string | null, secure: boolean) => pageHeaders(PLAIN, host, secure);
    const own = { "Referrer-Policy": "no-referrer" };
    const GET = route({ right: "everyone", answer: () => new Response("page", { headers: own }) });
    const { ask } = askRoutes([{ table: { "/": { GET } }, headers }]);
    const page = await ask("/");
    expect(page.headers.get("content-security-policy")).toContain("script-src 'self'");
    expect(page.headers.get("referrer-policy")).toBe("no-referrer");
    const refused = await ask("/?x=1");
    expect([refused.status, refused.headers.get("x-frame-options")]).toEqual([400, "SAMEORIGIN"]);
  });
});

describe("whether a browser came by HTTPS", () => {
  const asked = (proxies: number, told: string | null, url = "http://x/") => {
    const headers: Record<string, string> = told === null ? {} : { "X-Forwarded-Proto": told };
    return secureBehindProxies(proxies)(new Request(url, { headers }), new URL(url));
  };

  it.each([
    [0, null, "https://x/", true],
    [0, "https", "http://x/", false],
    [1, "https", "http://x/", true],
    [1, "http", "http://x/", false],
    [1, "https, http", "http://x/", false],
    [2, "https, http", "http://x/", true],
    [2, "https", "http://x/", true],
    [1, null, "http://x/", false],
  ])("behind %d proxies that say %j, at %s: %s", (proxies, told, url, expected) => {
    expect(asked(proxies, told, url)).toBe(expected);
  });

  it("is not known of who forges it where there is no proxy", () => {
    expect(addressBehindProxies(0)).toBeTypeOf("function");
    expect(asked(0, "https, https")).toBe(false);
  });
});
