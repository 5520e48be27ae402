import { describe, expect, it } from "vitest";
import { lobbyBridge } from "../../../server/games/lobby/bridge/bridge.ts";
import { RetryLater } from "../../../server/outbox/index.ts";
import type { Event } from "../../../shared/games/arena/event.ts";
import { commandCodec } from "../../../shared/games/lobby/codecs.ts";
import { lobbyConfig, lobby as machine } from "../../../shared/games/lobby/index.ts";
import { lettered } from "../../harness/names.ts";
import { ARENA, LobbyDouble, ofArena, PRIVATE_ROOM, ROOM, someone } from "./lab.ts";

const PULSE = { type: "pulse", round: 2, playing: 1, endsInS: 90, people: 3, seats: 16 } as const;
const standing = (player: number, credits: number) =>
  ({ type: "standing", ...someone(player), credits, kills: 2, deaths: 1 }) as const;
const EVENTS: readonly Event[] = [
  { type: "arrive", ...someone(7) },
  PULSE,
  standing(7, 40),
  { type: "depart", ...someone(7) },
];

function bridge() {
  const lobby = new LobbyDouble();
  return { lobby, consumer: lobbyBridge(lobby.find, ARENA, lettered("P")) };
}

describe("what matches tell the lobby", () => {
  it("is who plays where, how far the round is, scores, and who is gone", async () => {
    const { lobby, consumer } = bridge();
    await consumer.deliver(ofArena(60, EVENTS));
    const at = (index: number) => ({ room: ROOM, tick: 60, index });
    const { seat, player } = someone(7);
    const name = "P7";
    const { type: _, people, seats, endsInS, round } = PULSE;
    const none = { credits: 0, kills: 0, deaths: 0 };
    expect(lobby.commands).toEqual([
      { type: "place", player, room: ROOM, here: true, cause: at(0) },
      { type: "pulse", room: ROOM, listed: true, round, playing: true, endsInS, people, seats, cause: at(2) },
      {
        ...{ type: "standing", room: ROOM, seat, player, name, credits: 40, kills: 2, deaths: 1 },
        ...{ gone: false, cause: at(4) },
      },
      { type: "standing", room: ROOM, seat, player, name, ...none, gone: true, cause: at(6) },
      { type: "place", player, room: ROOM, here: false, cause: at(7) },
    ]);
    for (const command of lobby.commands) expect(commandCodec.decode(commandCodec.encode(command))).toEqual(command);
  });

  it("is without the name of who is gone, which a match of an earlier version goes on telling", async () => {
    const lobby = new LobbyDouble();
    const gone = { ...lettered("P"), isDeleted: (player: number) => player === 71 };
    // Someone called Ann departs.
    const bytes = (player: number) => Uint8Array.of(0x0f, 1, player, 3, 0x41, 0x6e, 0x6e);
    const deliver = (tick: number, player: number) =>
      lobbyBridge(lobby.find, ARENA, gone).deliver([{ id: { room: ROOM, tick, index: 0 }, bytes: bytes(player) }]);
    await deliver(1, 71);
    await deliver(2, 72);
    const told = lobby.commands.flatMap((command) =>
      command.type === "standing" ? [[command.player, command.name]] : [],
    );
    expect(told).toEqual([
      [71, ""],
      [72, "Ann"],
    ]);
  });

  it("wants what it tells, and nothing that happens by the thousand", () => {
    const { consumer } = bridge();
    const types = [
      "arrive",
      "depart",
      "pulse",
      "standing",
      "result",
      "wanted",
      "hit",
      "burst",
      "beam",
      "spawn",
      "death",
    ];
    expect(types.filter((type) => consumer.wants?.({ type }))).toEqual(types.slice(0, 4));
  });

  it("of someone who is not known has no place, only a score", async () => {
    const { lobby, consumer } = bridge();
    await consumer.deliver(
      ofArena(60, [{ type: "arrive", ...someone(0) }, standing(0, 1), { type: "depart", ...someone(0) }]),
    );
    expect(lobby.commands.map(({ type }) => type)).toEqual(["standing", "standing"]);
  });

  it("of a private match is that there is one, and not who is in it", async () => {
    const { lobby, consumer } = bridge();
    await consumer.deliver(ofArena(60, EVENTS, PRIVATE_ROOM));
    expect(lobby.commands).toMatchObject([{ type: "pulse", room: PRIVATE_ROOM, listed: false }]);
  });

  it("comes again, in order and once, after the lobby refused it or was not there", async () => {
    const { lobby, consumer } = bridge();
    lobby.refuses = true;
    await expect(consumer.deliver(ofArena(60, EVENTS))).rejects.toThrow(RetryLater);
    lobby.refuses = false;
    await consumer.deliver(ofArena(60, EVENTS));
    const commands = [...lobby.commands];
    await consumer.deliver(ofArena(60, EVENTS));
    await consumer.deliver([...ofArena(60, EVENTS), ...ofArena(61, [PULSE])]);
    expect(lobby.commands).toEqual([...commands, expect.objectContaining({ type: "pulse" })]);
  });

  it("is refused as a whole when the lobby takes only some of it", async () => {
    const taken: number[] = [];
    const consumer = lobbyBridge(
      async () => ({
        putFrom: async (command) => {
          if (taken.length === 2) throw new RetryLater("full");
          if ("cause" in command) taken.push(command.cause.index);
        },
      }),
      ARENA,
      lettered("P"),
    );
    await expect(consumer.deliver(ofArena(60, EVENTS))).rejects.toThrow(RetryLater);
    expect(taken).toEqual([0, 2]);
  });

  it("makes the lobby show people, matches and scores", async () => {
    const { lobby, consumer } = bridge();
    const world = machine.create(1, lobbyConfig());
    const tell = async (tick: number, events: readonly Event[]) => {
      await consumer.deliver(ofArena(tick, events));
      machine.step(world, lobby.commands.splice(0), () => {});
    };
    await tell(60, EVENTS.slice(0, 3));
    expect(world.matches).toMatchObject([{ room: ROOM, listed: true, people: 3, round: 2 }]);
    expect(world.scores).toMatchObject([{ player: 7, credits: 40 }]);
    expect(world.members.get(7)?.match).toBe(ROOM);
    await tell(61, EVENTS.slice(3));
    expect(world.scores).toEqual([]);
    expect(world.members.get(7)?.match ?? "").toBe("");
  });
});
