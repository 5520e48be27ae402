import { Protocol } from "@colyseus/core";
import { REPLICATION_LIMITS } from "../../shared/wire/limits.ts";
import { Crowd } from "./crowd.ts";
import { EventDesk, type Happening } from "./events.ts";
import { FrameWriter } from "./frames.ts";
import type { Replica } from "./replica.ts";
import { type Sink, Viewer } from "./viewer.ts";

/** A world as clients see it. */
export interface Scene {
  /** What its rules answer is as of the last write, while the world goes on; but for places, which are read at once. */
  readonly replica: Replica;
  /** About how far from the origin anything is, px. */
  readonly halfWidthPx: number;
  /** Where a seat looks from. @param out gets 1/65536 px */
  eye(seat: number, out: { x: number; y: number }): void;
}

export interface ReplicatorHost {
  readonly patchHz: number;
  /** Ticks from one patch to the next. */
  readonly patchEveryTicks: number;
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

/** So many are sent a patch at once; more than these in parts, one a tick until the next patch. */
const AT_ONCE = 200;
/** In so many patches everyone's surroundings are looked at once. */
const ROUND_PATCHES = 5;

/** Of a frame that tells nothing: the protocol's byte. */
const EMPTY_BYTES = 1;

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
  #patches = 0;
  #joined = 0;
  #deferred = 0;
  /** How many of the crowd have this patch. */
  #served = 0;
  #happenings: readonly Happening[] = [];

  constructor(scene: Scene, host: ReplicatorHost) {
    const { replica, halfWidthPx } = scene;
    this.#scene = scene;
    this.#host = host;
    this.#frames = new FrameWriter(replica, halfWidthPx);
    this.#crowd = new Crowd(halfWidthPx);
    this.#events = new EventDesk(host.eventDropped);
    this.#frames.begin();
    replica.settle();
  }

  /** What a client needs to decode the state without knowing its classes. */
  get handshake(): Uint8Array {
    return this.#scene.replica.handshake;
  }

  /** Someone who will look, once it has its first {@link state}. */
  join(seat: number, sink: Sink): Viewer {
    const viewer = new Viewer(seat, this.#frames.ledger.take(), sink);
    viewer.turn = this.#joined++ % ROUND_PATCHES;
    this.#viewers.add(viewer);
    return viewer;
  }

  leave(viewer: Viewer): void {
    if (this.#viewers.delete(viewer)) this.#frames.ledger.giveBack(viewer.row);
  }

  /** Whether not everyone has the last patch yet; until then, the scene's tables stay as they are. */
  get sending(): boolean {
    return this.#served < this.#crowd.everyone.length;
  }

  /** A frame with all that a viewer sees, as of the last patch; patches go on from it. Valid until the next call. */
  state(viewer: Viewer): Uint8Array {
    // Where nobody looked, nothing was kept sorted.
    if (this.#crowd.everyone.length === 0) this.#frames.begin();
    this.#scene.eye(viewer.seat, viewer);
    viewer.lookedX = viewer.x;
    viewer.lookedY = viewer.y;
    viewer.started = true;
    viewer.credit = REPLICATION_LIMITS.clientBytesPerSecond;
    return this.#frames.state(viewer, Protocol.ROOM_STATE);
  }

  /**
   * Tells what changed: a small audience at once, of a large one the first part. The scene's tables are up to date, and
   * stay so until the others have it, see {@link more}.
   *
   * @param happenings since the last patch, in order
   */
  patch(happenings: readonly Happening[]): void {
    if (this.sending) throw new Error("not everyone has the patch before");
    this.#patches++;
    this.#served = 0;
    this.#gather();
    if (this.#crowd.everyone.length === 0) {
      this.#scene.replica.settle();
      return;
    }
    this.#frames.begin();
    this.#offer();
    this.#happenings = happenings;
    this.#events.sort(happenings, this.#crowd);
    const { length: count } = this.#crowd.everyone;
    const { patchEveryTicks: ticks } = this.#host;
    // This tick has most to do besides, so its part is the smallest.
    this.#serve(count <= AT_ONCE || ticks === 1 ? count : Math.ceil(count / (ticks + 1)));
  }

  /** Sends the patch to the next part of those who do not have it yet: always in the same order, so each at its pace. */
  more(): void {
    const { patchEveryTicks: ticks } = this.#host;
    this.#serve(Math.ceil((this.#crowd.everyone.length * ticks) / (ticks * ticks - 1)));
  }

  /** Sends the patch to all who do not have it yet. */
  finish(): void {
    this.#serve(Number.POSITIVE_INFINITY);
  }

  #serve(most: number): void {
    if (!this.sending) return;
    const { everyone } = this.#crowd;
    const end = Math.min(everyone.length, this.#served + most);
    while (this.#served < end) {
      const viewer = everyone[this.#served++];
      if (this.#viewers.has(viewer)) this.#send(viewer, this.#happenings);
    }
    // Those of small rooms wait for the end of the turn, so that no room's sending makes another one late.
    if (everyone.length > AT_ONCE) everyone[end - 1].sink.flush?.();
    if (this.sending) return;
    this.#happenings = [];
    this.#scene.replica.settle();
    if (this.#frames.deferred !== this.#deferred) this.#host.deferred(this.#frames.deferred - this.#deferred);
    this.#deferred = this.#frames.deferred;
  }

  /** Objects that came up since the last patch, to whoever is near. */
  #offer(): void {
    const { replica } = this.#scene;
    for (let at = 0; at < replica.maps.length; at++) {
      const { interest, table } = replica.maps[at];
      if (interest.by !== "place") continue;
      const offers = this.#frames.ledger.offers[at];
      offers.clearAll();
      // Backward, because of a row's offers the last comes first.
      for (let i = table.opened.length - 1; i >= 0; i--) {
        const slot = table.opened[i];
        if (table.live[slot] === 0) continue;
        for (const viewer of this.#crowd.near(interest.x[slot], interest.y[slot], interest.enterPx))
          if (!(interest.isOwn?.(slot, viewer.seat) ?? false)) offers.put(viewer.row, slot);
      }
    }
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
    if (frame.length === EMPTY_BYTES) return;
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
