import type { Client, Serializer } from "@colyseus/core";
import type { Schema } from "@colyseus/schema";

/** Gives Colyseus the state for a joining client. Patches bypass it. */
export class ReplicaSerializer implements Serializer<Schema> {
  readonly id = "schema";
  readonly #handshake: () => Uint8Array;
  readonly #stateOf: (client: Client) => Uint8Array;

  constructor(handshake: () => Uint8Array, stateOf: (client: Client) => Uint8Array) {
    this.#handshake = handshake;
    this.#stateOf = stateOf;
  }

  reset(): void {}

  getFullState(client?: Client): Uint8Array {
    if (client === undefined) throw new Error("getFullState needs a client");
    return this.#stateOf(client);
  }

  applyPatches(): boolean {
    return false;
  }

  handshake(): Uint8Array {
    return this.#handshake();
  }
}
