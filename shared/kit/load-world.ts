import { ByteReader } from "../codec/bytes.ts";
import type { Compiled } from "./compiled.ts";
import type { AnyWorld } from "./world.ts";

/** Throws `CodecError` on bytes that `saveWorld` could not have written. */
export function loadWorld({ world: plan }: Compiled, bytes: Uint8Array): AnyWorld {
  const from = new ByteReader(bytes);
  const world = plan.read(from);
  from.expectEnd();
  return world;
}
