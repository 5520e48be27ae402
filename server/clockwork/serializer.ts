import type { Client, Serializer } from "@colyseus/core";
import type { Schema } from "@colyseus/schema";
import type { Replicator } from "../replication/replicator.ts";
import type { Viewer } from "../replication/viewer.ts";

/** What core asks for when someone comes in; patches do not pass through core. */
export class ReplicaSerializer implements Serializer<Schema> {
  readonly id = "schema";
  readonly #replicator: Replicator;
  readonly #viewerOf: (client: Client) => Viewer | undefined;

  constructor(replicator: Replicator, viewerOf: (client: Client) => Viewer | undefined) {
    this.#replicator = replicator;
    this.#viewerOf = viewerOf;
  }

  reset(): void {}

  getFullState(client?: Client): Uint8Array {
    const viewer = client === undefined ? undefined : this.#viewerOf(client);
    if (viewer === undefined) throw new Error("a state is for someone who looks");
    return this.#replicator.state(viewer);
  }

  applyPatches(): boolean {
    return false;
  }

  handshake(): Uint8Array {
    return this.#replicator.handshake;
  }
}
