import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { SESSION_MS } from "../../server/platform/identity/sessions.ts";
import { ROOM_REFUSAL } from "../../shared/wire/codes.ts";
import { type IdentityLab, openIdentityLab, SECRET } from "./identity-lab.ts";

let lab: IdentityLab;

beforeEach(async () => {
  lab = await openIdentityLab();
});
afterEach(async () => {
  expect(lab.reported).toEqual([]);
  await lab.close();
});

const claimsOf = (token: string) => JSON.parse(atob(token.split(".")[1].replaceAll("-", "+").replaceAll("_", "/")));

describe("a guest", () => {
  it("gets a token and a name, and is known by them", async () => {
    const { token, player } = await lab.guest();
    expect(player).toEqual({ id: expect.any(Number), name: expect.stringMatching(/^Guest \d{5}$/), role: "guest" });
    expect(claimsOf(token)).toMatchObject({ sub: `${player.id}`, sid: expect.any(String), role: "guest" });
    expect((await lab.call("GET", "/me", { token })).body).toEqual({
      ...{ player, account: false, mutedUntilS: 0, cursor: 0, mutedKinds: [] },
    });
    expect((await lab.guest("  Zoe\u0308 ")).player.name).toBe("Zoë");
  });

  it("becomes an account and keeps id, friends, results and sign-in", async () => {
    const { token, player } = await lab.guest("Ada");
    const friend = await lab.guest("Bob");
    await lab.call("PUT", `/me/friends/${friend.player.id}`, { token });
    await lab.store.addRound({ game: "tag", room: "r", round: 1, endedAtMs: 5 }, [
      { player: player.id, place: 1, credits: 7, kills: 1, deaths: 0 },
    ]);
    const made = await lab.call("POST", "/auth/register", { token, body: { name: "Ada", password: "long enough" } });
    expect(made.body.player).toEqual({ id: player.id, name: "Ada", role: "player" });
    expect(claimsOf(made.body.token).sid).toBe(claimsOf(token).sid);
    for (const good of [token, made.body.token]) {
      const me = await lab.call("GET", "/me", { token: good });
      expect(me.body).toMatchObject({ account: true, player: { role: "player" } });
    }
    expect((await lab.call("GET", "/me/friends", { token })).body).toEqual([{ id: friend.player.id, name: "Bob" }]);
    expect((await lab.call("GET", `/players/${player.id}`)).body).toEqual({
      ...{ id: player.id, name: "Ada", role: "player" },
      totals: { credits: 7, kills: 1, deaths: 0, rounds: 1, wins: 1 },
      games: [{ game: "tag", credits: 7, kills: 1, deaths: 0, rounds: 1, wins: 1 }],
      rounds: [
        {
          ...{ game: "tag", room: "r", round: 1, endedAtMs: 5, place: 1, credits: 7, kills: 1, deaths: 0 },
          replay: "r-00000001",
        },
      ],
    });
    const login = await lab.call("POST", "/auth/login", { body: { name: "ADA", password: "long enough" } });
    expect(login.body.player).toEqual({ id: player.id, name: "Ada", role: "player" });
  });

  it("may not have what looks like the name of an account, nor may anyone register or take it", async () => {
    const ada = await lab.account("Ada Hill");
    const other = await lab.account("Bob");
    const { token } = await lab.guest();
    for (const name of ["ada hill", "\u0410da Hill", "Ada Hi11", "Ada HiII", "\uff21da Hill"]) {
      const owned = {
        status: ROOM_REFUSAL.nameOwned,
        body: { code: ROOM_REFUSAL.nameOwned, error: expect.any(String) },
      };
      const password = "long enough";
      expect(await lab.call("POST", "/auth/guest", { body: { name } })).toMatchObject(owned);
      expect(await lab.call("POST", "/auth/register", { token, body: { name, password } })).toMatchObject(owned);
      expect(await lab.call("PATCH", "/me", { token, body: { name } })).toMatchObject(owned);
      expect(await lab.call("PATCH", "/me", { token: other.token, body: { name } })).toMatchObject(owned);
    }
    const own = await lab.call("PATCH", "/me", { token: ada.token, body: { name: "ADA Hill" } });
    expect(own.body.player).toEqual({ ...ada.player, name: "ADA Hill" });
    expect(claimsOf(own.body.token).name).toBe("ADA Hill");
  });
});

describe("sign-ins", () => {
  it("are listed, and end one by one, at once", async () => {
    const { token } = await lab.account("Ada");
    const second = (await lab.call("POST", "/auth/login", { body: { name: "Ada", password: "password of Ada" } })).body;
    const all = (await lab.call("GET", "/auth/sessions", { token })).body;
    expect(all).toHaveLength(2);
    expect(all.filter(({ current }: { current: boolean }) => current)).toEqual([
      expect.objectContaining({ id: claimsOf(token).sid }),
    ]);
    await lab.call("GET", "/me", { token: second.token });
    expect((await lab.call("DELETE", `/auth/sessions/${claimsOf(second.token).sid}`, { token })).status).toBe(204);
    expect((await lab.call("GET", "/me", { token: second.token })).status).toBe(401);
    expect((await lab.call("GET", "/me", { token })).status).toBe(200);
    expect((await lab.call("POST", "/auth/logout", { token })).status).toBe(204);
    expect((await lab.call("GET", "/me", { token })).status).toBe(401);
    expect(lab.happened).toHaveLength(2);
  });

  it("are renewed when more than half of their life is over, and end with it", async () => {
    const { token } = await lab.guest();
    lab.time.wallMs += SESSION_MS / 2 - 1_000;
    expect((await lab.call("GET", "/me", { token })).body.token).toBeUndefined();
    lab.time.wallMs += 2_000;
    const renewed = (await lab.call("GET", "/me", { token })).body.token;
    expect(claimsOf(renewed).exp).toBe(Math.floor((lab.time.wallMs + SESSION_MS) / 1000));
    lab.time.wallMs += SESSION_MS / 2;
    expect((await lab.call("GET", "/me", { token })).body.error).toMatch(/expired/);
    expect((await lab.call("GET", "/me", { token: renewed })).status).toBe(200);
  });

  it("that another process ended are over here soon", async () => {
    const { token } = await lab.guest();
    expect((await lab.call("GET", "/me", { token })).status).toBe(200);
    lab.sql("DELETE FROM sessions");
    lab.time.wallMs += 5_000;
    expect((await lab.call("GET", "/me", { token })).status).toBe(401);
  });

  it("outlive a new secret while the old one is among them", async () => {
    const { token } = await lab.guest();
    const later = await openIdentityLab({ file: lab.file, secrets: [`new ${SECRET}`, SECRET] });
    expect((await later.call("GET", "/me", { token })).status).toBe(200);
    const fresh = (await later.guest()).token;
    await later.close();
    const last = await openIdentityLab({ file: lab.file, secrets: [`new ${SECRET}`] });
    expect((await last.call("GET", "/me", { token })).status).toBe(401);
    expect((await last.call("GET", "/me", { token: fresh })).status).toBe(200);
    await last.close();
  });
});

describe("an account", () => {
  it("goes with its password only, and with everything of it", async () => {
    const { token, player } = await lab.account("Ada");
    const remove = (password?: string) => lab.call("DELETE", "/me", { token, body: password ? { password } : {} });
    expect((await remove()).status).toBe(401);
    expect((await remove("another one")).status).toBe(401);
    expect((await remove("password of Ada")).status).toBe(204);
    expect(lab.happened).toContain(`forgotten ${player.id}`);
    expect((await lab.call("GET", "/me", { token })).status).toBe(401);
    expect((await lab.call("GET", `/players/${player.id}`)).status).toBe(404);
    expect((await lab.call("POST", "/auth/guest", { body: { name: "Ada" } })).status).toBe(ROOM_REFUSAL.nameOwned);
  });

  it("keeps its password as argon2id", async () => {
    const { player } = await lab.account("Ada");
    const { passwordHash } = (await lab.store.player(player.id))!;
    expect(passwordHash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  });

  it("reads its inbox by a cursor, and mutes kinds", async () => {
    const { token, player } = await lab.account("Ada");
    for (const n of [1, 2])
      await lab.store.addNotice(player.id, { kind: "mention", body: `{"by":"Bob","id":99,"n":${n}}`, atMs: n });
    const items = [1, 2].map((n) => ({ id: n, kind: "mention", atMs: n, by: "Bob", n }));
    expect((await lab.call("GET", "/me/inbox", { token })).body).toEqual({ items, more: false });
    expect((await lab.call("GET", "/me/inbox?after=1", { token })).body).toEqual({ items: [items[1]], more: false });
    expect((await lab.call("PUT", "/me/inbox", { token, body: { cursor: 2 } })).status).toBe(204);
    expect((await lab.call("PUT", "/me/muted/round", { token })).status).toBe(204);
    expect((await lab.call("GET", "/me", { token })).body).toMatchObject({ cursor: 2, mutedKinds: ["round"] });
    await lab.call("DELETE", "/me/muted/round", { token });
    expect((await lab.call("GET", "/me", { token })).body.mutedKinds).toEqual([]);
    for (let n = 0; n < 100; n++) await lab.store.addNotice(player.id, { kind: "round", body: "{}", atMs: n });
    const page = (await lab.call("GET", "/me/inbox", { token })).body;
    expect([page.items.length, page.more]).toEqual([100, true]);
  });

  it("reads the rest of its inbox where one notice is damaged", async () => {
    const { token, player } = await lab.account("Ada");
    for (const body of ['{"n":1}', "{", '{"n":3}'])
      await lab.store.addNotice(player.id, { kind: "round", body, atMs: 1 });
    const { items } = (await lab.call("GET", "/me/inbox", { token })).body;
    expect(items.map(({ n }: { n: number }) => n)).toEqual([1, 3]);
    expect(lab.reported.splice(0)).toHaveLength(1);
  });
});

describe("without its store", () => {
  it("the API says so, and who needs no token still plays", async () => {
    const broken = await openIdentityLab();
    const { token } = await broken.guest();
    broken.sql("ALTER TABLE sanctions RENAME TO gone");
    broken.sql("ALTER TABLE nameClaims RENAME TO gone2");
    const answer = await broken.call("GET", "/me", { token });
    expect(answer).toMatchObject({
      status: 503,
      body: { code: 503, error: expect.stringMatching(/^accounts are unavailable/) },
    });
    expect(await broken.identity.gate(null, { name: "Ada" })).toMatchObject({ player: 0 });
    expect(broken.reported).toHaveLength(2);
    await broken.close();
  });
});
