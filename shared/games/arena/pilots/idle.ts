import { releaseControls } from "./steer.ts";
import type { Pilot } from "./view.ts";

/** Gives no controls. */
export const idle: Pilot = (_sight, _memory, _random, out) => releaseControls(out);
