import { type Decoder, Reflection } from "@colyseus/schema";
import type { Replicator, ReplicatorOptions } from "../../../server/replication/replicator.ts";
import { applyDefaults } from "../../../shared/wire/defaults.ts";

export const REPLICA_HOST: ReplicatorOptions = {
  patchHz: 20,
  patchEveryTicks: 1,
  patched() {},
  patchSkipped() {},
  deferred() {},
  eventDropped() {},
  tooSlow() {},
};

/** One client's end of a replica, with nothing but its handshake. */
export class ReplicaClient {
  readonly viewer;
  readonly #decoder: Decoder;

  constructor(
    readonly seat: number,
    readonly epoch: number,
    replicator: Replicator,
  ) {
    this.#decoder = Reflection.decode(replicator.handshake);
    applyDefaults(this.#decoder.state);
    this.viewer = replicator.join(seat, { raw: (frame) => void this.#decoder.decode(frame.slice(1)) }, epoch);
    this.#decoder.decode(replicator.state(this.viewer).slice(1));
  }

  get state(): object {
    return this.#decoder.state;
  }
}
