import type { Event } from "./event.ts";
import type { World } from "./world.ts";

export type Emit = (event: Event) => void;

/** One step of a tick. Phases share nothing but the world and its scratch. */
export type Phase = (world: World, emit: Emit) => void;

/** A place in px/65536 as events tell it: px. */
export function px(place: number): number {
  return place >> 16;
}
