import { type Store, StoreError } from "../store/port.ts";
import type { Community } from "./community.ts";

export interface ErasureDeliveryOptions {
  readonly store: Pick<Store, "id" | "pendingErasures" | "erasureDone">;
  readonly community: Pick<Community, "forget" | "discardAsides">;
}

/**
 * Makes the community erase the messages of deleted players. The store adds a pending erasure in the transaction that removes the
 * player, and deletes it once the community has erased, so a crash in between only delays it. Its row id is the id of the cause,
 * which rises across restarts.
 */
export class ErasureDelivery {
  readonly #options: ErasureDeliveryOptions;
  #last: Promise<void> = Promise.resolve();

  constructor(options: ErasureDeliveryOptions) {
    this.#options = options;
  }

  /** Resolves once all pending erasures are done; rejects with {@link StoreError} if that fails now. */
  deliver(): Promise<void> {
    // One after the other: causes must rise.
    this.#last = this.#last.catch(() => {}).then(() => this.#deliver());
    return this.#last;
  }

  async #deliver(): Promise<void> {
    const { store, community } = this.#options;
    for (;;) {
      const pending = await store.pendingErasures();
      if (pending.length === 0) return;
      await community.discardAsides(new Set(pending.map(({ player }) => player)));
      for (const { id, player } of pending) {
        const cause = { room: `erasures/${store.id}`, tick: id, index: 0 };
        try {
          await community.forget(player, cause);
        } catch (error) {
          throw new StoreError(`the messages of player ${player} cannot be erased now`, { cause: error });
        }
        await store.erasureDone(id);
      }
    }
  }
}
