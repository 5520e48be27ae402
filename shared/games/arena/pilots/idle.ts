import type { Pilot } from "../pilot-view.ts";
import { releaseControls } from "./steer.ts";

/** Gives no controls. */
export const idle: Pilot = (_sight, _memory, _random, out) => releaseControls(out);
