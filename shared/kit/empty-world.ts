import type { Compiled } from "./compiled.ts";
import { copyData } from "./kinds/data.ts";
import type { AnyWorld } from "./world.ts";

/** A world in which nothing was set yet. Throws a RangeError or TypeError that names the setting which is wrong. */
export function emptyWorld({ world: plan, config: configPlan }: Compiled, config: Record<string, unknown>): AnyWorld {
  configPlan.check(config);
  const world = plan.initial();
  for (const name of Object.keys(configPlan.parts)) world.config[name] = copyData(config[name]);
  return world;
}

/** A config: what every setting is by default, but for those that are given. */
export function configOf({ config: plan, definition }: Compiled, settings: object): Record<string, unknown> {
  const config = plan.initial();
  for (const [name, value] of Object.entries(settings)) {
    if (!(name in plan.parts)) throw new TypeError(`${definition.id}.config: there is no ${name}`);
    config[name] = copyData(value);
  }
  plan.check(config);
  return config;
}
