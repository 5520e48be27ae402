import { SECOND_TICKS } from "../data/rules.ts";
import type { Emit, Phase } from "../emit.ts";
import { countSeated, pilotRef, scoreOf } from "../seats.ts";
import { ROUND, type World } from "../world.ts";

/** Emits status events for services and other rooms. Scores are spread over a second, each seat at a tick of its own. */
export const statusEvents: Phase = (world, emit) => {
  const { players, config, tick } = world;
  const turn = tick % SECOND_TICKS;
  for (let seat = turn; seat < config.seats; seat += SECOND_TICKS) {
    if (players.scoreChanged[seat] === 0) continue;
    players.scoreChanged[seat] = 0;
    emit({ type: "standing", ...pilotRef(world, seat), ...scoreOf(world, seat) });
  }
  if (turn === 0) emitPulse(world, emit);
};

/** Reports the state of the match. */
export function emitPulse(world: World, emit: Emit): void {
  const playing = world.phase === ROUND.playing ? 1 : 0;
  const endsInS = Math.ceil(Math.max(0, world.phaseEndsAt - world.tick) / SECOND_TICKS);
  const { seats } = world.config;
  emit({ type: "pulse", round: world.round, playing, endsInS, people: countSeated(world), seats });
}
