import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ROLE } from "../../shared/roles.ts";
import { ROOM_REFUSAL } from "../../shared/wire/codes.ts";
import { IDENTITY_LIMITS } from "../../shared/wire/limits.ts";
import { type IdentityLab, openIdentityLab } from "./identity-lab.ts";
import { expectRefusal, PASSWORD } from "./identity-refusal.ts";

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
    { body: { name: "x".repeat(IDENTITY_LIMITS.bodyBytes), password: PASSWORD } },
    413,
    /^body: more than 4096 bytes/,
  ],
  ["a body far past it", "POST", "/auth/login", { body: "x".repeat(60_000) }, 413, /^body: more than/],
  [
    "a long name",
    "POST",
    "/auth/login",
    { body: { name: "x".repeat(1_025), password: PASSWORD } },
    400,
    /^name: at most 1024/,
  ],
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
  ["no token", "POST", "/auth/register", { body: { name: "Bob", password: PASSWORD } }, 401, /^Authorization: /],
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
    { as: "ada", body: { name: "Eve", password: PASSWORD } },
    409,
    /has an account already/,
  ],
  // Wrong
  [
    "a wrong password",
    "POST",
    "/auth/login",
    { body: { name: "Ada", password: PASSWORD } },
    401,
    /^name, password: no account/,
  ],
  [
    "a name that is none",
    "POST",
    "/auth/login",
    { body: { name: "Nobody", password: PASSWORD } },
    401,
    /^name, password: no account/,
  ],
  [
    "a name that is none, of an odd form",
    "POST",
    "/auth/login",
    { body: { name: "constructor", password: PASSWORD } },
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
    const bodies = ["Rosa", "Rosa", "Rosi"].map((name) => ({ name, password: PASSWORD }));
    const answers = await Promise.all(bodies.map((body) => lab.call("POST", "/auth/register", { token, body })));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    for (const answer of answers) if (answer.status !== 200) expectRefusal(answer, 409, /has an account already/);
  });

  it("two guests who want one name at once get one account", async () => {
    const guests = await Promise.all([lab.guest(), lab.guest()]);
    const answers = await Promise.all(
      guests.map(({ token }, i) =>
        lab.call("POST", "/auth/register", {
          token,
          body: { name: i === 0 ? "Mia" : "\u041c\u0456\u0430", password: PASSWORD },
        }),
      ),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, ROOM_REFUSAL.nameOwned]);
  });
});
