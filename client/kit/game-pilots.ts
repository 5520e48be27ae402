import type { AnyKitRules, Pilot } from "./view.ts";

/** Pilots of a game by their names: what its folder's `pilots.ts` exports. */
export interface GamePilots<R> {
  readonly rules: R;
  readonly pilots: { readonly [name: string]: Pilot<R> };
}

// A conditional type, so that what pilots return is checked against the commands of these rules.
type PilotsOf<R> = R extends AnyKitRules ? GamePilots<R>["pilots"] : never;

/** Pilots of some rules: what they see and do has the types of these. */
export const definePilots = <R>(rules: R, pilots: PilotsOf<R>): GamePilots<R> => ({ rules, pilots });
