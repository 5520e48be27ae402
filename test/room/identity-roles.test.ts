import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type IdentityLab, openIdentityLab } from "./identity-lab.ts";

let lab: IdentityLab;

beforeEach(async () => {
  lab = await openIdentityLab();
});
afterEach(async () => {
  expect(lab.reported).toEqual([]);
  await lab.close();
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
