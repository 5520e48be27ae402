import type { Pilot } from "./view.ts";

/** Pilots of a game by their names: what its folder's `pilots.ts` exports. */
export interface GamePilots<R> {
  readonly rules: R;
  readonly pilots: { readonly [name: string]: Pilot<R> };
}

/** Says of what rules pilots are, so that what they see and do has its types. */
export const definePilots = <R>(rules: R, pilots: GamePilots<NoInfer<R>>["pilots"]): GamePilots<R> => ({
  rules,
  pilots,
});
