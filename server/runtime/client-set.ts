import type { Client } from "@colyseus/core";
import type { Tick } from "../../shared/machine.ts";
import { CLOSE, type CloseReason } from "../../shared/wire/codes.ts";
import { REPLICATION_LIMITS } from "../../shared/wire/limits.ts";
import { encodeStateCheck, TO_CLIENT } from "../../shared/wire/messages.ts";
import { ReplicaSerializer } from "../colyseus/serializer.ts";
import type { OutboundEvent } from "../replication/event-dispatcher.ts";
import { Mirror } from "../replication/mirror.ts";
import { Replicator } from "../replication/replicator.ts";
import type { FrameSink, Viewer } from "../replication/viewer.ts";
import type { RuntimeMetrics } from "./metrics.ts";
import type { Projection } from "./room-definition.ts";

interface ConnectedClient {
  readonly client: Client;
  readonly viewer: Viewer;
  /** Decodes what a verifying client is sent; null: the client does not verify. */
  readonly mirror: Mirror | null;
}

/** The rate of patches. */
export interface PatchRate {
  readonly machine: { readonly tickHz: number };
  readonly patchEveryTicks: number;
}

const NO_STATE = new Uint8Array(0);

/** The connected clients of one room: joins each to the replicator and sends digests to those that verify. */
export class ClientSet {
  readonly serializer: ReplicaSerializer;
  readonly #project: () => Projection;
  readonly #pace: PatchRate;
  readonly #kick: (client: Client, row: CloseReason) => void;
  #createdReplicator: Replicator | null = null;
  readonly #metrics: RuntimeMetrics;
  readonly #bySession = new Map<string, ConnectedClient>();
  readonly #byViewer = new Map<Viewer, ConnectedClient>();
  #checkers = 0;
  /** Tick of the patch whose digests are due; null: none. */
  #checkTick: Tick | null = null;

  /**
   * @param project returns the room's projection, the same one each time; called when it is first needed
   * @param kick disconnects a client for good
   */
  constructor(
    project: () => Projection,
    pace: PatchRate,
    metrics: RuntimeMetrics,
    kick: (client: Client, row: CloseReason) => void,
  ) {
    this.#project = project;
    this.#pace = pace;
    this.#metrics = metrics;
    this.#kick = kick;
    this.serializer = new ReplicaSerializer(
      () => this.#replicator.handshake,
      (client) => this.#state(client),
    );
  }

  /** Created on first use: a room without clients needs none. */
  get #replicator(): Replicator {
    this.#createdReplicator ??= this.#newReplicator();
    return this.#createdReplicator;
  }

  #newReplicator(): Replicator {
    const { machine, patchEveryTicks } = this.#pace;
    const metrics = this.#metrics;
    return new Replicator(this.#project(), {
      patchHz: machine.tickHz / patchEveryTicks,
      patchEveryTicks,
      patched: (bytes) => metrics.patched(bytes),
      patchSkipped: () => metrics.patchSkipped(),
      deferred: (changes) => metrics.changesDeferred(changes),
      eventDropped: () => metrics.eventDropped(),
      tooSlow: (viewer) => {
        const connected = this.#byViewer.get(viewer);
        if (connected !== undefined) this.#kick(connected.client, CLOSE.slowConsumer);
      },
    });
  }

  /**
   * Adds the new socket of a seat.
   *
   * @param sink takes its state frames
   * @param verify the client wants digests; it gets them unless too many others do
   * @param epoch of the seat
   */
  open(client: Client, sink: FrameSink, seat: number, verify: boolean, epoch = 0): void {
    this.close(client.sessionId);
    const checks = verify && this.#checkers < REPLICATION_LIMITS.checkers;
    if (verify && !checks) this.#metrics.checkerRefused();
    const mirror = checks ? new Mirror(this.#project().replica.newDecoder(), sink) : null;
    if (checks) this.#checkers++;
    const connected = { client, mirror, viewer: this.#replicator.join(seat, mirror ?? sink, epoch) };
    this.#bySession.set(client.sessionId, connected);
    this.#byViewer.set(connected.viewer, connected);
  }

  /** Removes a socket that has closed or is about to. */
  close(sessionId: string): void {
    const connected = this.#bySession.get(sessionId);
    if (connected === undefined) return;
    if (connected.mirror !== null) this.#checkers--;
    this.#replicator.leave(connected.viewer);
    this.#bySession.delete(sessionId);
    this.#byViewer.delete(connected.viewer);
  }

  #state({ sessionId }: Client): Uint8Array {
    const connected = this.#bySession.get(sessionId);
    // A restored client gets no state.
    if (connected === undefined) return NO_STATE;
    const frame = this.#replicator.state(connected.viewer);
    connected.mirror?.decode(frame);
    return frame;
  }

  /** Whether some clients still lack the last patch. */
  get isSending(): boolean {
    return this.#createdReplicator?.isSending ?? false;
  }

  patch(events: readonly OutboundEvent[]): void {
    this.#replicator.patch(events);
  }

  sendMore(): void {
    this.#replicator.sendMore();
    this.#sendDigests();
  }

  /** Sends the rest of the last patch. */
  finish(): void {
    this.#createdReplicator?.finish();
    this.#sendDigests();
  }

  scheduleDigests(tick: Tick): void {
    this.#checkTick = tick;
    this.#sendDigests();
  }

  /** Sends verifying clients their digest, once all clients have the patch. */
  #sendDigests(): void {
    const tick = this.#checkTick;
    if (tick === null || this.#replicator.isSending) return;
    this.#checkTick = null;
    if (this.#checkers === 0) return;
    for (const { client, viewer, mirror } of this.#bySession.values())
      if (mirror !== null && viewer.started && viewer.skipped === 0)
        client.sendBytes(TO_CLIENT.check, encodeStateCheck({ tick, digest: mirror.digest() }));
  }
}
