import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ROLE } from "../../shared/roles.ts";
import { ROOM_REFUSAL } from "../../shared/wire/codes.ts";
import { STORE_LIMITS } from "../../shared/wire/limits.ts";
import { type IdentityLab, openIdentityLab } from "./identity-lab.ts";

let lab: IdentityLab;
/** The same data folder after restarts, with other settings maybe. */
const later: IdentityLab[] = [];

beforeEach(async () => {
  lab = await openIdentityLab();
});
afterEach(async () => {
  for (const one of later.splice(0)) await one.close();
  expect(lab.reported).toEqual([]);
  await lab.close();
});

async function restart(operator: string): Promise<IdentityLab> {
  const next = await openIdentityLab({ file: lab.file, operator });
  later.push(next);
  return next;
}

const roleOf = async (id: number) => (await lab.store.player(id))?.role;
const PASSWORD = "password of Ada";

describe("the setting OPERATOR", () => {
  it("D14: means the account that became operator by it, whoever has the name later", async () => {
    const { token, player } = await lab.account("Ada", PASSWORD);
    await restart("Ada");
    expect(await roleOf(player.id)).toBe(ROLE.operator);
    await lab.call("PATCH", "/me", { token, body: { name: "Countess" } });
    // Not for others, nor what looks like it.
    const stranger = await lab.guest();
    for (const name of ["Ada", "ada", "\u0410da"])
      expect(
        (await lab.call("POST", "/auth/register", { token: stranger.token, body: { name, password: PASSWORD } }))
          .status,
      ).toBe(ROOM_REFUSAL.nameOwned);
    expect((await restart("Ada")).told).toEqual([expect.stringMatching(/is called Countess now.*OPERATOR=Countess/)]);
    expect(await roleOf(player.id)).toBe(ROLE.operator);
    // Their own it stays.
    expect((await lab.call("PATCH", "/me", { token, body: { name: "Ada" } })).body.player.name).toBe("Ada");
    expect((await restart("Ada")).told).toEqual([]);
  });

  it("refuses a stranger loudly who has the name by whatever way, and audits it", async () => {
    const { token, player } = await lab.account("Ada", PASSWORD);
    await restart("Ada");
    await lab.call("PATCH", "/me", { token, body: { name: "Countess" } });
    lab.sql("DELETE FROM heldNames");
    const stranger = await lab.account("Ada");
    expect((await restart("Ada")).told).toEqual([expect.stringMatching(/^OPERATOR: refused: .*Countess/)]);
    expect([await roleOf(stranger.player.id), await roleOf(player.id)]).toEqual([ROLE.player, ROLE.operator]);
    expect((await lab.store.auditTrail(1))[0]).toMatchObject({
      ...{ by: 0, action: "refused", player: stranger.player.id, detail: '{"deed":"role"}' },
    });
  });

  it("refuses a stranger on a database of before, in which only the audit trail knows who it was", async () => {
    const { token, player } = await lab.account("Ada", PASSWORD);
    await restart("Ada");
    await lab.call("PATCH", "/me", { token, body: { name: "Countess" } });
    for (const table of ["heldNames", "appointments"]) lab.sql(`DELETE FROM ${table}`);
    const stranger = await lab.account("Ada");
    expect((await restart("Ada")).told).toEqual([expect.stringMatching(/^OPERATOR: refused/)]);
    expect(await roleOf(stranger.player.id)).toBe(ROLE.player);
    // The new name is appointed, and the setting may then name somebody else as well.
    expect((await restart("Countess")).told).toEqual([]);
    const second = await lab.account("Grace");
    expect((await restart("Grace")).told).toEqual([]);
    expect([await roleOf(second.player.id), await roleOf(player.id)]).toEqual([ROLE.operator, ROLE.operator]);
  });

  it("says that the account is gone, and appoints nobody in its place", async () => {
    const { token } = await lab.account("Ada", PASSWORD);
    await restart("Ada");
    await lab.call("DELETE", "/me", { token, body: { password: PASSWORD } });
    lab.time.wallMs += STORE_LIMITS.goneNameMs * 2;
    const stranger = await lab.guest();
    const taken = await lab.call("POST", "/auth/register", {
      ...{ token: stranger.token, body: { name: "Ada", password: PASSWORD } },
    });
    expect(taken.status).toBe(ROOM_REFUSAL.nameOwned);
    expect((await restart("Ada")).told).toEqual([expect.stringMatching(/is gone; name another/)]);
  });
});

describe("the name of an account that was deleted", () => {
  it("is nobody's for a year, in whatever letters; then it is free", async () => {
    const { token } = await lab.account("Ada", PASSWORD);
    await lab.call("DELETE", "/me", { token, body: { password: PASSWORD } });
    for (const name of ["Ada", "\u0410DA"]) {
      expect((await lab.call("POST", "/auth/guest", { body: { name } })).status).toBe(ROOM_REFUSAL.nameOwned);
      await expect(lab.identity.gate(null, { name })).rejects.toMatchObject({ code: ROOM_REFUSAL.nameOwned });
      await expect(lab.account(name)).resolves.toMatchObject({ code: ROOM_REFUSAL.nameOwned });
    }
    lab.time.wallMs += STORE_LIMITS.goneNameMs + 1;
    await lab.store.prune(lab.time.wallMs);
    expect((await lab.account("Ada")).player.name).toBe("Ada");
  });
});

describe("rights", () => {
  it("D14: are asked of the store at every deed, not of what a sign-in remembers", async () => {
    const { token, player } = await lab.account("Ada", PASSWORD);
    const bob = await lab.account("Bob");
    await lab.store.changePlayer(player.id, { role: ROLE.operator });
    lab.identity.sessions.changed(player.id);
    expect((await lab.call("GET", "/audit", { token })).status).toBe(200);
    // Another process takes the role away; this one still has the sign-in in memory.
    await lab.store.changePlayer(player.id, { role: ROLE.player });
    const deeds = [
      ["GET", "/audit"],
      ["GET", "/players?name=Bob"],
      ["DELETE", `/players/${bob.player.id}/sanctions/ban`],
      ["POST", `/players/${bob.player.id}/role`, { role: "moderator" }],
    ] as const;
    for (const [method, path, body] of deeds)
      expect([path, (await lab.call(method, path, { token, ...(body && { body }) })).status]).toEqual([path, 403]);
    expect(await roleOf(bob.player.id)).toBe(ROLE.player);
  });
});
