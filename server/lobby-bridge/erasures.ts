import { type Store, StoreError } from "../store/port.ts";
import type { FindReceiver } from "./find.ts";

export interface ErasuresHost {
  readonly store: Pick<Store, "id" | "pendingErasures" | "erasureDone">;
  readonly lobby: FindReceiver;
  /** Gives up lobbies that were set aside: nobody can erase a part of one. */
  readonly discardAsides: () => Promise<unknown>;
}

/**
 * Has the lobby forget what players said who are gone. The store notes each in the transaction that removes the player, and
 * lets go of the note once the lobby's journal has it: whatever ends in between, it is done later. Its number is the command's
 * id, which no clock and no restart makes smaller.
 */
export class Erasures {
  readonly #host: ErasuresHost;
  #last: Promise<void> = Promise.resolve();

  constructor(host: ErasuresHost) {
    this.#host = host;
  }

  /** Resolves once all that is noted by now is done; rejects with {@link StoreError} where that cannot be now. */
  deliver(): Promise<void> {
    // One after the other: the lobby takes no number that is below one it has.
    this.#last = this.#last.catch(() => {}).then(() => this.#deliver());
    return this.#last;
  }

  async #deliver(): Promise<void> {
    const { store, lobby, discardAsides } = this.#host;
    for (;;) {
      const pending = await store.pendingErasures();
      if (pending.length === 0) return;
      await discardAsides();
      for (const { id, player } of pending) {
        const cause = { room: `erasures/${store.id}`, tick: id, index: 0 };
        try {
          await (await lobby()).putFrom({ type: "forget", cause, player });
        } catch (error) {
          throw new StoreError(`the lobby does not forget player ${player} now`, { cause: error });
        }
        await store.erasureDone(id);
      }
    }
  }
}
