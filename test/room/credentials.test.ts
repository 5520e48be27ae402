import { Database } from "bun:sqlite";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { EXPORTED_TABLES } from "../../server/platform/identity/export.ts";
import { STORE_LIMITS } from "../../shared/wire/limits.ts";
import { type IdentityLab, openIdentityLab } from "./identity-lab.ts";

let lab: IdentityLab;

beforeEach(async () => {
  lab = await openIdentityLab();
});
afterEach(async () => {
  expect(lab.reported).toEqual([]);
  await lab.close();
});

const PASSWORD = "password of Ada";
const NEW = "another password";
const UA = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";
const login = (password: string, name = "Ada") =>
  lab.call("POST", "/auth/login", { body: { name, password }, headers: { "user-agent": UA } });

describe("a password", () => {
  it("is changed by whoever knows the old one, and ends the other sign-ins", async () => {
    const { token } = await lab.account("Ada", PASSWORD);
    const other = (await login(PASSWORD)).body.token;
    const change = (old: string, password: string) =>
      lab.call("POST", "/me/password", { token, body: { old, password } });
    expect((await change("a wrong one", NEW)).status).toBe(401);
    expect((await change(PASSWORD, "short")).status).toBe(400);
    expect((await lab.call("GET", "/me", { token: other })).status).toBe(200);
    expect((await change(PASSWORD, NEW)).status).toBe(204);
    expect((await lab.call("GET", "/me", { token: other })).status).toBe(401);
    expect((await lab.call("GET", "/me", { token })).status).toBe(200);
    expect([(await login(PASSWORD)).status, (await login(NEW)).status]).toEqual([401, 200]);
  });

  it("is none of a guest's", async () => {
    const { token } = await lab.guest();
    const body = { old: PASSWORD, password: NEW };
    expect((await lab.call("POST", "/me/password", { token, body })).status).toBe(409);
  });
});

describe("recovery codes", () => {
  it("come with the account, once, and each opens it once", async () => {
    const { token, recoveryCodes } = await lab.account("Ada", PASSWORD);
    expect(recoveryCodes).toHaveLength(10);
    expect(new Set(recoveryCodes).size).toBe(10);
    for (const code of recoveryCodes) expect(code).toMatch(/^([0-9a-z]{4}-){3}[0-9a-z]{4}$/);
    const recover = (code: string, name = "Ada") =>
      lab.call("POST", "/auth/recover", { body: { name, code, password: NEW } });
    for (const wrong of ["", "0000-0000-0000-0000", `${recoveryCodes[0]}0`])
      expect((await recover(wrong)).status).toBe(401);
    expect((await recover(recoveryCodes[0], "Bob")).status).toBe(401);
    // As people type it.
    const answer = await recover(recoveryCodes[0].toUpperCase().replaceAll("-", " "));
    expect(answer.body).toMatchObject({ token: expect.any(String), player: { name: "Ada" } });
    expect((await lab.call("GET", "/me", { token })).status).toBe(401);
    expect((await lab.call("GET", "/me", { token: answer.body.token })).status).toBe(200);
    expect([(await recover(recoveryCodes[0])).status, (await login(NEW)).status]).toEqual([401, 200]);
    const left = await lab.call("GET", "/me/security", { token: answer.body.token });
    expect(left.body.recoveryCodesLeft).toBe(9);
  });

  it("take back the passkeys that someone with the old password may have added", async () => {
    const { token, player, recoveryCodes } = await lab.account("Ada", PASSWORD);
    const bob = await lab.account("Bob");
    const passkey = { name: "a key", publicKey: "cG9zZQ", counter: 0, createdAtMs: 1, usedAtMs: 0 };
    await lab.store.addPasskey({ ...passkey, id: "YWRh", player: player.id });
    await lab.store.addPasskey({ ...passkey, id: "Ym9i", player: bob.player.id });
    const passkeysOf = async (of: string) =>
      (await lab.call("GET", "/me/security", { token: of })).body.passkeys.length;
    expect([await passkeysOf(token), await passkeysOf(bob.token)]).toEqual([1, 1]);
    const body = { name: "Ada", code: recoveryCodes[0], password: NEW };
    const { token: recovered } = (await lab.call("POST", "/auth/recover", { body })).body;
    expect([await passkeysOf(recovered), await passkeysOf(bob.token)]).toEqual([0, 1]);
  });

  it("are made anew by whoever knows the password, and the old ones are no good then", async () => {
    const { token, recoveryCodes } = await lab.account("Ada", PASSWORD);
    const renew = (password: string) => lab.call("POST", "/me/recovery-codes", { token, body: { password } });
    expect((await renew("a wrong one")).status).toBe(401);
    const made = (await renew(PASSWORD)).body.recoveryCodes;
    const recover = (code: string) => lab.call("POST", "/auth/recover", { body: { name: "Ada", code, password: NEW } });
    expect([(await recover(recoveryCodes[3])).status, (await recover(made[3])).status]).toEqual([401, 200]);
  });

  it("are not in the store, but for digests", async () => {
    const { recoveryCodes } = await lab.account("Ada", PASSWORD);
    const db = new Database(lab.file, { readonly: true });
    const rows = JSON.stringify(db.query("SELECT * FROM recoveryCodes").all());
    db.close();
    for (const code of recoveryCodes) {
      expect(rows).not.toContain(code);
      expect(rows).not.toContain(code.replaceAll("-", ""));
    }
  });
});

describe("the sign-in history", () => {
  it("says when, how, from which network and with what, also of tries that failed", async () => {
    const { token, player } = await lab.account("Ada", PASSWORD);
    await login(PASSWORD);
    for (let i = 0; i < 3; i++) await login("guessed wrong");
    const { signIns } = (await lab.call("GET", "/me/security", { token })).body;
    const row = { how: "password", address: "127.0.0.x", browser: "Firefox on Linux", atMs: lab.time.wallMs };
    expect(signIns).toEqual([
      { ...row, failed: 3 },
      { ...row, failed: 0 },
      { ...row, how: "register", failed: 0, browser: expect.any(String) },
    ]);
    expect(await lab.store.auditTrail(9)).toMatchObject([
      { by: 0, action: "signin", player: player.id, detail: '{"how":"password","address":"127.0.0.x"}' },
    ]);
  });

  it("D8: is bounded, and tries that fail push out no others; nor do they fill the audit trail", async () => {
    const { player } = await lab.account("Ada", PASSWORD);
    const row = { player: player.id, how: "password", address: "", browser: "", atMs: 0 };
    for (let i = 0; i < STORE_LIMITS.signIns + 5; i++) {
      await lab.store.addSignIn({ ...row, failed: 1, address: `a${i}`, atMs: i });
      await lab.store.addSignIn({ ...row, failed: 0, atMs: 1_000 + i });
    }
    const rows = await lab.store.signInsOf(player.id);
    expect(rows.filter(({ failed }) => failed > 0)).toHaveLength(STORE_LIMITS.signIns);
    expect(rows.filter(({ failed }) => failed === 0)).toHaveLength(STORE_LIMITS.signIns);
    expect(rows[0].atMs).toBe(1_000 + STORE_LIMITS.signIns + 4);
  });
});

describe("signing out everywhere", () => {
  it("ends every sign-in, this one, too", async () => {
    const { token } = await lab.account("Ada", PASSWORD);
    const other = (await login(PASSWORD)).body.token;
    expect((await lab.call("DELETE", "/auth/sessions", { token })).status).toBe(204);
    for (const one of [token, other]) expect((await lab.call("GET", "/me", { token: one })).status).toBe(401);
  });
});

describe("an export", () => {
  it("holds all that is kept about a player, and no secrets", async () => {
    const { token, player, recoveryCodes } = await lab.account("Ada", PASSWORD);
    const bob = await lab.account("Bob");
    const { id } = player;
    await lab.call("PUT", `/me/friends/${bob.player.id}`, { token });
    await lab.store.addRound({ game: "tag", room: "r", round: 1, endedAtMs: 5 }, [
      { player: id, place: 1, credits: 7, kills: 1, deaths: 0 },
    ]);
    await lab.store.addNotice(id, { kind: "mention", body: '{"by":"Bob"}', atMs: 3 });
    await lab.store.addSanction({ player: id, kind: "mute", untilMs: 2e12, by: bob.player.id, why: "loud", atMs: 4 });
    const report = { channel: "lobby", line: 4, text: "what Ada said", why: "what Bob wrote" };
    const detail = JSON.stringify(report);
    await lab.store.audit({ atMs: 6, by: bob.player.id, action: "report", player: id, detail });
    const { body, status } = await lab.call("GET", "/me/export", { token });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      profile: { id, name: "Ada", role: "player", account: true, createdAtMs: expect.any(Number) },
      sessions: [{ createdAtMs: expect.any(Number) }],
      signIns: [{ how: "register" }],
      recoveryCodesLeft: 10,
      sanctions: [{ kind: "mute", why: "loud" }],
      rounds: [{ room: "r", round: 1, credits: 7 }],
      friends: [{ id: bob.player.id, name: "Bob" }],
      notices: [{ kind: "mention", by: "Bob" }],
      audits: [{ action: "report", by: "someone else", about: "you", detail: { text: "what Ada said" } }],
      lobby: [],
    });
    const text = JSON.stringify(body);
    for (const secret of ["argon2", "what Bob wrote", recoveryCodes[0]]) expect(text).not.toContain(secret);
  });

  it("has a field for every table of the store, or a reason why not", async () => {
    const db = new Database(lab.file, { readonly: true });
    const tables = db.query("SELECT name FROM sqlite_master WHERE type = 'table'").all() as { name: string }[];
    db.close();
    const own = tables.map(({ name }) => name).filter((name) => !/^(?:sqlite|kysely)_/.test(name));
    expect(own.toSorted()).toEqual(Object.keys(EXPORTED_TABLES).toSorted());
    const { token } = await lab.account("Ada", PASSWORD);
    const fields = Object.keys((await lab.call("GET", "/me/export", { token })).body);
    for (const row of Object.values(EXPORTED_TABLES)) if ("field" in row) expect(fields).toContain(row.field);
  });
});
