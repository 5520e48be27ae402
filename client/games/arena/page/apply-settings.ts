import type { Input } from "../input/index.ts";
import type { GameHandle } from "../scenes/game.ts";
import type { AppOptions } from "./app-options.ts";
import type { Settings } from "./settings/settings.ts";

/** Applies settings to sound, graphics and input. @param game null: not loaded yet */
export function applySettings(
  settings: Settings,
  { sound, fxFor, front }: Pick<AppOptions, "sound" | "fxFor" | "front">,
  input: Input,
  game: GameHandle | null,
): void {
  sound.setVolume(settings.volume);
  sound.setMuted(settings.muted);
  game?.setFx(fxFor(settings.effects));
  game?.setShake(settings.shake ? 1 : 0);
  input.mouseTurn = settings.mouseTurn;
  if (settings.keys === input.bindings) return;
  input.setBindings(settings.keys);
  front.showKeys(settings.keys);
}
