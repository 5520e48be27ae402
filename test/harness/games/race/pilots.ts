import { definePilots } from "../../../../client/kit/index.ts";
import race from "./rules.ts";

export default definePilots(race, {
  /** Changes its speed now and then. */
  sprinter({ rows, seat }, random) {
    const own = rows.racers[seat];
    return own === undefined || random.below(10) > 0 ? null : { type: "speed", speed: (own.speed + 1) % 10 };
  },
  /** Says how often it was asked. */
  talker(_view, _random, memory) {
    memory[0]++;
    return memory[0] % 20 === 0 ? { type: "say", words: `${memory[0]}` } : null;
  },
});
