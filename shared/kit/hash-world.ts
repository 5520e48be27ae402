import type { Hash } from "../machine.ts";
import { Hasher } from "../math/hash.ts";
import type { Compiled } from "./compiled.ts";
import { writeWorld } from "./save-world.ts";
import type { AnyWorld } from "./world.ts";

/** A digest of every column, hidden ones too: of the bytes that a world is saved as. */
export function hashWorld(compiled: Compiled, world: AnyWorld): Hash {
  return new Hasher().bytes(writeWorld(compiled, world)).digest();
}
