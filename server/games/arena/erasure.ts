import { arena } from "../../../shared/games/arena/index.ts";
import type { RecordingEraser } from "../../releases/recording-erasures.ts";
import { type ArenaWithNames, eraseFromReplay, recordsNames } from "./name-erasure.ts";

/** Erases names from recordings of arenas. */
export const ARENA_ERASING: RecordingEraser = {
  machine: arena.id,
  version: arena.version,
  recordsNames,
  withoutPeople: (machine, bytes, isGone) => eraseFromReplay(machine as ArenaWithNames, bytes, isGone),
};
