import { SECOND_TICKS } from "../data/rules.ts";
import type { Emit, Phase } from "../emit.ts";
import { countSeated, scoreOf, someone } from "../seats.ts";
import { ROUND, type World } from "../world.ts";

/** Tells those who are not here how the match goes: each person's score on a tick of their own, so that no tick has all. */
export const news: Phase = (world, emit) => {
  const { players, config, tick } = world;
  const turn = tick % SECOND_TICKS;
  for (let seat = turn; seat < config.seats; seat += SECOND_TICKS) {
    if (players.untold[seat] === 0) continue;
    players.untold[seat] = 0;
    emit({ type: "standing", ...someone(world, seat), ...scoreOf(world, seat) });
  }
  if (turn === 0) pulse(world, emit);
};

/** Says that there is a match, and how far it is. */
export function pulse(world: World, emit: Emit): void {
  const playing = world.phase === ROUND.playing ? 1 : 0;
  const endsInS = Math.ceil(Math.max(0, world.phaseEndsAt - world.tick) / SECOND_TICKS);
  const { seats } = world.config;
  emit({ type: "pulse", round: world.round, playing, endsInS, people: countSeated(world), seats });
}
