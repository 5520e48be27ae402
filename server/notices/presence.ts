import type { Event } from "../../shared/lobby/event.ts";

/**
 * Who is here, as the lobby's events tell: whom it is worth telling what is of this moment. Who was in before this process
 * began is known from when they come anew; the lobby's seats bound it.
 */
export class Presence {
  /** Names in lower case. */
  readonly #players = new Map<number, string>();

  has(player: number): boolean {
    return this.#players.has(player);
  }

  /** Who goes by a name here, whatever its case; null: nobody does. */
  named(name: string): number | null {
    const wanted = name.toLowerCase();
    for (const [player, called] of this.#players) if (called === wanted) return player;
    return null;
  }

  /** Takes what came again just as well. */
  hear(event: Event): void {
    if (event.type === "came") this.#players.set(event.player, event.name.toLowerCase());
    if (event.type === "went") this.#players.delete(event.player);
  }
}
