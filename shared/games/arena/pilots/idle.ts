import type { Pilot } from "../pilot-view.ts";
import { releaseControls } from "./steer.ts";

/** Gives no controls. */
export const idle: Pilot = (_view, _memory, _random, out) => releaseControls(out);
