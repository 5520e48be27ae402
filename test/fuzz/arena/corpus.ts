import { type ArenaConfig, arena, arenaConfig, type Command } from "../../../shared/games/arena/index.ts";
import { commandsOf, MAP, newCrew } from "../../golden/arena/battle.ts";
import { type Corpus, play } from "../corpus.ts";

const TICKS = 240;

let made: Corpus | null = null;

/** A short battle with everyone in it. */
export function arenaCorpus(): Corpus {
  if (made !== null) return made;
  const people = 6;
  const config: ArenaConfig = arenaConfig({
    map: MAP,
    seats: people,
    pirates: 3,
    traders: 2,
    roundTicks: 200,
    resultTicks: 20,
  });
  const orders = (tick: number): Command[] => {
    if (tick <= people) return [{ type: "join", seat: tick - 1, player: tick, pilot: 1, hull: tick % 4 }];
    if (tick === 40) return [{ type: "drop", seat: 3 }];
    if (tick === 60) return [{ type: "back", seat: 3 }];
    if (tick === 70) return [{ type: "hull", seat: 2, hull: 1 }];
    if (tick === 80) return [{ type: "leave", seat: 4 }];
    return tick === 150 ? [{ type: "endRound" }] : [];
  };
  const crew = newCrew(people);
  const script = { seed: 5, ticks: TICKS, people, config, orders };
  made = play(arena, 5, config, TICKS, (_, world) => commandsOf(script, world, crew));
  return made;
}
