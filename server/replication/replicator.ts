import { Protocol } from "@colyseus/core";
import { REPLICATION_LIMITS } from "../../shared/wire/limits.ts";
import { Crowd } from "./crowd.ts";
import { EventDesk, type Happening } from "./events.ts";
import { FrameWriter } from "./frames.ts";
import { handshakeOf } from "./handshake.ts";
import type { Replica } from "./replica.ts";
import { type Sink, Viewer } from "./viewer.ts";

/** A world as clients see it. */
export interface Scene {
  readonly replica: Replica;
  /** About how far from the origin anything is, px. */
  readonly halfWidthPx: number;
  /** Where a seat looks from. @param out gets 1/65536 px */
  eye(seat: number, out: { x: number; y: number }): void;
}

export interface ReplicatorHost {
  readonly patchHz: number;
  /** One frame of state was sent. */
  readonly patched: (bytes: number) => void;
  /** A client's socket did not take the frames before, so this one was not made. */
  readonly patchSkipped: () => void;
  /** So many changes wait, because a client's share was used up. */
  readonly deferred: (changes: number) => void;
  readonly eventDropped: () => void;
  /** A client stayed slow for too long. */
  readonly tooSlow: (viewer: Viewer) => void;
}

/** In so many patches everyone's surroundings are looked at once. */
const ROUND_PATCHES = 5;

const ONE = 65_536;
/** Who has moved so far since, looks around at once. */
const LEAP_PX = 250;

/** Sends a scene to those who look at it: to each what is near it, in frames that the stock SDK decodes. */
export class Replicator {
  readonly #scene: Scene;
  readonly #host: ReplicatorHost;
  readonly #frames: FrameWriter;
  readonly #crowd: Crowd;
  readonly #events: EventDesk;
  readonly #viewers = new Set<Viewer>();
  readonly #handshake: Uint8Array;
  #patches = 0;
  #joined = 0;
  #deferred = 0;

  constructor(scene: Scene, host: ReplicatorHost) {
    const { replica, halfWidthPx } = scene;
    this.#scene = scene;
    this.#host = host;
    this.#frames = new FrameWriter(replica, halfWidthPx);
    this.#crowd = new Crowd(halfWidthPx);
    this.#events = new EventDesk(host.eventDropped);
    this.#handshake = handshakeOf(replica.state);
    this.#frames.sort();
    replica.settle();
  }

  /** What a client needs to decode the state without knowing its classes. */
  get handshake(): Uint8Array {
    return this.#handshake;
  }

  /** Someone who will look, once it has its first {@link state}. */
  join(seat: number, sink: Sink): Viewer {
    const viewer = new Viewer(this.#scene.replica, seat, sink);
    viewer.turn = this.#joined++ % ROUND_PATCHES;
    this.#viewers.add(viewer);
    return viewer;
  }

  leave(viewer: Viewer): void {
    this.#viewers.delete(viewer);
  }

  /** A frame with all that a viewer sees, as of the last patch; patches go on from it. Valid until the next call. */
  state(viewer: Viewer): Uint8Array {
    // Where nobody looked, nothing was kept sorted.
    if (this.#crowd.everyone.length === 0) this.#frames.sort();
    this.#scene.eye(viewer.seat, viewer);
    viewer.lookedX = viewer.x;
    viewer.lookedY = viewer.y;
    viewer.started = true;
    viewer.credit = REPLICATION_LIMITS.clientBytesPerSecond;
    return this.#frames.state(viewer, Protocol.ROOM_STATE);
  }

  /** Sends everyone what changed. The scene's tables are up to date. @param happenings since the last patch, in order */
  patch(happenings: readonly Happening[]): void {
    const { replica } = this.#scene;
    this.#patches++;
    this.#gather();
    if (this.#crowd.everyone.length === 0) {
      replica.settle();
      return;
    }
    this.#frames.sort();
    for (let at = 0; at < replica.maps.length; at++) {
      const { interest, table } = replica.maps[at];
      if (interest.by !== "place") continue;
      for (const slot of table.opened)
        if (table.live[slot] === 1)
          for (const viewer of this.#crowd.near(interest.x[slot], interest.y[slot], interest.enterPx))
            if (!(interest.isOwn?.(slot, viewer.seat) ?? false)) viewer.offers[at].push(slot);
    }
    this.#events.sort(happenings, this.#crowd);
    for (const viewer of this.#crowd.everyone) this.#send(viewer, happenings);
    replica.settle();
    if (this.#frames.deferred !== this.#deferred) this.#host.deferred(this.#frames.deferred - this.#deferred);
    this.#deferred = this.#frames.deferred;
  }

  #gather(): void {
    this.#crowd.clear();
    for (const viewer of this.#viewers) {
      if (!viewer.started) continue;
      this.#scene.eye(viewer.seat, viewer);
      this.#crowd.add(viewer);
    }
    this.#crowd.sort();
  }

  #send(viewer: Viewer, happenings: readonly Happening[]): void {
    const { clientBytesPerSecond, pendingBytes, slowMs } = REPLICATION_LIMITS;
    const { patchHz } = this.#host;
    const share = clientBytesPerSecond / patchHz;
    viewer.credit = Math.min(clientBytesPerSecond, viewer.credit + share);
    if ((viewer.sink.bufferedBytes ?? 0) > pendingBytes) {
      this.#frames.owe(viewer);
      this.#events.keep(viewer, happenings);
      this.#host.patchSkipped();
      if (++viewer.skipped === Math.ceil((slowMs / 1000) * patchHz)) this.#host.tooSlow(viewer);
      return;
    }
    const look = viewer.skipped > 0 || (this.#patches + viewer.turn) % ROUND_PATCHES === 0 || leapt(viewer);
    viewer.skipped = 0;
    if (look) {
      viewer.lookedX = viewer.x;
      viewer.lookedY = viewer.y;
    }
    const events = this.#events.take(viewer, happenings, viewer.credit);
    const frame = this.#frames.patch(viewer, Protocol.ROOM_STATE_PATCH, look, viewer.credit, share / 2, events);
    viewer.credit -= frame.length;
    this.#host.patched(frame.length);
    viewer.sink.raw(frame);
  }
}

function leapt({ x, y, lookedX, lookedY }: Viewer): boolean {
  const dx = (x - lookedX) / ONE;
  const dy = (y - lookedY) / ONE;
  return dx * dx + dy * dy > LEAP_PX * LEAP_PX;
}
