import { arena } from "../../../shared/arena/index.ts";
import type { Erasing } from "../../releases/erasures.ts";
import { type NamingArena, recordsNames, withoutPeople } from "./rerecord.ts";

/** Erases names from recordings of arenas. */
export const ARENA_ERASING: Erasing = {
  machine: arena.id,
  version: arena.version,
  recordsNames,
  withoutPeople: (machine, bytes, isGone) => withoutPeople(machine as NamingArena, bytes, isGone),
};
