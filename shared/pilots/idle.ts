import type { Pilot } from "./sight.ts";
import { letGo } from "./steer.ts";

/** Touches nothing. */
export const idle: Pilot = (_sight, _memory, _random, out) => letGo(out);
