import type { Controls } from "../../../../shared/games/arena/controls.ts";
import { HULLS } from "../../../../shared/games/arena/data/hulls.ts";
import { PILOTS, type PilotName, VIEW_RANGE_PX } from "../../../../shared/games/arena/pilots/index.ts";
import { ARENA_FINGERPRINT } from "../../../../shared/games/arena/wire/fingerprint.ts";
import type { ArenaState } from "../../../../shared/games/arena/wire/state.ts";
import { createRandom } from "../../../../shared/math/random.ts";
import { Bot, type BotGame, type BotSettings } from "../../../bots/bot.ts";
import type { Link } from "../../../net/link.ts";
import { ArenaModel } from "../model/arena-model.ts";
import { newPilotView, perceive } from "./perceive.ts";

export interface ArenaBotSettings extends BotSettings {
  readonly pilot: PilotName;
}

/** Hull of a pilot's bots; the others get one by their seed. */
const HULL_NAMES: Partial<Record<PilotName, string>> = { miner: "Mule", trader: "Mule", idle: "Bulwark" };

/** A pilot in the arena without a screen. */
export class ArenaBot extends Bot<ArenaModel> {
  constructor(settings: ArenaBotSettings) {
    super(settings, arenaGame(settings));
  }
}

function arenaGame({ pilot, seed }: ArenaBotSettings): BotGame<ArenaModel> {
  const preferred = HULLS.findIndex((row) => row.name === HULL_NAMES[pilot]);
  const view = newPilotView();
  const memory = new Int32Array(4);
  const random = createRandom(seed);
  const controls: Controls = { bits: 0, aim: 0 };
  return {
    wire: ARENA_FINGERPRINT,
    join: { hull: preferred >= 0 ? preferred : seed % HULLS.length },
    newModel: (link, onCheck) =>
      new ArenaModel(link as unknown as Link<ArenaState>, {
        now: () => performance.now(),
        viewRangePx: VIEW_RANGE_PX + 200,
        onCheck,
      }),
    play(model, nowMs) {
      model.advance(nowMs);
      if (perceive(model, model.view(), view)) PILOTS[pilot](view, memory, random, controls);
      else controls.bits = controls.aim = 0;
      model.control(controls.bits, controls.aim);
    },
  };
}
