import { describe, expect, it } from "vitest";
import { passwords, readPassword } from "../../../server/identity/passwords.ts";
import { identityRates } from "../../../server/identity/rates.ts";
import { SESSION_MS, Sessions } from "../../../server/identity/sessions.ts";
import { Keyring } from "../../../server/identity/tokens.ts";
import type { PlayerRow, SessionRow, Store } from "../../../server/store/port.ts";
import { IDENTITY_LIMITS } from "../../../shared/wire/limits.ts";

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
  it("are told apart, and nobody's takes as long to refuse as somebody's", async () => {
    const { hash, verify } = passwords(counts());
    const kept = await hash("long enough");
    expect(await verify("long enough", kept)).toBe(true);
    expect(await verify("long Enough", kept)).toBe(false);
    expect(await verify("long enough", null)).toBe(false);
    const quickest = async (of: string | null) => {
      let least = Number.POSITIVE_INFINITY;
      for (let i = 0; i < 5; i++) {
        const began = performance.now();
        await verify("wrong", of);
        least = Math.min(least, performance.now() - began);
      }
      return least;
    };
    const ratio = (await quickest(null)) / (await quickest(kept));
    expect(ratio).toBeGreaterThan(0.4);
    expect(ratio).toBeLessThan(2.5);
  });

  it("D8: are hashed a few at a time, and a flood of them is refused", async () => {
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
    if (password === null) expect(() => readPassword(raw)).toThrow(/^password: 8 to 128 characters are accepted/);
    else expect(readPassword(raw)).toBe(password);
  });
});

describe("rates", () => {
  it("D8: are remembered of so many names and addresses, and no more", () => {
    const { limited, seen } = counts();
    const rates = identityRates({ limited }, () => 0);
    for (let i = 0; i < IDENTITY_LIMITS.nameLoginBurst; i++) rates.password(`a${i}`, "ada");
    expect(() => rates.password("b", "ada")).toThrow(/too many sign-ins with this name/);
    for (let i = 0; i < IDENTITY_LIMITS.remembered; i++) rates.password(`c${i}`, `name ${i}`);
    rates.password("d", "ada");
    expect(seen).toEqual({ nameLogins: 1 });
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
    return { sessions, seen, asked: () => asked, token: (id: string) => sessions.token(player, row(id)) };
  }

  it("D8: are kept in memory up to a number, the ones last used", async () => {
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

  it("that end while they are looked up are not kept", async () => {
    const found = Promise.withResolvers<SessionRow | null>();
    let ended = false;
    const { sessions, token } = lab(async (id) => (ended ? null : found.promise.then(() => row(id))));
    const looking = sessions.verify(await token("a"));
    await new Promise((resolve) => setTimeout(resolve, 0));
    await sessions.end(row("a"));
    ended = true;
    found.resolve(null);
    await looking;
    expect(sessions.cached).toBe(0);
    await expect(sessions.verify(await token("a"))).rejects.toThrow(/signed out/);
  });
});
