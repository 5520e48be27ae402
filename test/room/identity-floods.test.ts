import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { BUDGETS } from "../../server/budgets/index.ts";
import { API_REFUSAL, ROOM_REFUSAL } from "../../shared/wire/codes.ts";
import { IDENTITY_LIMITS } from "../../shared/wire/limits.ts";
import { type Answer, type IdentityLab, openIdentityLab } from "./identity-lab.ts";
import { expectRefusal, PASSWORD } from "./identity-refusal.ts";

let lab: IdentityLab;

beforeAll(async () => {
  lab = await openIdentityLab();
});
afterAll(async () => {
  expect(lab.reported).toEqual([]);
  await lab.close();
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
        lab.call("POST", "/auth/login", { body: { name: names[i % names.length], password: PASSWORD } });
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
    const wrong = () => lab.call("POST", "/auth/login", { body: { ...body, password: PASSWORD } });
    for (let i = 1; i < (BUDGETS.rates.nameLogins.subject?.burst ?? 0); i++) expect((await wrong()).status).toBe(401);
    const refused = await wrong();
    expect([refused.status, refused.headers.get("set-cookie")]).toEqual([429, null]);
    const login = (headers: Record<string, string>) => lab.call("POST", "/auth/login", { body, headers });
    expect((await login({})).status).toBe(429);
    expect((await login({ cookie })).status).toBe(200);
    // It opens nothing by itself, and no other name.
    expect(
      (await lab.call("POST", "/auth/login", { body: { ...body, password: PASSWORD }, headers: { cookie } })).status,
    ).toBe(401);
    expect((await login({ cookie: cookie.replace(/=\d+/, "=1") })).status).toBe(429);
    settle();
  });

  it("of sign-ins from one address are refused, whatever the names", async () => {
    settle();
    const before = limited("addressLogins");
    const login = (i: number) => lab.call("POST", "/auth/login", { body: { name: `Nobody ${i}`, password: PASSWORD } });
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
