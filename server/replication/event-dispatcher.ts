import { ByteWriter } from "../../shared/codec/bytes.ts";
import { REPLICATION_LIMITS } from "../../shared/wire/limits.ts";
import { type EncodedEvent, writeEvent } from "../../shared/wire/messages.ts";
import type { ViewerIndex } from "./interest/viewer-index.ts";
import type { Viewer } from "./viewer.ts";

/** The recipients of an event. */
export interface Recipients {
  /** All clients receive it. */
  everyone: boolean;
  /** Seats that receive it regardless of their view; −1: none. */
  seat: number;
  other: number;
  /** Epoch of `seat`: only this holder of the seat receives it, not a later one; 0: whoever holds it. */
  epoch: number;
  /** More seats that receive it regardless of their view. The list must not change later. null: none. */
  seats: readonly number[] | null;
  /** Epochs of `seats`, in their order: only these holders receive it. null: whoever holds them. */
  epochs: readonly number[] | null;
  /** Viewers within this distance (px) of the position receive it; 0: none by distance. */
  reachPx: number;
  x: number;
  y: number;
}

export const newRecipients = (): Recipients => ({
  everyone: false,
  seat: -1,
  other: -1,
  epoch: 0,
  seats: null,
  epochs: null,
  reachPx: 0,
  x: 0,
  y: 0,
});

const isHolder = (viewer: Viewer | undefined, epoch: number): boolean => epoch === 0 || viewer?.epoch === epoch;

export const hasRecipients = ({ everyone, seat, other, seats, reachPx }: Recipients): boolean =>
  everyone || seat >= 0 || other >= 0 || (seats !== null && seats.length > 0) || reachPx > 0;

/** An encoded event and its recipients. */
export interface OutboundEvent extends EncodedEvent {
  readonly recipients: Readonly<Recipients>;
}

const ONE = 65_536;
const NO_SEATS: readonly number[] = [];

/** Distributes events to viewers, and buffers the events that slow clients must not miss. */
export class EventDispatcher {
  readonly #dropped: () => void;
  readonly #out = new ByteWriter(256);

  constructor(dropped: () => void) {
    this.#dropped = dropped;
  }

  distribute(events: readonly OutboundEvent[], viewers: ViewerIndex<Viewer>): void {
    for (let i = 0; i < events.length; i++) {
      const { everyone, seat, other, epoch, seats, epochs, reachPx, x, y } = events[i].recipients;
      if (everyone) {
        for (const viewer of viewers.everyone) addOnce(viewer, i);
        continue;
      }
      if (reachPx > 0) for (const viewer of viewers.near(x * ONE, y * ONE, reachPx)) addOnce(viewer, i);
      if (seat >= 0 && isHolder(viewers.at(seat), epoch)) addOnce(viewers.at(seat), i);
      if (other >= 0) addOnce(viewers.at(other), i);
      for (const [at, each] of (seats ?? NO_SEATS).entries())
        if (isHolder(viewers.at(each), epochs?.[at] ?? 0)) addOnce(viewers.at(each), i);
    }
  }

  /**
   * Encodes a viewer's events; valid until the next call. null: there are none.
   *
   * @param allowance bytes for events that the viewer merely sees; its own events come in any case
   */
  encodeFor(viewer: Viewer, events: readonly OutboundEvent[], allowance: number): ByteWriter | null {
    const { eventIndexes, bufferedEvents } = viewer;
    if (eventIndexes.length === 0 && bufferedEvents === null) return null;
    const out = this.#out.reset();
    let last = 0;
    viewer.bufferedEvents = null;
    if (bufferedEvents !== null)
      for (const event of bufferedEvents)
        if (isFull(viewer, event, out)) this.#buffer(viewer, event);
        else last = writeEvent(event, last, out);
    let left = allowance;
    for (const i of eventIndexes) {
      const happening = events[i];
      const mandatory = mustReceive(happening, viewer);
      if (left <= 0 && !mandatory) continue;
      if (isFull(viewer, happening, out)) {
        if (mandatory) this.#buffer(viewer, happening);
        continue;
      }
      left -= happening.bytes.length;
      last = writeEvent(happening, last, out);
    }
    eventIndexes.length = 0;
    return out.length === 0 ? null : out;
  }

  /** Handles a viewer that cannot be sent anything now: drops events that it merely sees, and buffers its own. */
  bufferFor(viewer: Viewer, events: readonly OutboundEvent[]): void {
    for (const i of viewer.eventIndexes) if (mustReceive(events[i], viewer)) this.#buffer(viewer, events[i]);
    viewer.eventIndexes.length = 0;
  }

  #buffer(viewer: Viewer, { tick, bytes }: EncodedEvent): void {
    viewer.bufferedEvents ??= [];
    if (viewer.bufferedEvents.length >= REPLICATION_LIMITS.keptEvents) this.#dropped();
    else viewer.bufferedEvents.push({ tick, bytes });
  }
}

/** Whether an event must wait, with those after it, because the patch's events field is full. */
function isFull({ bufferedEvents }: Viewer, { bytes }: EncodedEvent, { length }: ByteWriter): boolean {
  return bufferedEvents !== null || (length > 0 && length + bytes.length > REPLICATION_LIMITS.eventBytes);
}

/** Adds an event to a viewer's list once, even if several rules select the viewer. */
function addOnce(viewer: Viewer | undefined, happening: number): void {
  if (viewer === undefined) return;
  const { eventIndexes } = viewer;
  if (eventIndexes.length === 0 || eventIndexes[eventIndexes.length - 1] !== happening) eventIndexes.push(happening);
}

/** Whether the viewer must receive the event regardless of its view. */
function mustReceive(
  { recipients: { everyone, seat, other, seats, reachPx } }: OutboundEvent,
  viewer: Viewer,
): boolean {
  // Without a distance, the event is addressed to its recipients.
  if (everyone || reachPx === 0) return true;
  return viewer.seat >= 0 && (seat === viewer.seat || other === viewer.seat || seats?.includes(viewer.seat) === true);
}
