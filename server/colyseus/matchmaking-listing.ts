import { randomBytes } from "node:crypto";
import { privateRoomId } from "../../shared/wire/private-rooms.ts";
import { latenessClass } from "../runtime/lateness.ts";

/** Publishes a room's lateness to matchmaking, for quick play; see `QUICK_PLAY_ORDER`. */
export class MatchmakingListing {
  readonly #publish: (listing: { readonly late: number }) => Promise<void>;
  #late = 0;

  constructor(publish: (listing: { readonly late: number }) => Promise<void>) {
    this.#publish = publish;
  }

  open(): Promise<void> {
    return this.#publish({ late: this.#late });
  }

  /** Publishes the lateness class if it changed. @param laterMs lateness relative to the least late room */
  async update(laterMs: number): Promise<void> {
    const late = latenessClass(laterMs, this.#late);
    if (late === this.#late) return;
    this.#late = late;
    await this.#publish({ late });
  }
}

/** A new id for an unlisted room, if the options ask for a private one; otherwise null. */
export function newPrivateRoomId(options: unknown): string | null {
  if ((options as { private?: unknown } | null | undefined)?.private !== true) return null;
  return privateRoomId(randomBytes(16).toString("base64url"));
}
