import { PILOTS, type PilotName } from "../../../shared/games/arena/pilots/index.ts";
import type { GameBots } from "../../bots/bot.ts";
import { ArenaBot } from "./bots/bot.ts";
import type { ArenaModel } from "./model/arena-model.ts";

const MIX: readonly PilotName[] = ["fighter", "miner", "fighter", "trader", "miner", "pirate", "chaos", "fighter"];

const bots: GameBots<ArenaModel> = {
  pilots: Object.keys(PILOTS),
  mix: MIX,
  newBot: (settings) => new ArenaBot({ ...settings, pilot: settings.pilot as PilotName }),
};

export default bots;
