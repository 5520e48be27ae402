import { createRandom } from "../math/random.ts";
import type { AnyCommand } from "./command-codec.ts";
import type { Compiled } from "./compiled.ts";
import { type AnyEvent, checkEvent } from "./event-codec.ts";
import { Game } from "./game.ts";
import { copyData } from "./kinds/data.ts";
import { publish } from "./publish.ts";
import { takeEntropy } from "./secrets.ts";
import type { EntropyCommand, SeatCommand, SeatStatus } from "./types.ts";
import type { AnyDefinition, AnyDerived, AnyGame, AnyWorld, Values } from "./world.ts";

const SEAT_COMMANDS: ReadonlySet<string> = new Set(["join", "drop", "back", "leave"]);

/** Exactly one tick, with its publication. @param endRound called at each `game.endRound()`; it only reads the world */
export function step(
  compiled: Compiled,
  derived: AnyDerived,
  world: AnyWorld,
  commands: readonly AnyCommand[],
  emit: (event: AnyEvent) => void,
  endRound?: () => void,
): void {
  advance(compiled, derived, world, commands, emit, endRound);
  publish(compiled, world);
}

/**
 * A tick without its publication: commands in their order, then the game's tick. Lists and records of commands and events
 * are copied, so that they are never part of the world.
 */
export function advance(
  compiled: Compiled,
  derived: AnyDerived,
  world: AnyWorld,
  commands: readonly AnyCommand[],
  emit: (event: AnyEvent) => void,
  endRound?: () => void,
): void {
  const { definition } = compiled;
  world.tick++;
  const letOut = (event: AnyEvent): void => {
    checkEvent(compiled, event);
    emit(copyData(event));
  };
  const game: AnyGame = new Game(world, letOut, endRound);
  for (const command of commands) apply(definition, derived, game, command);
  definition.tick?.(game);
}

function apply({ commands }: AnyDefinition, derived: AnyDerived, game: AnyGame, command: AnyCommand): void {
  const { type, seat, ...values } = command;
  if (SEAT_COMMANDS.has(type)) derived.applySeatCommand(game, command as SeatCommand);
  else if (type === "entropy") takeEntropy(game.world, (command as unknown as EntropyCommand).words);
  else if (isHeld(game.world.seats[seat])) commands?.[type].apply(game, seat, copyData(values));
}

const isHeld = (status: SeatStatus) => status === "here" || status === "away";

/** A new world: its seed, what the game sets up, and a first publication. */
export function create(compiled: Compiled, derived: AnyDerived, seed: number, config: Values, tick = 0): AnyWorld {
  const world = derived.emptyWorld(config);
  world.tick = tick;
  world.hidden.random.set(createRandom(seed));
  const game: AnyGame = new Game(world, ({ type }) => {
    throw new Error(`${type}: no event can leave before the first tick`);
  });
  compiled.definition.created?.(game);
  publish(compiled, world);
  return world;
}
