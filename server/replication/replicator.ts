import { Protocol } from "@colyseus/core";
import { REPLICATION_LIMITS } from "../../shared/wire/limits.ts";
import { EventDispatcher, type OutboundEvent } from "./event-dispatcher.ts";
import { FrameWriter } from "./frame-writer.ts";
import { ViewerIndex } from "./interest/viewer-index.ts";
import type { Replica } from "./replica.ts";
import { type FrameSink, Viewer } from "./viewer.ts";

/** A world in the form that is replicated to clients. */
export interface ReplicatedWorld {
  /** Its rules refer to the last write while the world goes on; positions are read at once. */
  readonly replica: Replica;
  /** Approximate maximum distance of objects from the origin, px. */
  readonly halfWidthPx: number;
  /** The eye position of a seat. @param out receives 1/65536 px */
  eye(seat: number, out: { x: number; y: number }): void;
}

export interface ReplicatorOptions {
  readonly patchHz: number;
  /** Ticks between patches. */
  readonly patchEveryTicks: number;
  /** A state frame was sent. */
  readonly patched: (bytes: number) => void;
  /** A client's socket had not accepted earlier frames, so it got none. */
  readonly patchSkipped: () => void;
  /** Changes were deferred because a client's share was used up. */
  readonly deferred: (changes: number) => void;
  readonly eventDropped: () => void;
  /** A client was slow for too long. */
  readonly tooSlow: (viewer: Viewer) => void;
}

/** Up to this many clients get a patch at once. More are served in parts, one per tick until the next patch. */
const MAX_AT_ONCE = 200;
/** Each viewer's surroundings are searched anew once in this many patches. */
const SEARCH_EVERY_PATCHES = 5;

/** Size of an empty frame: the protocol byte. */
const EMPTY_FRAME_BYTES = 1;

const ONE = 65_536;
/** A viewer that moved this far since its last search is searched anew at once. */
const LEAP_PX = 250;

/** Replicates a scene to its viewers: to each the objects near it, in frames for the stock SDK. */
export class Replicator {
  readonly #scene: ReplicatedWorld;
  readonly #options: ReplicatorOptions;
  readonly #frames: FrameWriter;
  readonly #index: ViewerIndex<Viewer>;
  readonly #events: EventDispatcher;
  readonly #viewers = new Set<Viewer>();
  #patches = 0;
  #joined = 0;
  #deferred = 0;
  /** Number of viewers that have this patch. */
  #served = 0;
  #patchEvents: readonly OutboundEvent[] = [];

  constructor(scene: ReplicatedWorld, options: ReplicatorOptions) {
    const { replica, halfWidthPx } = scene;
    this.#scene = scene;
    this.#options = options;
    this.#frames = new FrameWriter(replica, halfWidthPx);
    this.#index = new ViewerIndex(halfWidthPx);
    this.#events = new EventDispatcher(options.eventDropped);
    this.#frames.begin();
    replica.settle();
  }

  /** The handshake, from which a client decodes the state without its classes. */
  get handshake(): Uint8Array {
    return this.#scene.replica.handshake;
  }

  /** Adds a viewer, which gets patches after its first {@link state}. */
  join(seat: number, sink: FrameSink, epoch = 0): Viewer {
    const viewer = new Viewer(seat, this.#frames.ledger.addClient(), sink, epoch);
    viewer.searchTurn = this.#joined++ % SEARCH_EVERY_PATCHES;
    this.#viewers.add(viewer);
    return viewer;
  }

  leave(viewer: Viewer): void {
    if (this.#viewers.delete(viewer)) this.#frames.ledger.removeClient(viewer.row);
  }

  /** Whether some viewers still lack the last patch; until then the scene's tables must not change. */
  get isSending(): boolean {
    return this.#served < this.#index.everyone.length;
  }

  /**
   * A frame with everything in a viewer's view, as of the last patch; patches continue from it. Valid until the next
   * call.
   */
  state(viewer: Viewer): Uint8Array {
    // Without viewers, the indexes were not updated.
    if (this.#index.everyone.length === 0) this.#frames.begin();
    this.#scene.eye(viewer.seat, viewer);
    viewer.searchedX = viewer.x;
    viewer.searchedY = viewer.y;
    viewer.started = true;
    viewer.credit = REPLICATION_LIMITS.clientBytesPerSecond;
    return this.#frames.writeState(viewer, Protocol.ROOM_STATE);
  }

  /**
   * Sends the changes: to all viewers, or to the first part of a large audience. The scene's tables must be up to date,
   * and stay so until all viewers have the patch, see {@link sendMore}.
   *
   * @param events since the last patch, in order
   */
  patch(events: readonly OutboundEvent[]): void {
    if (this.isSending) throw new Error("some viewers still lack the previous patch");
    this.#patches++;
    this.#served = 0;
    this.#gather();
    if (this.#index.everyone.length === 0) {
      this.#scene.replica.settle();
      return;
    }
    this.#frames.begin();
    this.#offer();
    this.#patchEvents = events;
    this.#events.distribute(events, this.#index);
    const { length: count } = this.#index.everyone;
    const { patchEveryTicks: ticks } = this.#options;
    // The part of this tick is the smallest, because the tick has other work.
    this.#serve(count <= MAX_AT_ONCE || ticks === 1 ? count : Math.ceil(count / (ticks + 1)));
  }

  /**
   * Sends the patch to the next part of the viewers, always in the same order, so that each gets patches at a regular
   * pace.
   */
  sendMore(): void {
    const { patchEveryTicks: ticks } = this.#options;
    this.#serve(Math.ceil((this.#index.everyone.length * ticks) / (ticks * ticks - 1)));
  }

  /** Sends the patch to all remaining viewers. */
  finish(): void {
    this.#serve(Number.POSITIVE_INFINITY);
  }

  #serve(maxClients: number): void {
    if (!this.isSending) return;
    const { everyone } = this.#index;
    const end = Math.min(everyone.length, this.#served + maxClients);
    while (this.#served < end) {
      const viewer = everyone[this.#served++];
      if (this.#viewers.has(viewer)) this.#send(viewer, this.#patchEvents);
    }
    // Small rooms flush at the end of the turn, so that no room's sending delays another.
    if (everyone.length > MAX_AT_ONCE) everyone[end - 1].sink.flush?.();
    if (this.isSending) return;
    this.#patchEvents = [];
    this.#scene.replica.settle();
    if (this.#frames.deferred !== this.#deferred) this.#options.deferred(this.#frames.deferred - this.#deferred);
    this.#deferred = this.#frames.deferred;
  }

  /** Offers objects that appeared since the last patch to the viewers near them. */
  #offer(): void {
    const { replica } = this.#scene;
    for (let at = 0; at < replica.maps.length; at++) {
      const { interest, table } = replica.maps[at];
      if (interest.by !== "place") continue;
      const offers = this.#frames.ledger.offers[at];
      offers.clearAll();
      // Backward, because a row lists its last offer first.
      for (let i = table.opened.length - 1; i >= 0; i--) {
        const slot = table.opened[i];
        if (table.live[slot] === 0) continue;
        for (const viewer of this.#index.near(interest.x[slot], interest.y[slot], interest.enterPx))
          if (!(interest.isOwn?.(slot, viewer.seat) ?? false)) offers.put(viewer.row, slot);
      }
    }
  }

  #gather(): void {
    this.#index.clear();
    for (const viewer of this.#viewers) {
      if (!viewer.started) continue;
      this.#scene.eye(viewer.seat, viewer);
      this.#index.add(viewer);
    }
    this.#index.rebuild();
  }

  #send(viewer: Viewer, patchEvents: readonly OutboundEvent[]): void {
    const { clientBytesPerSecond, pendingBytes, slowMs } = REPLICATION_LIMITS;
    const { patchHz } = this.#options;
    const share = clientBytesPerSecond / patchHz;
    viewer.credit = Math.min(clientBytesPerSecond, viewer.credit + share);
    if ((viewer.sink.bufferedBytes ?? 0) > pendingBytes) {
      this.#frames.recordOwed(viewer);
      this.#events.bufferFor(viewer, patchEvents);
      this.#options.patchSkipped();
      if (++viewer.skipped === Math.ceil((slowMs / 1000) * patchHz)) this.#options.tooSlow(viewer);
      return;
    }
    const fullSearch =
      viewer.skipped > 0 || (this.#patches + viewer.searchTurn) % SEARCH_EVERY_PATCHES === 0 || hasLeapt(viewer);
    viewer.skipped = 0;
    if (fullSearch) {
      viewer.searchedX = viewer.x;
      viewer.searchedY = viewer.y;
    }
    const events = this.#events.encodeFor(viewer, patchEvents, viewer.credit);
    const frame = this.#frames.writePatch(
      viewer,
      Protocol.ROOM_STATE_PATCH,
      fullSearch,
      viewer.credit,
      share / 2,
      events,
    );
    if (frame.length === EMPTY_FRAME_BYTES) return;
    viewer.credit -= frame.length;
    this.#options.patched(frame.length);
    viewer.sink.raw(frame);
  }
}

function hasLeapt({ x, y, searchedX, searchedY }: Viewer): boolean {
  const dx = (x - searchedX) / ONE;
  const dy = (y - searchedY) / ONE;
  return dx * dx + dy * dy > LEAP_PX * LEAP_PX;
}
