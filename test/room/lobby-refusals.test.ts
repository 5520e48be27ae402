import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { LOBBY_REFUSAL } from "../../shared/games/lobby/index.ts";
import { encodeLobbyCommand, type LobbyClientCommand } from "../../shared/games/lobby/wire/client-command.ts";
import { ROLE } from "../../shared/roles.ts";
import { CLOSE, ROOM_REFUSAL } from "../../shared/wire/codes.ts";
import { LOBBY_LIMITS, ROOM_LIMITS } from "../../shared/wire/limits.ts";
import type { FakeClient } from "../harness/fake-client.ts";
import { LobbyLab } from "../harness/lobby-lab.ts";
import { RoomBench } from "../harness/rooms.ts";
import { open, refusals, said, say, send } from "./lobby-commands.ts";

beforeAll(RoomBench.start);
afterAll(RoomBench.stop);

let lab: LobbyLab;
beforeEach(async () => {
  lab = await LobbyLab.open();
});
afterEach(() => lab.room.room.disconnect());

const { guest, moderator } = ROLE;

interface Case {
  readonly what: string;
  readonly role?: number;
  readonly send: (client: FakeClient) => void;
  /** Code of the lobby, with the nonce of the command; or of the room, with its reason. */
  readonly lobby?: { readonly code: number; readonly nonce: number };
  readonly room?: { readonly code: number; readonly reason: RegExp };
}

const command =
  (...commands: LobbyClientCommand[]) =>
  (client: FakeClient) => {
    for (const one of commands) send(client, one);
  };
const bytes =
  (...values: number[]) =>
  (client: FakeClient) =>
    client.command(0, Uint8Array.from(values));
const refusedBy = (why: keyof typeof LOBBY_REFUSAL, nonce: number) => ({ code: LOBBY_REFUSAL[why], nonce });
const malformed = (reason: RegExp) => ({ code: ROOM_REFUSAL.badMessage, reason });
const order = { player: 2, untilS: 99_999, why: "", nonce: 9 };
const onLine = (line: number) => ({ channel: "lobby", line, nonce: 9 });

/** One row a case. Player 1 sends; player 2 has said line 1. */
const CASES: readonly Case[] = [
  // Malformed
  { what: "no bytes", send: bytes(), room: malformed(/bytes/) },
  { what: "a type that is none", send: bytes(99), room: malformed(/99/) },
  {
    what: "half a say",
    send: (client) => client.command(0, encodeLobbyCommand(say("hello")).subarray(0, 9)),
    room: malformed(/bytes|text/),
  },
  {
    what: "a say with bytes behind it",
    send: (client) => client.command(0, Uint8Array.of(...encodeLobbyCommand(say("a")), 0)),
    room: malformed(/too many/),
  },
  { what: "text that is no UTF-8", send: bytes(3, 1, 0x61, 2, 0xed, 0xa0, 1), room: malformed(/UTF-8/) },
  { what: "a line below 0", send: bytes(1, 1, 0x61, 0x80, 0), room: malformed(/varint/) },
  {
    what: "a player that cannot be",
    role: moderator,
    send: (client) => client.command(0, encodeLobbyCommand({ type: "mute", ...order, player: 0x80000000 })),
    room: malformed(/is not from 0/),
  },
  // Oversized
  {
    what: "a say beyond what a command may have",
    send: (client) => client.command(0, new Uint8Array(LOBBY_LIMITS.commandBytes + 1)),
    room: malformed(/at most/),
  },
  { what: "a text of too many bytes", send: command(say("x".repeat(2_049))), room: malformed(/at most 2048/) },
  {
    what: "a channel's name of too many bytes",
    send: command({ ...open, channel: "c".repeat(161) }),
    room: malformed(/at most 160/),
  },
  {
    what: "a line of too many characters",
    send: command(open, say("x".repeat(241), 9)),
    lobby: refusedBy("tooLong", 9),
  },
  {
    what: "a line of nothing that is seen",
    send: command(open, say("\u200b\u202e \u2060", 9)),
    lobby: refusedBy("noText", 9),
  },
  // Out of order
  { what: "a say before the channel is open", send: command(say("early", 9)), lobby: refusedBy("notReading", 9) },
  {
    what: "a report from who does not read",
    send: command({ type: "report", ...onLine(1), why: "" }),
    lobby: refusedBy("notReading", 9),
  },
  {
    what: "a channel that is none",
    send: command({ ...open, channel: "match/nowhere", nonce: 9 }),
    lobby: refusedBy("noSuchChannel", 9),
  },
  {
    what: "a say where there is no channel",
    send: command({ ...say("a", 9), channel: "constructor" }),
    lobby: refusedBy("noSuchChannel", 9),
  },
  {
    what: "a report of a line that was never said",
    send: command(open, { type: "report", ...onLine(7), why: "" }),
    lobby: refusedBy("noSuchLine", 9),
  },
  {
    what: "a report of line 0",
    send: command(open, { type: "report", ...onLine(0), why: "" }),
    lobby: refusedBy("noSuchLine", 9),
  },
  {
    what: "the erasure of a line that was never said",
    role: moderator,
    send: command({ type: "erase", ...onLine(7) }),
    lobby: refusedBy("noSuchLine", 9),
  },
  {
    what: "the erasure of a line in no channel",
    role: moderator,
    send: command({ type: "erase", ...onLine(1), channel: "match/x" }),
    lobby: refusedBy("noSuchChannel", 9),
  },
  {
    what: "an order about someone who was never here",
    role: moderator,
    send: command({ type: "ban", ...order, player: 77 }),
    lobby: refusedBy("noSuchPlayer", 9),
  },
  // Replayed
  {
    what: "an erasure twice",
    role: moderator,
    send: command({ type: "erase", ...onLine(1), nonce: 8 }, { type: "erase", ...onLine(1) }),
    lobby: refusedBy("noSuchLine", 9),
  },
  // Not allowed
  { what: "a mute from a guest", send: command({ type: "mute", ...order }), lobby: refusedBy("notAllowed", 9) },
  {
    what: "a ban from a player",
    role: ROLE.player,
    send: command({ type: "ban", ...order }),
    lobby: refusedBy("notAllowed", 9),
  },
  { what: "an erasure by a guest", send: command({ type: "erase", ...onLine(1) }), lobby: refusedBy("notAllowed", 9) },
  {
    what: "a ban of oneself",
    role: moderator,
    send: command({ type: "ban", ...order, player: 1 }),
    lobby: refusedBy("notAllowed", 9),
  },
  // Flood
  {
    what: "more lines than at once",
    send: command(open, ...Array.from({ length: 6 }, (_, i) => say("a", 4 + i))),
    lobby: refusedBy("tooFast", 9),
  },
  {
    what: "more questions than at once",
    send: command(...Array.from({ length: 21 }, (_, i) => ({ ...open, nonce: i < 20 ? 100 + i : 9 }))),
    lobby: refusedBy("tooFast", 9),
  },
  {
    what: "more commands than a tick takes",
    send: command(...Array.from({ length: 30 }, (_, i) => say("a", i))),
    room: { code: ROOM_REFUSAL.tooManyCommands, reason: /more than 24/ },
  },
];

describe("what a lobby refuses, with a code and a reason", () => {
  it.each(CASES)("$what", async ({ role = guest, send: sendIt, lobby: byLobby, room: byRoom }) => {
    const bob = await lab.enter(2);
    void bob.lobby.say("lobby", "line 1");
    await lab.ticks(2);
    const client = await lab.raw(1, role);
    await lab.ticks(1);
    sendIt(client);
    await lab.ticks(2);
    if (byLobby !== undefined)
      expect(said(client).filter((event) => event.type === "refused")).toContainEqual(
        expect.objectContaining({ ...byLobby, type: "refused", seat: 1 }),
      );
    if (byRoom !== undefined)
      expect(refusals(client)).toContainEqual({ code: byRoom.code, reason: expect.stringMatching(byRoom.reason) });
    // It harmed nobody: the line is there, or erased by who may, and the lobby goes on.
    expect(client.closed).toBeNull();
    expect(bob.lobby.channel("lobby")?.messages[0].player).toBe(2);
    expect(lab.bench.reports).toEqual([]);
  });

  it("D8: says in one tick: each appears, or is refused by its number", async () => {
    const client = await lab.raw(1);
    send(client, open);
    await lab.ticks(2);
    for (let i = 0; i < 20; i++) send(client, say(`line ${i}`, 50 + i));
    await lab.ticks(2);
    const events = said(client);
    const lines = events.flatMap((event) => (event.type === "line" ? [event.nonce] : []));
    const refused = events.flatMap((event) => (event.type === "refused" ? [event.nonce] : []));
    expect(lines).toEqual([50, 51, 52, 53, 54]);
    expect([...lines, ...refused].sort((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, i) => 50 + i));
  });

  it("D7: whoever sends nothing else is sent away", async () => {
    const client = await lab.raw(1);
    for (let i = 0; i < ROOM_LIMITS.badMessages; i++) client.command(0, Uint8Array.of(99));
    await lab.ticks(1);
    expect(client.closed).toMatchObject(CLOSE.badCommands);
  });

  it("a command of elsewhere is taken once, however often it comes", async () => {
    const ada = await lab.enter(1);
    const notice = { type: "notice", player: 1, text: "{}", cause: { room: "s", tick: 1, index: 0 } } as const;
    void lab.put({ ...notice, id: 5 });
    void lab.put({ ...notice, id: 6 });
    await lab.ticks(2);
    expect(ada.notices).toEqual([{ id: 5, text: "{}" }]);
  });
});
