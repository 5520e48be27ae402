import { type AnyRules, seatCommands } from "../../shared/kit/index.ts";

/** Players of the trial. */
const SEATS = 2;

/** Plays rules for a second, with two players and no command of theirs. Throws what the rules throw. */
export function tryRules({ machine, definition, configOf, checkWorld }: AnyRules): void {
  const world = machine.create(1, configOf());
  const seats = Array.from({ length: Math.min(SEATS, definition.seats) }, (_, seat) => seat);
  const joins = seats.map((seat) => seatCommands.join(seat, seat + 1));
  for (let tick = 0; tick < machine.tickHz; tick++) {
    const commands: unknown = tick === 0 ? joins : [];
    machine.step(world, commands as Parameters<typeof machine.step>[1], () => undefined);
    checkWorld(world);
  }
  machine.load(machine.save(world));
}
