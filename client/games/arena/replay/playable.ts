import {
  type ArenaConfig,
  arena,
  type Command,
  type Event,
  PATCH_EVERY_TICKS,
  type World,
} from "../../../../shared/games/arena/index.ts";
import type { Playable, Recording } from "../../../replay/recording.ts";

/** The arena, for playing its recordings. */
export const ARENA: Playable<World, Command, Event, ArenaConfig> = {
  machine: arena,
  patchEveryTicks: PATCH_EVERY_TICKS,
};

export type ArenaRecording = Recording<World, Command, Event, ArenaConfig>;
