import { ByteWriter } from "../codec/bytes.ts";
import type { Compiled } from "./compiled.ts";
import type { AnyWorld } from "./world.ts";

/** Fresh memory costs more than what is written to it. */
const saved = new ByteWriter(16_384);

/** All columns in the order of their definition; valid until the next call. Checks every value. */
export function writeWorld({ world: plan }: Compiled, world: AnyWorld): Uint8Array {
  plan.write(saved.reset(), world);
  return saved.view();
}

/** Throws a RangeError or TypeError that names the first column out of its bounds. */
export function saveWorld(compiled: Compiled, world: AnyWorld): Uint8Array {
  return writeWorld(compiled, world).slice();
}
