import { describe, expect, it } from "vitest";
import { lobbyBridge } from "../../../server/games/lobby/bridge/bridge.ts";
import { RetryLater } from "../../../server/outbox/index.ts";
import type { MatchEvent } from "../../../server/platform/matches/match-events.ts";
import { commandCodec } from "../../../shared/games/lobby/codecs.ts";
import { lobbyConfig, lobby as machine } from "../../../shared/games/lobby/index.ts";
import { MATCH_EVENTS } from "../../harness/match-events.ts";
import { lettered } from "../../harness/names.ts";
import { LobbyDouble, ofMatch, PRIVATE_ROOM, ROOM, someone } from "./lab.ts";

const STATUS = { type: "status", round: 2, playing: true, endsInS: 90, people: 3, seats: 16 } as const;
const score = (player: number, credits: number) =>
  ({ type: "score", ...someone(player), credits, kills: 2, deaths: 1 }) as const;
const EVENTS: readonly MatchEvent[] = [
  { type: "joined", ...someone(7) },
  STATUS,
  score(7, 40),
  { type: "left", ...someone(7) },
];

function bridge() {
  const lobby = new LobbyDouble();
  return { lobby, consumer: lobbyBridge(lobby.find, MATCH_EVENTS, lettered("P")) };
}

describe("events of matches for the lobby", () => {
  it("are who plays where, the round, scores, and who left", async () => {
    const { lobby, consumer } = bridge();
    await consumer.deliver(ofMatch(60, EVENTS));
    const at = (index: number) => ({ room: ROOM, tick: 60, index });
    const { seat, player } = someone(7);
    const name = "P7";
    const { type: _, people, seats, endsInS, round } = STATUS;
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

  it("omit a deleted player's name, even if a match of an earlier version sends it", async () => {
    const lobby = new LobbyDouble();
    const gone = { ...lettered("P"), isDeleted: (player: number) => player === 71 };
    const deliver = (tick: number, player: number) =>
      lobbyBridge(lobby.find, MATCH_EVENTS, gone).deliver(
        ofMatch(tick, [{ type: "left", seat: 0, player, name: "Ann" }]),
      );
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

  it("exclude frequent events", () => {
    const { consumer } = bridge();
    const types = ["joined", "left", "status", "score", "result", "bounty", "hit", "burst", "beam", "spawn", "kill"];
    expect(types.filter((type) => consumer.wants?.({ type }))).toEqual(types.slice(0, 4));
  });

  it("give an unknown player no place, only a score", async () => {
    const { lobby, consumer } = bridge();
    await consumer.deliver(
      ofMatch(60, [{ type: "joined", ...someone(0) }, score(0, 1), { type: "left", ...someone(0) }]),
    );
    expect(lobby.commands.map(({ type }) => type)).toEqual(["standing", "standing"]);
  });

  it("of a private match say that it exists, not who is in it", async () => {
    const { lobby, consumer } = bridge();
    await consumer.deliver(ofMatch(60, EVENTS, PRIVATE_ROOM));
    expect(lobby.commands).toMatchObject([{ type: "pulse", room: PRIVATE_ROOM, listed: false }]);
  });

  it("are delivered again, in order and once, after the lobby refused or was away", async () => {
    const { lobby, consumer } = bridge();
    lobby.refuses = true;
    await expect(consumer.deliver(ofMatch(60, EVENTS))).rejects.toThrow(RetryLater);
    lobby.refuses = false;
    await consumer.deliver(ofMatch(60, EVENTS));
    const commands = [...lobby.commands];
    await consumer.deliver(ofMatch(60, EVENTS));
    await consumer.deliver([...ofMatch(60, EVENTS), ...ofMatch(61, [STATUS])]);
    expect(lobby.commands).toEqual([...commands, expect.objectContaining({ type: "pulse" })]);
  });

  it("are refused as a whole when the lobby takes only some", async () => {
    const taken: number[] = [];
    const consumer = lobbyBridge(
      async () => ({
        putFrom: async (command) => {
          if (taken.length === 2) throw new RetryLater("full");
          if ("cause" in command) taken.push(command.cause.index);
        },
      }),
      MATCH_EVENTS,
      lettered("P"),
    );
    await expect(consumer.deliver(ofMatch(60, EVENTS))).rejects.toThrow(RetryLater);
    expect(taken).toEqual([0, 2]);
  });

  it("make the lobby show people, matches and scores", async () => {
    const { lobby, consumer } = bridge();
    const world = machine.create(1, lobbyConfig());
    const tell = async (tick: number, events: readonly MatchEvent[]) => {
      await consumer.deliver(ofMatch(tick, events));
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
