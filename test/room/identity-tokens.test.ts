import { SignJWT } from "jose";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Keyring } from "../../server/platform/identity/tokens.ts";
import { ROOM_REFUSAL } from "../../shared/wire/codes.ts";
import { IDENTITY_LIMITS } from "../../shared/wire/limits.ts";
import { type IdentityLab, openIdentityLab, SECRET } from "./identity-lab.ts";
import { expectRefusal } from "./identity-refusal.ts";

let lab: IdentityLab;
/** Ada's, who stays. */
let ada: { token: string; player: { id: number; name: string; role: string } };

beforeAll(async () => {
  lab = await openIdentityLab();
  ada = await lab.account("Ada");
});
afterAll(async () => {
  expect(lab.reported).toEqual([]);
  await lab.close();
});

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
