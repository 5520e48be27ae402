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

interface Onlooker {
  readonly client: Client;
  readonly viewer: Viewer;
  /** Of one who checks what it decoded. */
  readonly mirror: Mirror | null;
}

/** How often patches are made. */
export interface Pace {
  readonly machine: { readonly tickHz: number };
  readonly patchEveryTicks: number;
}

const NOTHING = new Uint8Array(0);

/** Those whose sockets are open to a room: connects each to what it is told. */
export class Onlookers {
  readonly serializer: ReplicaSerializer;
  readonly #project: () => Projection;
  readonly #pace: Pace;
  readonly #dismiss: (client: Client, row: CloseRow) => void;
  #told: Replicator | null = null;
  readonly #metrics: ClockworkMetrics;
  readonly #bySession = new Map<string, Onlooker>();
  readonly #byViewer = new Map<Viewer, Onlooker>();
  #checkers = 0;
  /** Of the patch whose digests are to be told; null: they were. */
  #checkTick: Tick | null = null;

  /**
   * @param project what the room is projected to, the same each time; asked for when something is to be told
   * @param dismiss sends a client away for good
   */
  constructor(
    project: () => Projection,
    pace: Pace,
    metrics: ClockworkMetrics,
    dismiss: (client: Client, row: CloseRow) => void,
  ) {
    this.#project = project;
    this.#pace = pace;
    this.#metrics = metrics;
    this.#dismiss = dismiss;
    this.serializer = new ReplicaSerializer(
      () => this.#replicator.handshake,
      (client) => this.#state(client),
    );
  }

  /** Made when it is first needed, as a room that nobody has come to yet needs none. */
  get #replicator(): Replicator {
    this.#told ??= this.#newReplicator();
    return this.#told;
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
        const onlooker = this.#byViewer.get(viewer);
        if (onlooker !== undefined) this.#dismiss(onlooker.client, CLOSE.slowConsumer);
      },
    });
  }

  /**
   * A socket of a seat has opened.
   *
   * @param sink takes its frames of state
   * @param verify it checks what it decodes, if there are not too many who do
   */
  open(client: Client, sink: Sink, seat: number, verify: boolean): void {
    this.close(client.sessionId);
    const checks = verify && this.#checkers < REPLICATION_LIMITS.checkers;
    if (verify && !checks) this.#metrics.checkerRefused();
    const mirror = checks ? new Mirror(this.#project().replica.newDecoder(), sink) : null;
    if (checks) this.#checkers++;
    const onlooker = { client, mirror, viewer: this.#replicator.join(seat, mirror ?? sink) };
    this.#bySession.set(client.sessionId, onlooker);
    this.#byViewer.set(onlooker.viewer, onlooker);
  }

  /** It has closed, or is about to. */
  close(sessionId: string): void {
    const onlooker = this.#bySession.get(sessionId);
    if (onlooker === undefined) return;
    if (onlooker.mirror !== null) this.#checkers--;
    this.#replicator.leave(onlooker.viewer);
    this.#bySession.delete(sessionId);
    this.#byViewer.delete(onlooker.viewer);
  }

  #state({ sessionId }: Client): Uint8Array {
    const onlooker = this.#bySession.get(sessionId);
    // Who sits in for someone lost in a crash sees nothing.
    if (onlooker === undefined) return NOTHING;
    const frame = this.#replicator.state(onlooker.viewer);
    onlooker.mirror?.take(frame);
    return frame;
  }

  /** Whether not everyone has the last patch. */
  get sending(): boolean {
    return this.#told?.sending ?? false;
  }

  patch(happenings: readonly Happening[]): void {
    this.#replicator.patch(happenings);
  }

  more(): void {
    this.#replicator.more();
    this.#tellChecks();
  }

  /** Sends what of a patch was not sent yet. */
  finish(): void {
    this.#told?.finish();
    this.#tellChecks();
  }

  check(tick: Tick): void {
    this.#checkTick = tick;
    this.#tellChecks();
  }

  /** Tells those who check what they should have decoded by now, once they all have the patch. */
  #tellChecks(): void {
    const tick = this.#checkTick;
    if (tick === null || this.#replicator.sending) return;
    this.#checkTick = null;
    if (this.#checkers === 0) return;
    for (const { client, viewer, mirror } of this.#bySession.values())
      if (mirror !== null && viewer.started && viewer.skipped === 0)
        client.sendBytes(TO_CLIENT.check, encodeCheck({ tick, digest: mirror.digest() }));
  }
}
