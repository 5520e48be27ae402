import type { Pilot } from "./view.ts";

/** Pilots of a game by their names: what its folder's `pilots.ts` exports. */
export interface GamePilots<R> {
  readonly rules: R;
  readonly pilots: { readonly [name: string]: Pilot<R> };
}

export const definePilots = <R>(rules: R, pilots: GamePilots<R>["pilots"]): GamePilots<R> => ({ rules, pilots });
