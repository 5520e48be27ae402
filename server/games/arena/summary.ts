import { arena, PLAYER_KIND, ROUND, type World } from "../../../shared/games/arena/index.ts";
import { joinSegments, Playback, StepFault } from "../../../shared/journal/index.ts";
import type { RoundDigest } from "../../rounds/round-list.ts";

/**
 * Summarizes a replay of the arena. Plays only its end, and yields often. Throws `JournalError` or `CodecError` if this machine
 * cannot play it.
 */
export function* summarizeRound(bytes: Uint8Array): Generator<void, RoundDigest> {
  const timeline = yield* joinSegments([{ name: "replay", bytes }]);
  const playback = new Playback(arena, timeline);
  const { round } = playback.world;
  let players = countPeople(playback.world);
  yield;
  for (let i = timeline.starts.length - 1; i > 0; i--) {
    playback.seek(timeline.starts[i].tick);
    yield;
    if (isPlaying(playback.world, round)) break;
    if (i === 1) playback.seek(timeline.firstTick);
  }
  players = Math.max(players, countPeople(playback.world));
  let winnerPilot: number | null = null;
  let over = false;
  try {
    while (
      !over &&
      playback.step((event) => {
        if (event.type !== "roundEnd" || event.round !== round) return;
        over = true;
        if (event.winner >= 0) winnerPilot = playback.world.players.pilot[event.winner];
      })
    ) {
      players = Math.max(players, countPeople(playback.world));
      yield;
    }
  } catch (error) {
    if (!(error instanceof StepFault)) throw error;
  }
  const { header, firstTick, lastTick } = timeline;
  const ticks = lastTick - firstTick;
  const { roomId: room } = header;
  return { room, round, ticks, tickHz: arena.tickHz, players, over, winner: null, winnerPilot };
}

function isPlaying(world: World, round: number): boolean {
  return world.round === round && world.phase === ROUND.playing;
}

function countPeople({ players }: World): number {
  let count = 0;
  for (let seat = 0; seat < players.high; seat++)
    if (players.live[seat] && players.kind[seat] === PLAYER_KIND.person) count++;
  return count;
}
