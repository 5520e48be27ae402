import { SignJWT } from "jose";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { BUDGETS } from "../../server/budgets/index.ts";
import { Keyring } from "../../server/platform/identity/tokens.ts";
import { ROLE } from "../../shared/roles.ts";
import { API_REFUSAL, ROOM_REFUSAL } from "../../shared/wire/codes.ts";
import { IDENTITY_LIMITS } from "../../shared/wire/limits.ts";
import { type Answer, type IdentityLab, openIdentityLab, SECRET } from "./identity-lab.ts";

let lab: IdentityLab;
/** Ada's, who stays. */
let ada: { token: string; player: { id: number; name: string; role: string } };
/** Moira's. */
let moderator: typeof ada;
let operator: typeof ada;

beforeAll(async () => {
  lab = await openIdentityLab();
  ada = await lab.account("Ada");
  moderator = await lab.account("Moira");
  await lab.store.changePlayer(moderator.player.id, { role: ROLE.moderator });
  lab.identity.sessions.changed(moderator.player.id);
  operator = await lab.account("Olga");
  await lab.store.changePlayer(operator.player.id, { role: ROLE.operator });
  lab.identity.sessions.changed(operator.player.id);
});
afterAll(async () => {
  expect(lab.reported).toEqual([]);
  await lab.close();
});

function expectRefusal(answer: Answer, status: number, reason: RegExp): void {
  expect({ ...answer, headers: null }).toEqual({
    ...{ status, headers: null },
    body: { code: status, error: expect.stringMatching(reason) },
  });
  expect(answer.headers.get("content-type")).toMatch(/^application\/json/);
  expect(answer.headers.get("x-content-type-options")).toBe("nosniff");
  expect(answer.headers.get("cache-control")).toBe("no-store");
}

const hour = () => ({ expiresAtMs: lab.time.wallMs + 3_600_000 });
const claims = (to: object = {}) => ({
  player: ada.player.id,
  session: "x",
  name: "Ada",
  role: "player" as const,
  use: "bearer" as const,
  ...hour(),
  ...to,
});
const sign = (secret: string, to: object = {}) => new Keyring([secret], () => lab.time.wallMs).sign(claims(to));
const own = (token: string) => JSON.parse(Buffer.from(token.split(".")[1], "base64url").toString());
const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
const isNone = /^token: not issued by this server/;

const TOKENS: readonly (readonly [what: string, token: () => string | Promise<string>, reason: RegExp])[] = [
  ["no token at all", () => "x", isNone],
  ["text of three parts", () => "a.b.c", isNone],
  ["a token past its limit", () => "a".repeat(IDENTITY_LIMITS.tokenCharacters + 1), isNone],
  ["another server's", () => sign(`${SECRET}, but another`), isNone],
  [
    "a token without a signature (alg none)",
    () => `${part({ alg: "none", typ: "JWT" })}.${part(own(ada.token))}.`,
    isNone,
  ],
  [
    "alg none under the right key's name",
    () => {
      const { kid } = JSON.parse(Buffer.from(ada.token.split(".")[0], "base64url").toString());
      return `${part({ alg: "none", kid })}.${part(own(ada.token))}.`;
    },
    isNone,
  ],
  [
    "a right one whose role was raised",
    () => {
      const [head, body, signature] = ada.token.split(".");
      return `${head}.${part({ ...own(`${head}.${body}`), role: "operator" })}.${signature}`;
    },
    isNone,
  ],
  [
    "one signed with the secret itself",
    () =>
      new SignJWT({ sid: own(ada.token).sid })
        .setProtectedHeader({ alg: "HS256" })
        .setSubject(`${ada.player.id}`)
        .setIssuer("orrery")
        .setExpirationTime("1h")
        .sign(new TextEncoder().encode(SECRET)),
    isNone,
  ],
  ["an expired one", () => sign(SECRET, { expiresAtMs: lab.time.wallMs - 1_000 }), /^token: has expired/],
  ["one of a sign-in that never was", () => sign(SECRET), /^token: was signed out/],
  [
    "one of another's sign-in",
    async () => sign(SECRET, { session: own((await lab.guest()).token).sid }),
    /^token: was signed out/,
  ],
  [
    "a revoked one",
    async () => {
      const { token } = await lab.guest();
      await lab.call("POST", "/auth/logout", { token });
      return token;
    },
    /^token: was signed out/,
  ],
  [
    "one of a player who is gone",
    async () => {
      const { token } = await lab.guest();
      await lab.call("DELETE", "/me", { token, body: {} });
      return token;
    },
    /^token: was signed out/,
  ],
];

describe("D7: a foreign token", () => {
  it.each(TOKENS)("%s opens nothing", async (_what, token, reason) => {
    const shown = await token();
    expectRefusal(await lab.call("GET", "/me", { token: shown }), 401, reason);
    await expect(lab.identity.gate(shown, { name: "Bob" })).rejects.toMatchObject({
      ...{ code: ROOM_REFUSAL.signInFirst, message: expect.stringMatching(reason) },
    });
  });
});

const password = "long enough";
const CASES: readonly (readonly [
  what: string,
  method: string,
  path: string,
  options: {
    readonly as?: "ada" | "guest" | "moderator" | "operator";
    readonly body?: unknown;
    readonly headers?: Record<string, string>;
  },
  status: number,
  reason: RegExp,
])[] = [
  // Malformed
  ["no JSON", "POST", "/auth/login", { body: "{name" }, 400, /^body: is not JSON in UTF-8$/],
  ["half a character", "POST", "/auth/login", { body: '"\ud800"' }, 400, /^body: /],
  ["an array", "POST", "/auth/login", { body: [] }, 400, /^body: /],
  ["null", "POST", "/auth/guest", { body: "null" }, 400, /^body: /],
  ["a number for a body", "POST", "/auth/guest", { body: 5 }, 400, /^body: /],
  ["no body", "POST", "/auth/login", {}, 400, /^name: text is accepted/],
  ["a name that is a number", "POST", "/auth/guest", { body: { name: 5 } }, 400, /^name: text is accepted/],
  ["a name that is an object", "POST", "/auth/guest", { body: { name: {} } }, 400, /^name: text is accepted/],
  ["a field that is none", "POST", "/auth/guest", { body: { name: "A", role: "operator" } }, 400, /role/],
  ["an own prototype", "POST", "/auth/guest", { body: '{"__proto__":{"role":3}}' }, 400, /__proto__/],
  ["a password that is a number", "POST", "/auth/login", { body: { name: "A", password: 5 } }, 400, /^password: /],
  ["an unseen character", "POST", "/auth/guest", { body: { name: "A\u200bda" } }, 460, /U\+200B/],
  ["an empty name", "POST", "/auth/guest", { body: { name: "" } }, 460, /^name: is empty/],
  [
    "markup that is too long",
    "POST",
    "/auth/guest",
    { body: { name: "<script>alert(1)" + "</script>" } },
    460,
    /^name: is 25/,
  ],
  [
    "a short password",
    "POST",
    "/auth/register",
    { as: "guest", body: { name: "Bob", password: "seven77" } },
    400,
    /^password: 8 to 128 .* not 7$/,
  ],
  [
    "a short password of many units",
    "POST",
    "/auth/register",
    { as: "guest", body: { name: "Bob", password: "🚀".repeat(7) } },
    400,
    /not 7$/,
  ],
  [
    "a long password",
    "POST",
    "/auth/register",
    { as: "guest", body: { name: "Bob", password: "x".repeat(129) } },
    400,
    /not 129$/,
  ],
  ["a cursor that is a fraction", "PUT", "/me/inbox", { as: "ada", body: { cursor: 0.5 } }, 400, /^cursor: /],
  ["a cursor that is negative", "PUT", "/me/inbox", { as: "ada", body: { cursor: -1 } }, 400, /^cursor: /],
  ["a cursor too high", "PUT", "/me/inbox", { as: "ada", body: { cursor: 2 ** 31 } }, 400, /^cursor: /],
  ["a place that is no number", "GET", "/me/inbox?after=x", { as: "ada" }, 400, /^after: "x" is not a whole number/],
  ["a place too high", "GET", "/me/inbox?after=9999999999", { as: "ada" }, 400, /^after: /],
  ["an id that is no number", "GET", "/players/ada", {}, 400, /^id: "ada" is no player's id/],
  ["an id too high", "GET", "/players/2147483648", {}, 400, /^id: /],
  ["an id of another form", "PUT", "/me/friends/1e3", { as: "ada" }, 400, /^id: /],
  ["a kind of other letters", "PUT", "/me/muted/%3Cb%3E", { as: "ada" }, 400, /^kind: "<b>"/],
  [
    "a role that is none",
    "POST",
    "/players/5/role",
    { as: "operator", body: { role: "god" } },
    400,
    /^role: player, moderator or operator/,
  ],
  // Oversized
  [
    "a body past its limit",
    "POST",
    "/auth/login",
    { body: { name: "x".repeat(IDENTITY_LIMITS.bodyBytes), password } },
    413,
    /^body: more than 4096 bytes/,
  ],
  ["a body far past it", "POST", "/auth/login", { body: "x".repeat(60_000) }, 413, /^body: more than/],
  ["a long name", "POST", "/auth/login", { body: { name: "x".repeat(1_025), password } }, 400, /^name: at most 1024/],
  [
    "a long password at login",
    "POST",
    "/auth/login",
    { body: { name: "Ada", password: "x".repeat(1_025) } },
    400,
    /^password: at most/,
  ],
  // Out of place
  ["a method that is none", "PUT", "/auth/login", { body: {} }, 405, /^"PUT": use POST/],
  ["a method of objects", "PROPFIND", "/me", {}, 405, /^"PROPFIND": use GET, PATCH, DELETE/],
  ["a period that is none", "GET", "/league/year", {}, 404, /^period: "year" is not one of day, week, all/],
  ["a game that is none", "GET", "/league/day?game=go", {}, 404, /^game: "go" is not one of tag, chess/],
  ["a period of objects", "GET", "/league/constructor", {}, 404, /^period: /],
  ["a player who is none", "GET", "/players/12345", {}, 404, /^id: there is no player 12345/],
  ["a friend who is none", "PUT", "/me/friends/12345", { as: "ada" }, 404, /^id: there is no player/],
  ["a page that is none", "GET", "/audit?before=-1", { as: "moderator" }, 400, /^before: "-1" is not a whole number/],
  ["a kind that is none", "GET", "/audit?action=x", { as: "moderator" }, 400, /^action: "x" is not one of report, /],
  ["an order of no kind", "DELETE", "/players/5/sanctions/x", { as: "moderator" }, 404, /^kind: "x" is not one of/],
  ["an order about nobody", "DELETE", "/players/12345/sanctions/ban", { as: "moderator" }, 404, /^id: there is no/],
  ["a name that is none", "GET", "/players?name=%00", { as: "moderator" }, ROOM_REFUSAL.badOption, /^name: /],
  ["another's sign-in", "DELETE", "/auth/sessions/nobody", { as: "ada" }, 404, /^id: "nobody" is not one of your/],
  // Without a token
  ...(
    [
      ["POST", "/auth/logout"],
      ["GET", "/auth/sessions"],
      ["DELETE", "/auth/sessions/x"],
      ["GET", "/me"],
      ["GET", "/me/friends"],
      ["PUT", "/me/friends/5"],
      ["DELETE", "/me/friends/5"],
      ["GET", "/me/inbox"],
      ["PUT", "/me/muted/round"],
      ["DELETE", "/me/muted/round"],
      ["GET", "/audit"],
      ["GET", "/players?name=Ada"],
      ["DELETE", "/players/5/sanctions/ban"],
    ] as const
  ).map(([method, path]) => ["no token", method, path, {}, 401, /^Authorization: a token is needed/] as const),
  ["no token", "POST", "/auth/register", { body: { name: "Bob", password } }, 401, /^Authorization: /],
  ["no token", "PATCH", "/me", { body: { name: "Bob" } }, 401, /^Authorization: /],
  ["no token", "DELETE", "/me", { body: {} }, 401, /^Authorization: /],
  ["no token", "PUT", "/me/inbox", { body: { cursor: 1 } }, 401, /^Authorization: /],
  ["no token", "POST", "/players/5/role", { body: { role: "player" } }, 401, /^Authorization: /],
  ["another scheme", "GET", "/me", { headers: { authorization: "Basic YTpi" } }, 401, /^Authorization: /],
  // Not theirs to do
  ["a player", "GET", "/audit", { as: "ada" }, 403, /^this requires the role moderator/],
  ["a player", "GET", "/players?name=Ada", { as: "ada" }, 403, /^this requires the role moderator/],
  ["a player", "DELETE", "/players/5/sanctions/ban", { as: "ada" }, 403, /^this requires the role moderator/],
  [
    "a player",
    "POST",
    "/players/5/role",
    { as: "ada", body: { role: "operator" } },
    403,
    /^this requires the role operator/,
  ],
  [
    "a page of elsewhere",
    "POST",
    "/auth/guest",
    { body: {}, headers: { origin: "https://evil.example" } },
    403,
    /^origin "https:\/\/evil.example" is not allowed/,
  ],
  // Repeated
  [
    "an account again",
    "POST",
    "/auth/register",
    { as: "ada", body: { name: "Eve", password } },
    409,
    /has an account already/,
  ],
  // Wrong
  ["a wrong password", "POST", "/auth/login", { body: { name: "Ada", password } }, 401, /^name, password: no account/],
  [
    "a name that is none",
    "POST",
    "/auth/login",
    { body: { name: "Nobody", password } },
    401,
    /^name, password: no account/,
  ],
  [
    "a name that is none, of an odd form",
    "POST",
    "/auth/login",
    { body: { name: "constructor", password } },
    401,
    /^name, password: no account/,
  ],
];

describe("D7: every handler refuses with a code and a reason", () => {
  it.each(CASES)("%s: %s %s", async (_what, method, path, { as, body, headers }, status, reason) => {
    const bearers = { ada: ada.token, moderator: moderator.token, operator: operator.token };
    const token = as === "guest" ? (await lab.guest()).token : as && bearers[as];
    const answer = await lab.call(method, path, { body, ...(headers && { headers }), ...(token && { token }) });
    expectRefusal(answer, status, reason);
  });

  it("and never says a password again", async () => {
    const secret = "hunter2 hunter2";
    for (const body of [
      { name: 5, password: secret },
      { name: "Ada", password: secret },
      { name: "Ada", [secret]: 1 },
    ])
      expect((await lab.call("POST", "/auth/login", { body })).body.error).not.toMatch(/hunter2 hunter2$/);
  });

  it("lets pages of elsewhere read what everyone may, but not its answers", async () => {
    const headers = { origin: "https://evil.example" };
    const table = await lab.call("GET", "/league/day", { headers });
    expect(table.status).toBe(200);
    expect(table.headers.get("access-control-allow-origin")).toBeNull();
    const home = await lab.call("OPTIONS", "/auth/login", { headers: { origin: lab.url } });
    expect([home.status, home.headers.get("access-control-allow-origin")]).toEqual([204, lab.url]);
  });

  it("a registration that is replayed at once makes one account", async () => {
    const { token } = await lab.guest();
    const bodies = ["Rosa", "Rosa", "Rosi"].map((name) => ({ name, password }));
    const answers = await Promise.all(bodies.map((body) => lab.call("POST", "/auth/register", { token, body })));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    for (const answer of answers) if (answer.status !== 200) expectRefusal(answer, 409, /has an account already/);
  });

  it("two guests who want one name at once get one account", async () => {
    const guests = await Promise.all([lab.guest(), lab.guest()]);
    const answers = await Promise.all(
      guests.map(({ token }, i) =>
        lab.call("POST", "/auth/register", { token, body: { name: i === 0 ? "Mia" : "\u041c\u0456\u0430", password } }),
      ),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, ROOM_REFUSAL.nameOwned]);
  });
});

describe("D8: floods", () => {
  const counted = (name: string) => Number(new RegExp(`^${name} (\\d+)$`, "m").exec(lab.registry.text())?.[1]);
  const limited = (limit: string) => counted(`orrery_identity_limited_total\\{limit="${limit}"\\}`);
  const settle = () => {
    lab.time.nowMs += 3_600_000;
  };

  it("of calls are refused", async () => {
    const few = await openIdentityLab({ budgets: { apiCalls: { address: { perSecond: 1, burst: 3 } } } });
    const answers: Answer[] = [];
    for (let i = 0; i < 4; i++) answers.push(await few.call("GET", "/league/day"));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 429]);
    expectRefusal(answers[3], API_REFUSAL.tooMany, /^too many requests from this address/);
    few.time.nowMs += 1_000;
    expect((await few.call("GET", "/league/day")).status).toBe(200);
    expect(few.registry.text()).toMatch(/^orrery_api_refused_total\{reason="tooMany"\} 1$/m);
    await few.close();
  });

  it("of calls are counted by who is before the proxies, however a header is forged, and by the peer where there are none", async () => {
    const budgets = { apiCalls: { address: { perSecond: 1, burst: 2 } } };
    const statuses = async (lab: IdentityLab, forwarded: readonly string[]) => {
      const all: number[] = [];
      for (const one of forwarded)
        all.push((await lab.call("GET", "/league/day", { headers: { "x-forwarded-for": one } })).status);
      return all;
    };
    const behind = await openIdentityLab({ budgets, proxies: 1 });
    expect(await statuses(behind, ["1.1.1.1, 5.5.5.5", "2.2.2.2, 5.5.5.5", "5.5.5.5"])).toEqual([200, 200, 429]);
    expect(await statuses(behind, ["5.5.5.5, 6.6.6.6"])).toEqual([200]);
    await behind.close();
    const open = await openIdentityLab({ budgets });
    expect(await statuses(open, ["1.1.1.1", "2.2.2.2", "3.3.3.3"])).toEqual([200, 200, 429]);
    await open.close();
  });

  it("of guests are refused", async () => {
    settle();
    const before = limited("guests");
    const answers: Answer[] = [];
    for (let i = 0; i <= (BUDGETS.rates.guests.address?.burst ?? 0); i++)
      answers.push(await lab.call("POST", "/auth/guest", { body: { name: "" } }));
    expect(answers.slice(0, -1).every(({ status }) => status === ROOM_REFUSAL.badOption)).toBe(true);
    expectRefusal(answers.at(-1)!, 429, /^too many guests come from this address; try again in 1 second/);
    expect(limited("guests")).toBe(before + 1);
    settle();
  });

  it("of sign-ins under one name are refused, whether or not there is such an account, however it is spelled", async () => {
    await lab.account("Neil");
    for (const names of [["Neil", "\u039deil", "NEIL"], ["Nobody at all"]]) {
      settle();
      const before = limited("nameLogins");
      const login = (i: number) =>
        lab.call("POST", "/auth/login", { body: { name: names[i % names.length], password } });
      for (let i = 0; i < (BUDGETS.rates.nameLogins.subject?.burst ?? 0); i++)
        expect((await login(i)).status).toBe(401);
      for (const i of [0, 1, 2])
        expectRefusal(await login(i), 429, /^too many sign-ins with this name; try again in 15/);
      expect(limited("nameLogins")).toBe(before + 3);
      lab.time.nowMs += 15_000;
      expect((await login(0)).status).toBe(401);
    }
    settle();
  });

  it("of sign-ins under a name keep nobody out who signed in to it before in the same browser", async () => {
    settle();
    const body = { name: "Olga", password: "password of Olga" };
    await lab.account("Olga");
    settle();
    const first = await lab.call("POST", "/auth/login", { body });
    const cookie = first.headers.get("set-cookie")?.split(";")[0] as string;
    expect(first.headers.get("set-cookie")).toMatch(/^orrery_device=.*; HttpOnly; SameSite=Strict$/);
    const wrong = () => lab.call("POST", "/auth/login", { body: { ...body, password } });
    for (let i = 1; i < (BUDGETS.rates.nameLogins.subject?.burst ?? 0); i++) expect((await wrong()).status).toBe(401);
    const refused = await wrong();
    expect([refused.status, refused.headers.get("set-cookie")]).toEqual([429, null]);
    const login = (headers: Record<string, string>) => lab.call("POST", "/auth/login", { body, headers });
    expect((await login({})).status).toBe(429);
    expect((await login({ cookie })).status).toBe(200);
    // It opens nothing by itself, and no other name.
    expect((await lab.call("POST", "/auth/login", { body: { ...body, password }, headers: { cookie } })).status).toBe(
      401,
    );
    expect((await login({ cookie: cookie.replace(/=\d+/, "=1") })).status).toBe(429);
    settle();
  });

  it("of sign-ins from one address are refused, whatever the names", async () => {
    settle();
    const before = limited("addressLogins");
    const login = (i: number) => lab.call("POST", "/auth/login", { body: { name: `Nobody ${i}`, password } });
    for (let i = 0; i < (BUDGETS.rates.passwords.address?.burst ?? 0); i++) expect((await login(i)).status).toBe(401);
    expectRefusal(await login(99), 429, /^too many sign-ins from this address; try again in 3 seconds/);
    expect(limited("addressLogins")).toBe(before + 1);
    settle();
  });

  it("of friends and of muted kinds end at their limits", async () => {
    const { token, player } = await lab.account("Friendly");
    await lab.store.transaction(async (within) => {
      for (let id = 1; id <= IDENTITY_LIMITS.friends + 1; id++) {
        const row = { id, name: `F${id}`, nameKey: `f${id}`, role: 0, passwordHash: null, createdAtMs: 0 };
        await within.addPlayer(row);
        if (id <= IDENTITY_LIMITS.friends) await within.follow(player.id, id);
      }
    });
    const over = await lab.call("PUT", `/me/friends/${IDENTITY_LIMITS.friends + 1}`, { token });
    expectRefusal(over, 409, /^at most 200 friends/);
    expect((await lab.call("PUT", "/me/friends/1", { token })).status).toBe(204);
    const kind = (i: number) => `kind${String.fromCharCode(97 + i)}`;
    for (let i = 0; i < IDENTITY_LIMITS.mutedKinds; i++)
      expect((await lab.call("PUT", `/me/muted/${kind(i)}`, { token })).status).toBe(204);
    expectRefusal(await lab.call("PUT", "/me/muted/zzz", { token }), 409, /^at most 16 kinds/);
    expect([limited("friends"), limited("mutedKinds")]).toEqual([1, 1]);
  });
});
