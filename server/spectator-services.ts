import { SPECTATE_LIMITS } from "../shared/wire/limits.ts";
import type { CoreServices } from "./core-services.ts";
import { Spectators, sampleSpectators, spectatableRooms, spectateMetrics } from "./spectate/index.ts";

/** @param watchable games by names of room types in matchmaking */
export function openSpectators(
  { config, budgets, journals, registry, now, readRows, report }: CoreServices,
  watchable: ReadonlyMap<string, string>,
): Spectators {
  const spectators = new Spectators({
    store: journals,
    budgets,
    delayS: config.spectateDelayS,
    limits: SPECTATE_LIMITS,
    now,
    report,
    metrics: spectateMetrics(registry),
    ...spectatableRooms(watchable, readRows),
  });
  sampleSpectators(registry, spectators);
  return spectators;
}
