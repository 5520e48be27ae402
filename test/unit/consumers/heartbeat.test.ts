import { expect, it } from "vitest";
import { MatchHeartbeat } from "../../../server/platform/community/index.ts";
import { commandCodec } from "../../../shared/games/lobby/codecs.ts";
import { lobbyConfig, lobby as machine } from "../../../shared/games/lobby/index.ts";
import { communityOf, LobbyDouble, PRIVATE_ROOM, ROOM } from "./lab.ts";

const SECOND_TICKS = 10;

it("keeps channels of matches without events, through restarts, until they end", async () => {
  const lobby = new LobbyDouble();
  const world = machine.create(1, lobbyConfig());
  let rooms: readonly string[] = [ROOM, PRIVATE_ROOM];
  const reports: unknown[] = [];
  const process = () =>
    new MatchHeartbeat({
      community: communityOf(lobby.find),
      rooms: async () => rooms,
      report: (error) => reports.push(error),
    });
  const pass = async (heartbeat: MatchHeartbeat, seconds: number) => {
    for (let i = 0; i < seconds; i++) {
      await heartbeat.beat();
      for (const command of lobby.commands) expect(commandCodec.decode(commandCodec.encode(command))).toEqual(command);
      machine.step(world, lobby.commands.splice(0), () => {});
      for (let tick = 1; tick < SECOND_TICKS; tick++) machine.step(world, [], () => {});
    }
  };
  const known = () => world.matches.map((match) => match && [match.room, match.listed]);
  const both = [
    [ROOM, false],
    [PRIVATE_ROOM, false],
  ];
  await pass(process(), 30);
  expect(known()).toEqual(both);
  const next = process();
  await pass(next, 30);
  expect(known()).toEqual(both);
  lobby.refuses = true;
  await pass(next, 2);
  lobby.refuses = false;
  rooms = [ROOM];
  await pass(next, 30);
  expect(known()).toEqual([[ROOM, false]]);
  expect(reports).toEqual([]);
});
