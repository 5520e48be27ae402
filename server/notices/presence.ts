import type { Event } from "../../shared/lobby/event.ts";

/**
 * Who is here, as the lobby's events tell: whom it is worth telling what is of this moment. Who was in before this process
 * began is known from when they come anew; the lobby's seats bound it.
 */
export class Presence {
  readonly #players = new Set<number>();

  has(player: number): boolean {
    return this.#players.has(player);
  }

  /** Takes what came again just as well. */
  hear(event: Event): void {
    if (event.type === "came") this.#players.add(event.player);
    if (event.type === "went") this.#players.delete(event.player);
  }
}
