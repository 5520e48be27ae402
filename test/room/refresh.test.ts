import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { REFRESH_GRACE_MS } from "../../server/platform/identity/refresh-chain.ts";
import { SESSION_MS } from "../../server/platform/identity/sessions.ts";
import { TOKEN_LIFETIME_MS } from "../../server/platform/identity/tokens.ts";
import { CookieJar } from "../harness/cookie-jar.ts";
import { type CallOptions, type IdentityLab, openIdentityLab } from "./identity-lab.ts";

let lab: IdentityLab;

beforeEach(async () => {
  lab = await openIdentityLab();
});
afterEach(async () => {
  expect(lab.reported).toEqual([]);
  await lab.close();
});

/** Calls as a page of the server does: with its origin, and the cookies of its browser. */
async function page(jar: CookieJar, path: string, { headers, ...options }: CallOptions = {}, at = lab) {
  const cookie = jar.header(path);
  const sent = { origin: at.url, ...(cookie !== "" && { cookie }), ...headers };
  const answer = await at.call("POST", path, { ...options, headers: sent });
  jar.take(answer.headers);
  return answer;
}

/** A browser in which a guest is signed in by a cookie. */
async function browser(at = lab) {
  const jar = new CookieJar();
  expect((await page(jar, "/auth/refresh", {}, at)).status).toBe(204);
  const { body } = await page(jar, "/auth/guest", { body: { cookie: true } }, at);
  return { jar, ...body };
}

const refresh = (jar: CookieJar) => page(jar, "/auth/refresh");
const me = async (token: string) => (await lab.call("GET", "/me", { token })).status;
const claims = (token: string) => JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString());
const cookieOf = (jar: CookieJar) => jar.header("/auth/refresh");

describe("a page that asks for a cookie", () => {
  it("gets a token for minutes, and renews it by a cookie that no script and no other site can use", async () => {
    const { jar, token, player, cookie, expiresInS } = await browser();
    expect([cookie, expiresInS]).toEqual([true, TOKEN_LIFETIME_MS.access / 1000]);
    expect(claims(token)).toMatchObject({ use: "access", exp: Math.floor(lab.time.wallMs / 1000) + expiresInS });
    expect(jar.seen.at(-1)).toMatch(
      /^orrery_refresh_[0-9a-f]{12}=\S+; Path=\/auth; Max-Age=2592000; HttpOnly; SameSite=Strict$/,
    );
    lab.time.wallMs += TOKEN_LIFETIME_MS.access + 1_000;
    expect(await me(token)).toBe(401);
    const renewed = await refresh(jar);
    const own = { player, account: false, mutedUntilS: 0, cookie: true, cursor: 0, mutedKinds: [] };
    expect(renewed.body).toEqual({ ...own, token: expect.any(String), expiresInS });
    expect(await me(renewed.body.token)).toBe(200);
  });

  it("stays signed in for as long as it comes back within a month", async () => {
    const { jar, player } = await browser();
    for (let month = 0; month < 3; month++) {
      lab.time.wallMs += SESSION_MS - 1_000;
      expect((await refresh(jar)).body.player).toEqual(player);
    }
    lab.time.wallMs += SESSION_MS;
    expect((await refresh(jar)).status).toBe(204);
  });

  it.each([
    ["http", "http:", undefined, false],
    ["HTTPS that a proxy ends", "https:", "https", true],
  ])("has the cookie marked Secure by how it came: %s", async (_, scheme, forwarded, secure) => {
    const origin = lab.url.replace("http:", scheme);
    const headers = { origin, ...(forwarded !== undefined && { "x-forwarded-proto": forwarded }) };
    const jar = new CookieJar();
    await page(jar, "/auth/refresh", { headers });
    await page(jar, "/auth/guest", { headers, body: { cookie: true } });
    expect(jar.seen.filter((line) => line.startsWith("orrery_refresh_"))).toHaveLength(2);
    for (const line of jar.seen) expect(line.endsWith("; Secure")).toBe(secure);
  });

  it("is told by the answer where its browser sends no cookies back, and keeps what lasts", async () => {
    const blocked = await page(new CookieJar(), "/auth/guest", { body: { cookie: true } });
    expect(Object.keys(blocked.body).sort()).toEqual(["player", "token"]);
    expect(claims(blocked.body.token).use).toBeUndefined();
    const exchanged = await page(new CookieJar(), "/auth/exchange", { token: blocked.body.token });
    expect(exchanged.body).toEqual({ player: blocked.body.player, token: expect.any(String) });
    expect(claims(exchanged.body.token).use).toBeUndefined();
  });

  it("gets no more from a short-lived token than that one is good for", async () => {
    const { token, jar } = await browser();
    lab.time.wallMs += 60_000;
    const renamed = await lab.call("PATCH", "/me", { token, body: { name: "Ada" } });
    const made = await lab.call("POST", "/auth/register", { token, body: { name: "Ada", password: "long enough" } });
    const { token: beside } = (await lab.call("GET", "/me", { token })).body;
    for (const got of [renamed.body.token, made.body.token, beside])
      expect(claims(got)).toMatchObject({ use: "access", exp: claims(token).exp, name: "Ada" });
    expect((await page(jar, "/auth/exchange", { token })).status).toBe(409);
  });
});

const NAMED = "https://play.example";

describe("a refresh cookie", () => {
  it("is another one after each use", async () => {
    const { jar } = await browser();
    const seen = new Set([cookieOf(jar)]);
    for (let use = 0; use < 5; use++) {
      expect((await refresh(jar)).status).toBe(200);
      seen.add(cookieOf(jar));
    }
    expect(seen.size).toBe(6);
  });

  it("ends its sign-in when it is shown again after its successor was: somebody else has it", async () => {
    const { jar, player } = await browser();
    const stolen = jar.copy();
    await refresh(jar);
    const { token } = (await refresh(jar)).body;
    lab.time.wallMs += REFRESH_GRACE_MS + 1;
    expect((await refresh(stolen)).status).toBe(204);
    expect((await refresh(jar)).status).toBe(204);
    expect(await me(token)).toBe(401);
    expect(lab.happened).toEqual([`signedOut ${player.id}`]);
    expect(lab.registry.text()).toContain('orrery_identity_refreshes_total{outcome="reused"} 1');
  });

  it("ends its sign-in when a thief was faster and both go on", async () => {
    const { jar } = await browser();
    const thief = jar.copy();
    await refresh(thief);
    lab.time.wallMs += REFRESH_GRACE_MS + 1;
    // As if the answer had been lost: from here on two browsers are in, and the next use of the other one ends both.
    expect((await refresh(jar)).status).toBe(200);
    expect((await refresh(thief)).status).toBe(204);
    expect((await refresh(jar)).status).toBe(204);
  });

  it("is good for tabs that ask at the same time, in whichever order they are answered", async () => {
    const { jar, player } = await browser();
    const tabs = Array.from({ length: 12 }, () => jar.copy());
    const answers = await Promise.all(tabs.map((tab) => refresh(tab)));
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
    lab.time.wallMs += REFRESH_GRACE_MS - 1;
    expect((await refresh(jar.copy())).status).toBe(200);
    lab.time.wallMs += REFRESH_GRACE_MS + 1;
    expect((await refresh(tabs[7] ?? jar)).body.player).toEqual(player);
  });

  it("is good for a slow tab while others have gone on twice and more", async () => {
    const { jar } = await browser();
    const slow = jar.copy();
    for (let use = 0; use < 20; use++) {
      lab.time.wallMs += 100;
      expect((await refresh(jar)).status).toBe(200);
    }
    lab.time.wallMs += 100;
    expect((await refresh(jar)).status).toBe(200);
    expect((await refresh(slow)).status).toBe(200);
    lab.time.wallMs += REFRESH_GRACE_MS;
    expect((await refresh(jar)).status).toBe(200);
  });

  it("is good again where the answer to it was lost, however late", async () => {
    const { jar, player } = await browser();
    const before = jar.copy();
    await refresh(jar);
    lab.time.wallMs += 86_400_000;
    expect((await refresh(before)).body.player).toEqual(player);
    expect((await refresh(before)).status).toBe(200);
  });

  it.each([
    ["no origin", () => ({ origin: "" }), /^Origin: is needed/],
    ["another site's", () => ({ origin: "https://evil.example" }), /origin .* is not allowed/],
    ["a page of another port", () => ({ origin: "http://127.0.0.1:1" }), /origin .* is not allowed/],
    ["a page without an origin", () => ({ origin: "null" }), /origin .* is not allowed/],
  ])("is looked at for the server's own pages only: %s", async (_, headers, reason) => {
    const { jar } = await browser();
    for (const path of ["/auth/refresh", "/auth/exchange"]) {
      const { origin } = headers();
      const sent = { cookie: cookieOf(jar), ...(origin !== "" && { origin }) };
      const answer = await lab.call("POST", path, { headers: sent });
      expect([answer.status, answer.headers.getSetCookie()]).toEqual([403, []]);
      expect(answer.body.error).toMatch(reason);
    }
    expect((await refresh(jar)).status).toBe(200);
  });

  it.each([
    ["every origin is allowed", "*" as const, [403, 403]],
    ["another origin is named, as one that is trusted", [NAMED], [200, 403]],
  ])("is looked at for the server's own pages only, also where %s", async (_, allowedOrigins, expected) => {
    const at = await openIdentityLab({ allowedOrigins, basePath: "/play" });
    const jar = new CookieJar();
    const own = allowedOrigins === "*" ? at.url : NAMED;
    const page = async (path: string, origin: string, body?: object) => {
      // Browsers see it below a path that a proxy takes away.
      const headers = { origin, cookie: jar.header(`/play${path}`) };
      const answer = await at.call("POST", path, { headers, ...(body && { body }) });
      jar.take(answer.headers);
      return answer.status;
    };
    expect([await page("/auth/refresh", own), await page("/auth/guest", own, { cookie: true })]).toEqual([204, 200]);
    expect(jar.seen.at(-1)).toContain("; Path=/play/auth;");
    const statuses = [NAMED, "http://127.0.0.1:1"].map((origin) => page("/auth/refresh", origin));
    expect(await Promise.all(statuses)).toEqual(expected);
    expect(await page("/auth/refresh", own)).toBe(200);
    await at.close();
  });

  it("opens nothing but its own routes", async () => {
    const { jar } = await browser();
    const headers = { cookie: cookieOf(jar), origin: lab.url };
    for (const path of ["/me", "/auth/sessions", "/me/friends"])
      expect((await lab.call("GET", path, { headers })).status).toBe(401);
    expect((await lab.call("POST", "/auth/logout", { headers })).status).toBe(401);
  });

  it("is none when it was changed in any part", async () => {
    const { jar } = await browser();
    const [name = "", value = ""] = cookieOf(jar).split("=");
    const [session = "", n = "", mac = ""] = value.split(".");
    const forged = [
      `${session}.2.${mac}`,
      `${session}.${n}.${mac.slice(1)}`,
      `${session}.${n}`,
      "",
      "none",
      "x".repeat(3_000),
    ];
    forged.push(`${session.slice(1)}A.${n}.${mac}`, `${session}.01.${mac}`, `${session}.${n}.${"A".repeat(43)}`);
    for (const text of forged) {
      const headers = { cookie: `${name}=${text}`, origin: lab.url };
      expect((await lab.call("POST", "/auth/refresh", { headers })).status).toBe(204);
    }
    expect((await refresh(jar)).status).toBe(200);
  });

  it("belongs to its server: two of one host name know nothing of each other's", async () => {
    const other = await openIdentityLab();
    const jar = new CookieJar();
    const players = [];
    for (const at of [lab, other]) {
      await page(jar, "/auth/refresh", {}, at);
      players.push((await page(jar, "/auth/guest", { body: { cookie: true } }, at)).body.player);
    }
    expect(jar.names.filter((name) => name.startsWith("orrery_refresh_"))).toHaveLength(2);
    for (const [i, at] of [lab, other, lab].entries())
      expect((await page(jar, "/auth/refresh", {}, at)).body.player).toEqual(players[i % 2]);
    await other.close();
  });

  it("outlives a restart, and a new secret while the old one is among them", async () => {
    const { jar, player } = await browser();
    const later = await openIdentityLab({
      file: lab.file,
      secrets: ["a new secret, long enough to be one", ...lab.secrets],
    });
    const headers = { origin: later.url };
    expect((await page(jar, "/auth/refresh", { headers }, later)).body.player).toEqual(player);
    await later.close();
    const last = await openIdentityLab({ file: lab.file, secrets: ["a new secret, long enough to be one"] });
    expect((await page(jar, "/auth/refresh", { headers: { origin: last.url } }, last)).body.player).toEqual(player);
    await last.close();
  });
});

describe("signing out", () => {
  it("ends cookie and token at once, and the browser may be somebody else", async () => {
    const { jar, token, player } = await browser();
    const before = jar.copy();
    expect((await page(jar, "/auth/logout", { token })).status).toBe(204);
    expect([await me(token), (await refresh(before)).status, (await refresh(jar)).status]).toEqual([401, 204, 204]);
    const { body } = await page(jar, "/auth/guest", { body: { cookie: true } });
    expect([body.cookie, body.player.id === player.id]).toEqual([true, false]);
  });

  it("elsewhere, as one of many, ends the cookie, too", async () => {
    await lab.account("Ada");
    const { jar } = await browser();
    const login = { name: "Ada", password: "password of Ada", cookie: true };
    const { token } = (await page(jar, "/auth/login", { body: login })).body;
    expect(claims(token).use).toBe("access");
    const other = (await lab.call("POST", "/auth/login", { body: { name: "Ada", password: "password of Ada" } })).body;
    await lab.call("DELETE", `/auth/sessions/${claims(token).sid}`, { token: other.token });
    expect([await me(token), (await refresh(jar)).status]).toEqual([401, 204]);
  });
});

describe("a token of earlier versions", () => {
  it("is exchanged for a cookie, by as many tabs as there are, and stays good for those who still hold it", async () => {
    const { token, player } = await lab.guest("Ada");
    const jar = new CookieJar();
    await refresh(jar);
    const tabs = await Promise.all([1, 2, 3].map(() => page(jar, "/auth/exchange", { token })));
    for (const { body } of tabs) expect(body).toMatchObject({ cookie: true, player });
    for (const use of ["first", "second"]) expect([use, (await refresh(jar)).body.player]).toEqual([use, player]);
    expect(await me(token)).toBe(200);
    await page(jar, "/auth/logout", { token });
    expect((await page(jar, "/auth/exchange", { token })).status).toBe(401);
  });

  it("is what a page of an earlier release gets for its browser's cookie, for some hours", async () => {
    const { jar, player } = await browser();
    const old = await page(jar, "/auth/guest", { body: { name: "Somebody" } });
    expect(old.body).toEqual({ token: expect.any(String), player });
    expect(claims(old.body.token)).toMatchObject({
      use: "page",
      exp: Math.floor((lab.time.wallMs + TOKEN_LIFETIME_MS.page) / 1000),
    });
    expect((await lab.call("GET", "/me", { token: old.body.token })).body.token).toBeUndefined();
    expect((await page(jar, "/auth/exchange", { token: old.body.token })).status).toBe(409);
    // Programs, other sites and browsers without the cookie get a guest.
    const elsewhere = [
      { cookie: cookieOf(jar) },
      { origin: lab.url },
      { origin: lab.url, cookie: "orrery_refresh_x=1" },
    ];
    for (const headers of elsewhere) {
      const { body } = await lab.call("POST", "/auth/guest", { body: {}, headers });
      expect([body.player.id === player.id, claims(body.token).use]).toEqual([false, undefined]);
    }
    // Signing out there signs the browser out.
    expect((await page(jar, "/auth/logout", { token: old.body.token })).status).toBe(204);
    expect((await page(jar, "/auth/guest", { body: {} })).body.player.id).not.toBe(player.id);
  });

  it("is still what programs and pages of other origins get", async () => {
    for (const body of [{}, { cookie: false }, { cookie: true }]) {
      const answer = await lab.call("POST", "/auth/guest", { body });
      expect(Object.keys(answer.body).sort()).toEqual(["player", "token"]);
      expect([claims(answer.body.token).use, answer.headers.getSetCookie()]).toEqual([undefined, []]);
    }
  });
});
