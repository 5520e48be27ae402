import { asAnyRules, Random, type Rules, withVersion } from "../../shared/kit/index.ts";
import { createRandom, nextUint32 } from "../../shared/math/random.ts";
import { wireOf } from "../../shared/wire/kit/index.ts";
import type { GamePilots } from "../kit/game-pilots.ts";
import { GameModel } from "../kit/model.ts";
import type { Pilot } from "../kit/view.ts";
import { Bot, type BotGame, type BotState, type GameBots } from "./bot.ts";

type AnyKitRules = Rules<never, never, never, never>;
type KitModel = GameModel<AnyKitRules, BotState>;

/** Integers that a pilot has for itself. */
const MEMORY_INTS = 64;

/** Pilots of any game of the kit. */
export type AnyPilots = GamePilots<AnyKitRules>;

/** Bots of a game of the kit. @param version of its rules at the server. Default: as the source says */
export function kitBots({ rules: own, pilots }: AnyPilots, version?: number): GameBots<KitModel> {
  const names = Object.keys(pilots);
  const rules = version === undefined ? own : (withVersion(asAnyRules(own), version) as unknown as AnyKitRules);
  return {
    pilots: names,
    mix: names,
    newBot: (settings) => new Bot<KitModel>(settings, kitGame(rules, pilots[settings.pilot], settings.seed)),
  };
}

function kitGame(rules: AnyKitRules, pilot: Pilot<AnyKitRules>, seed: number): BotGame<KitModel> {
  const generator = createRandom(seed);
  const random = new Random(() => nextUint32(generator));
  const memory = new Int32Array(MEMORY_INTS);
  let askedTick = -1;
  return {
    wire: wireOf(asAnyRules(rules)),
    newModel: (link, onCheck) => new GameModel(rules, link, { now: () => performance.now(), onCheck }),
    play(model, nowMs) {
      model.advance(nowMs);
      const view = model.view();
      const tick = Math.floor(view.tick);
      if (!model.isReady || tick === askedTick) return;
      askedTick = tick;
      const command = pilot(view, random, memory);
      if (command !== null) model.send(command);
    },
  };
}
