import type { Codec, Hash, Tick } from "../machine.ts";
import type { Game } from "./game.ts";
import type { SeatCommand, WorldBase } from "./types.ts";

/** All that the kit derives from a definition. Each can be replaced by hand, see `override`. */
export interface Derived<World extends WorldBase<unknown>, Command, Event, Config, ClientCommand> {
  emptyWorld(config: Config): World;
  saveWorld(world: World): Uint8Array;
  loadWorld(bytes: Uint8Array): World;
  hashWorld(world: World): Hash;
  readonly commandCodec: Codec<Command>;
  readonly eventCodec: Codec<Event>;
  readonly configCodec: Codec<Config>;
  readonly clientCommandCodec: Codec<ClientCommand>;
  applySeatCommand(game: Game<World, Event>, command: SeatCommand): void;
  nextWake(world: World): Tick | null;
}
