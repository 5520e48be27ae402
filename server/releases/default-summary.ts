import { joinSegments, Playback, StepFault } from "../../shared/journal/index.ts";
import type { RoundDigest } from "../rounds/round-list.ts";
import type { AnyRoomDefinition } from "../runtime/room-definition.ts";

/**
 * Summarizes a replay of any game: its length and its last hash. Plays only its end, and yields often. Throws `JournalError`
 * or `CodecError` if this machine cannot play it.
 *
 * @param onEvent called with the events of the end
 */
export function* defaultSummary(
  { machine, round }: Pick<AnyRoomDefinition, "machine" | "round">,
  bytes: Uint8Array,
  onEvent: (event: unknown) => void = () => {},
): Generator<void, RoundDigest> {
  const timeline = yield* joinSegments([{ name: "replay", bytes }]);
  const { header, firstTick, lastTick, starts, fault } = timeline;
  const playback = new Playback(machine, timeline);
  const number = round?.(playback.world) ?? 1;
  playback.seek(starts[starts.length - 1].tick);
  yield;
  try {
    while (playback.step(onEvent)) yield;
  } catch (error) {
    if (!(error instanceof StepFault)) throw error;
  }
  return {
    room: header.roomId,
    round: number,
    ticks: lastTick - firstTick,
    tickHz: machine.tickHz,
    players: null,
    over: fault === null,
    winner: null,
    hash: machine.hash(playback.world),
  };
}
