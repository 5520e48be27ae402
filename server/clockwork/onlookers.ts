import type { Client } from "@colyseus/core";
import type { Tick } from "../../shared/machine.ts";
import { CLOSE, type CloseRow } from "../../shared/wire/codes.ts";
import { REPLICATION_LIMITS } from "../../shared/wire/limits.ts";
import { encodeCheck, TO_CLIENT } from "../../shared/wire/messages.ts";
import type { Happening } from "../replication/events.ts";
import { Mirror } from "../replication/mirror.ts";
import { Replicator } from "../replication/replicator.ts";
import type { Sink, Viewer } from "../replication/viewer.ts";
import type { Projection } from "./definition.ts";
import type { ClockworkMetrics } from "./metrics.ts";
import { ReplicaSerializer } from "./serializer.ts";

interface ConnectedClient {
  readonly client: Client;
  readonly viewer: Viewer;
  /** Decodes what a verifying client is sent; null: the client does not verify. */
  readonly mirror: Mirror | null;
}

/** The rate of patches. */
export interface Pace {
  readonly machine: { readonly tickHz: number };
  readonly patchEveryTicks: number;
}

const NO_STATE = new Uint8Array(0);

/** The connected clients of one room: joins each to the replicator and sends digests to those that verify. */
export class Onlookers {
  readonly serializer: ReplicaSerializer;
  readonly #project: () => Projection;
  readonly #pace: Pace;
  readonly #kick: (client: Client, row: CloseRow) => void;
  #createdReplicator: Replicator | null = null;
  readonly #metrics: ClockworkMetrics;
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
    pace: Pace,
    metrics: ClockworkMetrics,
    kick: (client: Client, row: CloseRow) => void,
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
  open(client: Client, sink: Sink, seat: number, verify: boolean, epoch = 0): void {
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
    connected.mirror?.take(frame);
    return frame;
  }

  /** Whether some clients still lack the last patch. */
  get sending(): boolean {
    return this.#createdReplicator?.sending ?? false;
  }

  patch(happenings: readonly Happening[]): void {
    this.#replicator.patch(happenings);
  }

  more(): void {
    this.#replicator.more();
    this.#sendDigests();
  }

  /** Sends the rest of the last patch. */
  finish(): void {
    this.#createdReplicator?.finish();
    this.#sendDigests();
  }

  check(tick: Tick): void {
    this.#checkTick = tick;
    this.#sendDigests();
  }

  /** Sends verifying clients their digest, once all clients have the patch. */
  #sendDigests(): void {
    const tick = this.#checkTick;
    if (tick === null || this.#replicator.sending) return;
    this.#checkTick = null;
    if (this.#checkers === 0) return;
    for (const { client, viewer, mirror } of this.#bySession.values())
      if (mirror !== null && viewer.started && viewer.skipped === 0)
        client.sendBytes(TO_CLIENT.check, encodeCheck({ tick, digest: mirror.digest() }));
  }
}
