import { describe, expect, it, vi } from "vitest";
import { BUDGETS, Budgets } from "../../../server/budgets/index.ts";
import { Devices } from "../../../server/platform/identity/devices.ts";
import { parsePassword, passwords } from "../../../server/platform/identity/passwords.ts";
import { identityRates } from "../../../server/platform/identity/rates.ts";
import { SESSION_MS, Sessions } from "../../../server/platform/identity/sessions.ts";
import { Keyring } from "../../../server/platform/identity/tokens.ts";
import type { Store } from "../../../server/platform/store/port.ts";
import type { PlayerRow, SessionRow } from "../../../server/platform/store/rows.ts";
import { IDENTITY_LIMITS } from "../../../shared/wire/limits.ts";
import { testBudgets } from "../../harness/senders.ts";

const counts = () => {
  const limited: Record<string, number> = {};
  return {
    limited: (name: string) => {
      limited[name] = (limited[name] ?? 0) + 1;
    },
    seen: limited,
  };
};

describe("passwords", () => {
  it("are checked, in the same time for an unknown name", async () => {
    const { hash, verify } = passwords(counts());
    const kept = await hash("long enough");
    expect(await verify("long enough", kept)).toBe(true);
    expect(await verify("long Enough", kept)).toBe(false);
    expect(await verify("long enough", null)).toBe(false);
    const elapsedMs = async (of: string | null) => {
      const began = performance.now();
      await verify("wrong", of);
      return performance.now() - began;
    };
    // Hashing yields to all other work, so on a busy machine the quickest of many is near its own time.
    let [unknownMs, keptMs] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
    const ratio = async () => {
      unknownMs = Math.min(unknownMs, await elapsedMs(null));
      keptMs = Math.min(keptMs, await elapsedMs(kept));
      return unknownMs / keptMs;
    };
    await ratio();
    await expect.poll(ratio, { interval: 1, timeout: 15_000 }).toSatisfy((is: number) => is > 0.4 && is < 2.5);
  });

  it("D8: are hashed a few at a time, and refused in a flood", async () => {
    const { limited, seen } = counts();
    const { hash, verify } = passwords({ limited });
    const kept = await hash("long enough");
    const most = IDENTITY_LIMITS.hashes + IDENTITY_LIMITS.hashesWaiting;
    const done = await Promise.allSettled(Array.from({ length: most + 3 }, () => verify("long enough", kept)));
    expect(done.slice(0, most).every((one) => one.status === "fulfilled" && one.value)).toBe(true);
    for (const one of done.slice(most))
      expect(one).toMatchObject({ status: "rejected", reason: { why: "unavailable" } });
    expect(seen).toEqual({ hashesWaiting: 3 });
    expect(await verify("long enough", kept)).toBe(true);
  }, 60_000);

  it.each([
    ["1234567", null],
    ["12345678", "12345678"],
    ["x".repeat(128), "x".repeat(128)],
    ["x".repeat(129), null],
    ["🚀".repeat(8), "🚀".repeat(8)],
    ["e\u0301".repeat(8), "é".repeat(8)],
    ["12345678\ud83d", null],
  ])("D7: %j is read as %j", (raw, password) => {
    if (password === null) expect(() => parsePassword(raw)).toThrow(/^password: 8 to 128 characters are accepted/);
    else expect(parsePassword(raw)).toBe(password);
  });
});

const NAME_BURST = BUDGETS.rates.nameLogins.subject?.burst ?? 0;
const STRANGER_BURST = BUDGETS.rates.strangerLogins.subject?.burst ?? 0;

describe("rates", () => {
  it("D8: of a guessed name are kept, however many other names are tried", () => {
    const { limited, seen } = counts();
    const rates = identityRates({ limited }, new Budgets({ now: () => 0, rememberedKeys: 1_000 }));
    for (let i = 0; i < STRANGER_BURST; i++) rates.password(`a${i}`, "ada");
    for (let i = 0; i < 5_000; i++) {
      rates.password(`c${i}`, `name ${i}`);
      if (i % 500 === 0) expect(() => rates.password(`b${i}`, "ada")).toThrow(/too many sign-ins with this name/);
    }
    expect(seen).toEqual({ nameLogins: 10 });
  });

  it("of a name are counted by address: nobody can use up another's", () => {
    const { limited } = counts();
    let nowMs = 0;
    const rates = identityRates(
      { limited },
      testBudgets({}, () => nowMs),
    );
    for (let i = 0; i < NAME_BURST; i++) rates.password("eve's", "ada");
    expect(() => rates.password("eve's", "ada")).toThrow(/too many sign-ins with this name; try again in 15/);
    rates.password("ada's", "ada");
    rates.password("eve's", "eve");
    // For as long as it goes on.
    for (; nowMs < 600_000; nowMs += 1_000) {
      try {
        rates.password("eve's", "ada");
      } catch {}
    }
    rates.password("ada's", "ada");
  });

  it("of a name limit strangers at many addresses, but not a browser that was signed in before", () => {
    const { limited } = counts();
    let nowMs = 0;
    const rates = identityRates(
      { limited },
      testBudgets({}, () => nowMs),
    );
    for (let i = 0; i < STRANGER_BURST; i++) rates.password(`a${i}`, "ada");
    expect(() => rates.password("new", "ada")).toThrow(/with this name; try again in 3 seconds/);
    for (let i = 0; i < NAME_BURST; i++) rates.password("ada's", "ada", "browser");
    expect(() => rates.password("ada's", "ada", "browser")).toThrow(/with this name; try again in 15 seconds/);
    rates.password("ada's", "ada", "phone");
    nowMs += 3_000;
    rates.password("new", "ada");
    expect(() => rates.password("new", "ada")).toThrow(/with this name/);
  });
});

describe("browsers that were signed in before", () => {
  const [old, now] = [new Devices(["old secret"]), new Devices(["new secret", "old secret"])];
  const sent = (set: string) => set.split(";")[0] as string;

  it("are known by a cookie that no script and no other path gets, also under the previous secret", () => {
    const set = now.cookie(7, true);
    expect(set).toMatch(
      /^orrery_device=7\.[\w-]{24}\.[\w-]{43}; Path=\/auth\/login; Max-Age=31536000; HttpOnly; SameSite=Strict; Secure$/,
    );
    expect(now.cookie(7, false)).not.toContain("Secure");
    expect(now.read(sent(set))).toEqual({ player: 7, id: expect.stringMatching(/^[\w-]{24}$/) });
    expect(now.read(`a=b; ${sent(old.cookie(7, false))}; c`)?.player).toBe(7);
    expect(now.read(sent(set))?.id).not.toBe(now.read(sent(now.cookie(7, true)))?.id);
  });

  it("are not those with a forged cookie, or one of another server or account", () => {
    const good = sent(now.cookie(7, false));
    for (const bad of [
      ...[null, "", "orrery_device", "orrery_device=", "orrery_device=7", "orrery_device=7.a.b", good.slice(0, -1)],
      ...[good.replace("=7.", "=8."), good.replace("=7.", "=07."), good.replace("orrery_device", "other")],
      sent(new Devices(["another"]).cookie(7, false)),
    ])
      expect(now.read(bad), `${bad}`).toBeNull();
    expect(old.read(good)).toBeNull();
  });
});

describe("sign-ins", () => {
  const player: PlayerRow = { id: 1, name: "A", nameKey: "a", role: 0, passwordHash: null, createdAtMs: 0 };
  const row = (id: string): SessionRow => ({ id, player: 1, createdAtMs: 0, expiresAtMs: SESSION_MS });

  function lab(session: (id: string) => Promise<SessionRow | null>) {
    const { limited, seen } = counts();
    let asked = 0;
    const store = {
      session: (id: string) => {
        asked++;
        return session(id);
      },
      player: async () => player,
      removeSession: async () => {},
    } as unknown as Store;
    const keys = new Keyring(["a secret"], () => 0);
    const sessions = new Sessions({ store, keys, metrics: { limited }, wallMs: () => 0, signedOut() {} });
    return {
      sessions,
      seen,
      asked: () => asked,
      token: (id: string) => sessions.token({ player, session: row(id) }, "bearer"),
    };
  }

  it("D8: are cached up to a limit, the last used ones", async () => {
    const { sessions, seen, asked, token } = lab(async (id) => row(id));
    const first = await token("first");
    await sessions.verify(first);
    const most = IDENTITY_LIMITS.cachedSessions;
    for (let i = 1; i < most; i++) await sessions.verify(await token(`s${i}`));
    await sessions.verify(first);
    expect([asked(), sessions.cached]).toEqual([most, most]);
    await sessions.verify(await token("one more"));
    expect([sessions.cached, seen]).toEqual([most, { cachedSessions: 1 }]);
    await sessions.verify(first);
    expect(asked()).toBe(most + 1);
    await sessions.verify(await token("s1"));
    expect(asked()).toBe(most + 2);
  });

  it("that end while they are looked up are not cached", async () => {
    const found = Promise.withResolvers<SessionRow | null>();
    let ended = false;
    const { sessions, token, asked } = lab(async (id) => (ended ? null : found.promise.then(() => row(id))));
    const looking = sessions.verify(await token("a"));
    await vi.waitFor(() => expect(asked()).toBe(1));
    await sessions.end(row("a"));
    ended = true;
    found.resolve(null);
    await looking;
    expect(sessions.cached).toBe(0);
    await expect(sessions.verify(await token("a"))).rejects.toThrow(/signed out/);
  });
});
