import type { Event } from "./event.ts";
import type { World } from "./world.ts";

export type Emit = (event: Event) => void;

/** One part of a tick. Phases share only the world and its scratch. */
export type Phase = (world: World, emit: Emit) => void;

/** From px/65536 to whole px, the unit of events. */
export function toPx(place: number): number {
  return place >> 16;
}
