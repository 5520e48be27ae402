import { arena, PLAYER_KIND, ROUND, type World } from "../../../shared/arena/index.ts";
import { joinSegments, Playback, StepFault } from "../../../shared/journal/index.ts";
import type { RoundSummary } from "../../../shared/wire/rounds.ts";

/**
 * What a replay of the arena is about, without playing more of it than its end, and resting often. Throws `JournalError` or
 * `CodecError` when it cannot be played by this machine.
 */
export function* summarizeRound(bytes: Uint8Array): Generator<void, RoundSummary> {
  const timeline = yield* joinSegments([{ name: "replay", bytes }]);
  const playback = new Playback(arena, timeline);
  const { round } = playback.world;
  let players = people(playback.world);
  yield;
  for (let i = timeline.starts.length - 1; i > 0; i--) {
    playback.seek(timeline.starts[i].tick);
    yield;
    if (isPlaying(playback.world, round)) break;
    if (i === 1) playback.seek(timeline.firstTick);
  }
  players = Math.max(players, people(playback.world));
  let winner: string | null = null;
  let over = false;
  try {
    while (
      !over &&
      playback.step((event) => {
        if (event.type !== "roundEnd" || event.round !== round) return;
        over = true;
        if (event.winner >= 0) winner = playback.world.names[event.winner];
      })
    ) {
      players = Math.max(players, people(playback.world));
      yield;
    }
  } catch (error) {
    if (!(error instanceof StepFault)) throw error;
  }
  const { header, firstTick, lastTick } = timeline;
  return { room: header.roomId, round, ticks: lastTick - firstTick, tickHz: arena.tickHz, players, over, winner };
}

function isPlaying(world: World, round: number): boolean {
  return world.round === round && world.phase === ROUND.playing;
}

function people({ players }: World): number {
  let count = 0;
  for (let seat = 0; seat < players.high; seat++)
    if (players.live[seat] && players.kind[seat] === PLAYER_KIND.person) count++;
  return count;
}
