import { randomBytes } from "node:crypto";
import { privateRoomId } from "../../shared/wire/private-rooms.ts";
import { latenessClass } from "./lateness.ts";

/** What matchmaking has of a room for whoever is brought to any match, see `QUICK_PLAY_ORDER`: how late it is. */
export class Listing {
  readonly #tell: (listing: { readonly late: number }) => Promise<void>;
  #late = 0;

  constructor(tell: (listing: { readonly late: number }) => Promise<void>) {
    this.#tell = tell;
  }

  open(): Promise<void> {
    return this.#tell({ late: this.#late });
  }

  /** Tells another class of lateness. @param laterMs how much later the room is than the least late */
  async update(laterMs: number): Promise<void> {
    const late = latenessClass(laterMs, this.#late);
    if (late === this.#late) return;
    this.#late = late;
    await this.#tell({ late });
  }
}

/** The id of a room that is not listed and that nobody is brought to, where such a one is asked for; null: it is not. */
export function privateIdFor(options: unknown): string | null {
  if ((options as { private?: unknown } | null | undefined)?.private !== true) return null;
  return privateRoomId(randomBytes(16).toString("base64url"));
}
