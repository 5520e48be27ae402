import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { SESSION_MS } from "../../server/platform/identity/sessions.ts";
import { periodStartMs } from "../../server/platform/league/index.ts";
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

describe("roles", () => {
  it("begin with the account that the environment names, once it is there", async () => {
    const { player } = await lab.account("Ada");
    const late = await openIdentityLab({ file: lab.file, operator: "Eve" });
    expect(late.told).toEqual([expect.stringContaining("no account Eve yet")]);
    await late.close();
    // What looks like it is another's.
    const alike = await openIdentityLab({ file: lab.file, operator: "\u0410da" });
    expect((await lab.store.player(player.id))?.role).toBe(1);
    await alike.close();
    const restarted = await openIdentityLab({ file: lab.file, operator: "Ada" });
    expect((await lab.store.player(player.id))?.role).toBe(3);
    expect(await lab.store.auditTrail(9)).toMatchObject([{ by: 0, action: "role", player: player.id }]);
    await restarted.close();
  });

  it("are given by operators, hold at once, and leave a trail that moderators read", async () => {
    const [ada, bob, eve] = await Promise.all(["Ada", "Bob", "Eve"].map((name) => lab.account(name)));
    await lab.store.changePlayer(ada.player.id, { role: 3 });
    lab.identity.sessions.changed(ada.player.id);
    const appoint = (by: string, id: number, role: string) =>
      lab.call("POST", `/players/${id}/role`, { token: by, body: { role } });
    expect((await lab.call("GET", "/audit", { token: bob.token })).status).toBe(403);
    expect((await appoint(bob.token, eve.player.id, "moderator")).status).toBe(403);
    expect((await appoint(ada.token, bob.player.id, "moderator")).body).toEqual({ ...bob.player, role: "moderator" });
    expect((await appoint(bob.token, eve.player.id, "moderator")).status).toBe(403);
    const trail = (await lab.call("GET", "/audit", { token: bob.token })).body;
    expect(trail).toEqual({
      rows: [
        {
          ...{ id: 1, atMs: lab.time.wallMs, by: ada.player.id, byName: "Ada", action: "role", holds: false },
          ...{ player: bob.player.id, playerName: "Bob", detail: "player to moderator" },
        },
      ],
      more: false,
    });
    expect((await lab.call("GET", "/me", { token: bob.token })).body.token).toEqual(expect.any(String));
    expect((await appoint(ada.token, ada.player.id, "player")).status).toBe(409);
    expect((await appoint(ada.token, (await lab.guest()).player.id, "moderator")).status).toBe(409);
    expect((await appoint(ada.token, 12_345, "moderator")).status).toBe(404);
  });
});

describe("the audit trail", () => {
  async function court() {
    const [ada, bob] = await Promise.all(["Ada", "Bob"].map((name) => lab.account(name)));
    const { player } = await lab.guest("Cid");
    await lab.store.changePlayer(ada.player.id, { role: 2 });
    lab.identity.sessions.changed(ada.player.id);
    const trail = async (query = "") => (await lab.call("GET", `/audit${query}`, { token: ada.token })).body;
    return { ada, bob, cid: player, trail };
  }

  it("is read page by page, or one kind of it", async () => {
    const { ada, cid, trail } = await court();
    for (let n = 0; n < 120; n++)
      await lab.store.audit({
        ...{ atMs: n, by: ada.player.id, player: cid.id, detail: `${n}` },
        action: n % 40 === 0 ? "report" : "erase",
      });
    const read: string[] = [];
    let page = await trail();
    for (;;) {
      read.push(...page.rows.map(({ detail }: { detail: string }) => detail));
      if (!page.more) break;
      page = await trail(`?before=${page.rows.at(-1).id}`);
    }
    expect(read).toEqual(Array.from({ length: 120 }, (_, i) => `${119 - i}`));
    const reports = await trail("?action=report");
    expect(reports.rows.map(({ detail }: { detail: string }) => detail)).toEqual(["80", "40", "0"]);
    expect(reports.more).toBe(false);
  });

  it("says which orders hold, and a moderator ends one, once, of whom has a lower role", async () => {
    const { ada, bob, cid, trail } = await court();
    const nowMs = lab.time.wallMs;
    for (const [kind, lastsMs] of [
      ["ban", 5_000],
      ["mute", 9_000],
    ] as const) {
      await lab.store.addSanction({ player: cid.id, kind, untilMs: nowMs + lastsMs, by: 0, why: "", atMs: nowMs });
      await lab.store.audit({ atMs: nowMs, by: ada.player.id, action: kind, player: cid.id, detail: "{}" });
    }
    const holds = async () =>
      (await trail()).rows.map(({ action, holds }: { action: string; holds: boolean }) => [action, holds]);
    expect(await holds()).toEqual([
      ["mute", true],
      ["ban", true],
    ]);
    const lift = (kind: string, id: number, token: string) =>
      lab.call("DELETE", `/players/${id}/sanctions/${kind}`, { token });
    expect((await lift("ban", cid.id, bob.token)).status).toBe(403);
    expect((await lift("ban", cid.id, ada.token)).status).toBe(204);
    expect((await lift("ban", cid.id, ada.token)).body.error).toMatch(/^kind: player \d+ has no active ban/);
    expect(await lab.store.sanctionsOf(cid.id, nowMs)).toMatchObject([{ kind: "mute" }]);
    expect(await holds()).toEqual([
      ["unban", false],
      ["mute", true],
      ["ban", false],
    ]);
    lab.time.wallMs += 9_000;
    expect((await holds())[1]).toEqual(["mute", false]);
    expect((await lift("mute", cid.id, ada.token)).status).toBe(409);
    const alike = await lift("mute", ada.player.id, ada.token);
    expect([alike.status, alike.body.error]).toEqual([403, "id: is of no lower role than yours"]);
  });

  it("has beside it a way to find an account by its name, however it is written", async () => {
    const { ada, bob } = await court();
    const find = (name: string, token: string) =>
      lab.call("GET", `/players?name=${encodeURIComponent(name)}`, { token });
    expect((await find("bOB", ada.token)).body).toEqual(bob.player);
    expect((await find("Nobody", ada.token)).body.error).toBe('name: there is no account "Nobody"');
    expect((await find("", ada.token)).status).toBeGreaterThanOrEqual(400);
    expect((await find("Bob", bob.token)).status).toBe(403);
  });
});

describe("the gate", () => {
  const ban = (player: number, untilMs: number, why = "") =>
    lab.store.addSanction({ player, kind: "ban", untilMs, by: 0, why, atMs: lab.time.wallMs });

  it("says who bears a token, whatever name they ask for", async () => {
    const { token, player } = await lab.account("Ada");
    const [{ id: session }] = await lab.store.sessionsOf(player.id);
    const person = { player: player.id, name: "Ada", role: 1, mutedUntilS: 0, session };
    expect(await lab.identity.gate(token, { name: "Eve" })).toEqual(person);
    const untilMs = lab.time.wallMs + 1_500;
    await lab.store.addSanction({ player: player.id, kind: "mute", untilMs, by: 0, why: "", atMs: 0 });
    const mutedUntilS = Math.ceil(untilMs / 1000);
    expect(await lab.identity.gate(token, undefined)).toEqual({ ...person, mutedUntilS });
    expect((await lab.call("GET", "/me", { token })).body.mutedUntilS).toBe(mutedUntilS);
  });

  it.each([{ name: "Bob" }, { name: 5 }, {}, null, undefined, "Ada", { name: "x".repeat(99) }])(
    "lets anyone without a token ask a room for a seat: %j",
    async (options) => {
      await lab.account("Ada");
      expect(await lab.identity.gate(null, options)).toEqual({ player: 0, name: "", role: 0, mutedUntilS: 0 });
    },
  );

  it.each(["Ada", "ada", "\u0410da", " Ada "])(
    "keeps those without a token from the name of an account: %j",
    async (name) => {
      await lab.account("Ada");
      await expect(lab.identity.gate(null, { name })).rejects.toMatchObject({
        ...{
          code: ROOM_REFUSAL.nameOwned,
          message: expect.stringMatching(/^name: .* looks like, the name of an account/),
        },
      });
    },
  );

  it("keeps a guest from flying under the name of an account, and lets them under any other", async () => {
    const guest = await lab.guest("Eve");
    await lab.account("Ada");
    await expect(lab.identity.gate(guest.token, { name: "\u0410da" })).rejects.toMatchObject({
      code: ROOM_REFUSAL.nameOwned,
    });
    expect(await lab.identity.gate(guest.token, { name: "Bob" })).toMatchObject({ name: "Eve" });
  });

  it("keeps out a guest whose name became another's, until they have a new one", async () => {
    const guest = await lab.guest("Ada");
    await lab.account("Ada");
    await expect(lab.identity.gate(guest.token, {})).rejects.toMatchObject({ code: ROOM_REFUSAL.nameOwned });
    await lab.call("PATCH", "/me", { token: guest.token, body: { name: "Eve" } });
    expect((await lab.identity.gate(guest.token, {})).name).toBe("Eve");
  });

  it("keeps out who is banned, says until when and why, and lets them in again after", async () => {
    const { token, player } = await lab.account("Ada");
    await lab.identity.gate(token, {});
    await ban(player.id, Date.parse("2023-11-20T18:05:59Z"), "shouting");
    await lab.identity.sanctioned(player.id);
    expect(lab.happened).toEqual([`signedOut ${player.id}`]);
    await expect(lab.identity.gate(token, {})).rejects.toMatchObject({
      ...{ code: ROOM_REFUSAL.banned, message: "banned until 20 November 2023, 18:05 UTC: shouting" },
    });
    lab.time.wallMs = Date.parse("2023-11-20T18:06:00Z");
    expect((await lab.identity.gate(token, {})).player).toBe(player.id);
    await ban(player.id, Number.MAX_SAFE_INTEGER);
    await expect(lab.identity.gate(token, {})).rejects.toThrow(/^banned until 13 September 275760, 00:00 UTC$/);
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

describe("the league", () => {
  it("has a table for each period", async () => {
    const { player } = await lab.account("Ada");
    const { wallMs } = lab.time;
    const row = { player: player.id, place: 1, credits: 5, kills: 0, deaths: 0 };
    await lab.store.addRound({ game: "tag", room: "new", round: 1, endedAtMs: wallMs }, [row]);
    await lab.store.addRound({ game: "tag", room: "old", round: 1, endedAtMs: 1 }, [row]);
    const table = async (period: string) => (await lab.call("GET", `/league/${period}`)).body;
    for (const [period, rounds] of [
      ["day", 1],
      ["week", 1],
      ["all", 2],
    ] as const)
      expect(await table(period)).toEqual({
        ...{ game: "tag", period, sinceMs: periodStartMs(period, wallMs) },
        rows: [{ player: player.id, name: "Ada", credits: 5 * rounds, kills: 0, deaths: 0, rounds, wins: rounds }],
      });
  });

  it("is each game's own", async () => {
    const { player } = await lab.account("Ada");
    const row = { player: player.id, place: 1, credits: 5, kills: 0, deaths: 0 };
    await lab.store.addRound({ game: "chess", room: "new", round: 1, endedAtMs: lab.time.wallMs }, [row]);
    const table = async (query: string) => (await lab.call("GET", `/league/all${query}`)).body;
    expect(await table("")).toMatchObject({ game: "tag", rows: [] });
    expect(await table("?game=tag")).toMatchObject({ game: "tag", rows: [] });
    expect(await table("?game=chess")).toMatchObject({ game: "chess", rows: [{ name: "Ada", credits: 5 }] });
  });

  it.each([
    ["day", "2026-03-04T23:59:59Z", "2026-03-04T00:00:00Z"],
    ["week", "2026-03-04T23:59:59Z", "2026-03-02T00:00:00Z"],
    ["week", "2026-03-02T00:00:00Z", "2026-03-02T00:00:00Z"],
    ["week", "2026-03-01T23:59:59Z", "2026-02-23T00:00:00Z"],
    ["all", "2026-03-04T00:00:00Z", "1970-01-01T00:00:00Z"],
  ] as const)("the %s of %s began at %s", (period, now, began) => {
    expect(new Date(periodStartMs(period, Date.parse(now))).toISOString()).toBe(new Date(began).toISOString());
  });
});
