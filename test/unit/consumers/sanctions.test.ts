import { describe, expect, it } from "vitest";
import { sanctionsConsumer } from "../../../server/games/lobby/consumers/index.ts";
import { ROLE } from "../../../shared/roles.ts";
import { lab, NOW_MS, ofLobby, register } from "./lab.ts";

const UNTIL_S = NOW_MS / 1_000 + 600;
const order = (type: "muted" | "banned", untilS = UNTIL_S) =>
  ({ type, player: 1, untilS, by: 2, why: "spam" }) as const;

async function court() {
  const { store, fault, host } = await lab();
  await register(store, ["Ada", "Mod"]);
  await store.changePlayer(2, { role: ROLE.moderator });
  for (const [id, player] of [
    ["a", 1],
    ["b", 1],
    ["c", 2],
  ] as const)
    await store.addSession({ id, player, createdAtMs: 0, expiresAtMs: NOW_MS * 2 });
  const told: number[] = [];
  const consumer = sanctionsConsumer({ ...host, sanctioned: async (player) => void told.push(player) });
  const trail = async () => (await store.auditTrail(9)).map(({ action, player, by }) => [action, player, by]);
  return { store, fault, consumer, told, trail };
}

describe("sanctions by moderators in the lobby", () => {
  it("is kept: a mute until it ends, with who ordered it and why", async () => {
    const { store, consumer, told, trail } = await court();
    await consumer.deliver(ofLobby(5, [order("muted")]));
    const held = { player: 1, kind: "mute", untilMs: UNTIL_S * 1_000, by: 2, why: "spam", atMs: NOW_MS };
    expect(await store.sanctionsOf(1, NOW_MS)).toEqual([held]);
    expect(await store.sanctionsOf(1, UNTIL_S * 1_000)).toEqual([]);
    expect([await trail(), told, (await store.sessionsOf(1)).length]).toEqual([[["mute", 1, 2]], [1], 2]);
  });

  it("is lifted again", async () => {
    const { store, consumer, trail } = await court();
    await consumer.deliver(ofLobby(5, [order("muted"), order("banned")]));
    await consumer.deliver(ofLobby(6, [order("muted", 0)]));
    expect((await store.sanctionsOf(1, NOW_MS)).map(({ kind }) => kind)).toEqual(["ban"]);
    expect((await trail())[0]).toEqual(["unmute", 1, 2]);
  });

  it("signs out a banned player, and confirms once it is stored", async () => {
    const { store, consumer, told } = await court();
    await consumer.deliver(ofLobby(5, [order("banned")]));
    expect(await store.sanctionsOf(1, NOW_MS)).toMatchObject([{ kind: "ban", untilMs: UNTIL_S * 1_000 }]);
    expect([await store.sessionsOf(1), (await store.sessionsOf(2)).length, told]).toEqual([[], 1, [1]]);
    await consumer.deliver(ofLobby(6, [order("banned", 0)]));
    expect([await store.sanctionsOf(1, NOW_MS), told]).toEqual([[], [1, 1]]);
  });

  it("leaves an audit trail of reports and of lines that were erased, but not with their account", async () => {
    const { store, consumer } = await court();
    await consumer.deliver(
      ofLobby(5, [
        { type: "reported", channel: "lobby", line: 7, player: 1, by: 2, text: "<b>no</b>", why: "rude" },
        { type: "erased", channel: "lobby", line: 7, by: 2 },
        { type: "erased", channel: "lobby", line: 8, by: 0 },
      ]),
    );
    expect(await store.auditTrail(9)).toMatchObject([
      { atMs: NOW_MS, by: 2, action: "erase", player: 0, detail: '{"channel":"lobby","line":7}' },
      {
        ...{ atMs: NOW_MS, by: 2, action: "report", player: 1 },
        detail: '{"channel":"lobby","line":7,"text":"<b>no</b>","why":"rude"}',
      },
    ]);
  });

  it("is kept once, however often it comes, and whole when the store fails in the middle", async () => {
    const { store, fault, consumer, trail } = await court();
    const events = ofLobby(5, [order("banned"), order("muted")]);
    for (const where of ["5.0", "5.1"]) {
      fault.at = where;
      await expect(consumer.deliver(events)).rejects.toThrow("disk full");
      expect([await trail(), (await store.sessionsOf(1)).length]).toEqual([[], 2]);
    }
    fault.at = "";
    for (const some of [events.slice(0, 1), events, events]) await consumer.deliver(some);
    expect(await trail()).toEqual([
      ["mute", 1, 2],
      ["ban", 1, 2],
    ]);
    expect(await store.sanctionsOf(1, NOW_MS)).toHaveLength(2);
  });
});
