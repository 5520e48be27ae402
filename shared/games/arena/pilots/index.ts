import type { Pilot, PilotName } from "../pilot-view.ts";
import { chaos } from "./chaos.ts";
import { fighter } from "./fighter.ts";
import { idle } from "./idle.ts";
import { miner } from "./miner.ts";
import { pirate } from "./pirate.ts";
import { trader } from "./trader.ts";

export const PILOTS: Record<PilotName, Pilot> = { fighter, miner, idle, chaos, pirate, trader };
export * from "../pilot-view.ts";
