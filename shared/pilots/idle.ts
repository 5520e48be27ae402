import type { Pilot } from "./sight.ts";
import { letGo } from "./steer.ts";

/** Gives no controls. */
export const idle: Pilot = (_sight, _memory, _random, out) => letGo(out);
