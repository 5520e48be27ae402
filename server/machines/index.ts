import { arena } from "../../shared/arena/index.ts";
import { MachineRegistry } from "./registry.ts";
import { RELEASES } from "./released.ts";

/** Of this project. */
export const MACHINES = new MachineRegistry([arena], RELEASES);
