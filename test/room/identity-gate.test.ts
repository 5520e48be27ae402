import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ROOM_REFUSAL } from "../../shared/wire/codes.ts";
import { type IdentityLab, openIdentityLab } from "./identity-lab.ts";

let lab: IdentityLab;

beforeEach(async () => {
  lab = await openIdentityLab();
});
afterEach(async () => {
  expect(lab.reported).toEqual([]);
  await lab.close();
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
