import type { Compiled } from "./compiled.ts";
import type { Rules } from "./define.ts";
import { copyData } from "./kinds/data.ts";
import type { Fields, WorldFields } from "./kinds/field.ts";
import { Misfit } from "./kinds/plan.ts";
import { publishAll } from "./publish.ts";
import { hasSecrets } from "./secrets.ts";
import type { ConfigOf, FieldsByName, WorldOf } from "./types.ts";
import type { AnyWorld, Values } from "./world.ts";

export type CarriedOver<World> = { readonly world: World } | { readonly refused: string };

/**
 * A world of some rules as one of other rules, for rules that change while they are played. Columns go by their names: new
 * ones start as in an empty world, those that are gone are left out. A value that its column does not hold refuses the
 * whole, naming the column, the value and its bounds. The world that is given stays as it is.
 *
 * @param config settings of the new world. Default: those of the old one
 */
export function carryOver<
  W extends WorldFields,
  E extends FieldsByName,
  C extends FieldsByName,
  K extends Fields,
  NewW extends WorldFields,
  NewE extends FieldsByName,
  NewC extends FieldsByName,
  NewK extends Fields,
>(
  from: Rules<W, E, C, K>,
  world: WorldOf<W, K>,
  to: Rules<NewW, NewE, NewC, NewK>,
  config?: ConfigOf<NewK>,
): CarriedOver<WorldOf<NewW, NewK>> {
  return carryOverAny(from, world as unknown as AnyWorld, to, config) as CarriedOver<WorldOf<NewW, NewK>>;
}

/** Like {@link carryOver}, of any rules. */
export function carryOverAny(
  from: { readonly compiled: Compiled },
  world: AnyWorld,
  to: { readonly compiled: Compiled },
  config?: Values,
): CarriedOver<AnyWorld> {
  try {
    return { world: carried(from.compiled, world, to.compiled, config) };
  } catch (error) {
    if (error instanceof Misfit) return { refused: error.message };
    throw error;
  }
}

function carried(from: Compiled, world: AnyWorld, to: Compiled, config?: Values): AnyWorld {
  const { id, entropy = false } = to.definition;
  if (hasSecrets(world) && !entropy)
    throw new Misfit(`${id}.entropy: the world has secrets, and these rules have none`);
  const { config: _settings, ...parts } = from.world.parts;
  const carried = to.world.carry(unpublished(world), config === undefined ? from.world : { ...from.world, parts });
  if (config !== undefined) {
    to.config.check(config);
    Object.assign(carried.config, copyData(config));
  }
  publishAll(to, carried);
  return carried;
}

/** Rows as nobody was sent them yet: other rules publish other columns. */
function unpublished(world: AnyWorld): AnyWorld {
  const published = Object.fromEntries(Object.keys(world.hidden.published).map((table) => [table, []]));
  return { ...world, hidden: { ...world.hidden, published } };
}
