import { type Store, StoreError } from "../../../platform/store/port.ts";
import type { FindLobbyReceiver } from "./find.ts";

export interface ErasuresHost {
  readonly store: Pick<Store, "id" | "pendingErasures" | "erasureDone">;
  readonly lobby: FindLobbyReceiver;
  /** Deletes lobbies that were set aside and may hold anything of these players, see `discardLobbies`. */
  readonly discardAsides: (players: ReadonlySet<number>) => Promise<unknown>;
}

/**
 * Makes the lobby erase the messages of deleted players. The store adds a pending erasure in the transaction that removes the
 * player, and deletes it once the lobby's journal has the command, so a crash in between only delays it. Its row id is the command's
 * id, which rises across restarts.
 */
export class ErasureDelivery {
  readonly #host: ErasuresHost;
  #last: Promise<void> = Promise.resolve();

  constructor(host: ErasuresHost) {
    this.#host = host;
  }

  /** Resolves once all pending erasures are done; rejects with {@link StoreError} if that fails now. */
  deliver(): Promise<void> {
    // One after the other: the lobby accepts only rising ids.
    this.#last = this.#last.catch(() => {}).then(() => this.#deliver());
    return this.#last;
  }

  async #deliver(): Promise<void> {
    const { store, lobby, discardAsides } = this.#host;
    for (;;) {
      const pending = await store.pendingErasures();
      if (pending.length === 0) return;
      await discardAsides(new Set(pending.map(({ player }) => player)));
      for (const { id, player } of pending) {
        const cause = { room: `erasures/${store.id}`, tick: id, index: 0 };
        try {
          await (await lobby()).putFrom({ type: "forget", cause, player });
        } catch (error) {
          throw new StoreError(`the lobby cannot erase player ${player} now`, { cause: error });
        }
        await store.erasureDone(id);
      }
    }
  }
}
