import { expect, it } from "vitest";
import { summarizeRound } from "../../../server/games/arena/summary.ts";
import { FileJournalStore } from "../../../server/journal/files/file-journal-store.ts";
import { memoryFileSystem } from "../../../server/journal/files/memory-file-system.ts";
import { RoundList } from "../../../server/rounds/round-list.ts";
import { arena, type Event } from "../../../shared/games/arena/index.ts";
import { Playback, readTimeline } from "../../../shared/journal/index.ts";
import { recordBattle } from "../../harness/arena/recorded-battle.ts";
import { lettered } from "../../harness/names.ts";

it("a finished round of the arena is listed with its winner and number of players", async () => {
  const store = new FileJournalStore(memoryFileSystem(), "data");
  const battle = await recordBattle(store, { roomId: "first", people: 5, roundTicks: 900, resultTicks: 400 });
  const bytes = (await store.readReplay(battle.id)) ?? new Uint8Array();
  const unreadable = () => expect.fail();
  const list = new RoundList(store, summarizeRound, () => 0, lettered("Pilot "), { unreadable });
  let rounds = await list.list();
  while (rounds.some(({ state }) => state === "pending")) rounds = await list.list();
  expect(rounds).toHaveLength(1);
  const [{ id, state, about, ...rest }] = rounds;
  const timeline = readTimeline([{ name: id, bytes }]);
  let winner = -1;
  const playback = new Playback(arena, timeline);
  const note = (event: Event) => {
    if (event.type === "roundEnd") winner = event.winner;
  };
  while (playback.step(note));
  expect([id, state, rest.bytes]).toEqual([battle.id, "ready", bytes.length]);
  expect(about).toEqual({
    ...{ room: "first", round: 1, ticks: timeline.lastTick, tickHz: 60, players: 5, over: true },
    winner: winner < 0 ? null : `Pilot ${winner + 1}`,
  });
  expect(about?.winner).not.toBeNull();
});
