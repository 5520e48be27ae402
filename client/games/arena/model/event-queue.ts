import type { Event } from "../../../../shared/games/arena/event.ts";
import { arena } from "../../../../shared/games/arena/index.ts";
import { decodeEvents } from "../../../../shared/wire/messages.ts";
import type { BeamPredictor } from "./beam-predictor.ts";

/** Events kept for the next frame at most; a hidden tab, which makes no frames, drops the oldest. */
const MAX_EVENTS = 256;

/** The events since the last frame. */
export class EventQueue {
  readonly #events: Event[] = [];

  add(event: Event): void {
    if (this.#events.length === MAX_EVENTS) this.#events.shift();
    this.#events.push(event);
  }

  /** Adds the events of a message. @param onEvent called with each event */
  receive(bytes: Uint8Array, ownSeat: number, beams: BeamPredictor, onEvent: (event: Event) => void): void {
    for (const batch of decodeEvents(bytes)) {
      const event = arena.codecs.event.decode(batch.bytes);
      onEvent(event);
      if (event.type === "beam" && event.seat === ownSeat && beams.wasShown(batch.tick)) continue;
      this.add(event);
    }
  }

  /** Moves all events into a frame's list. */
  drainTo(events: Event[]): void {
    events.length = 0;
    for (let i = 0; i < this.#events.length; i++) events.push(this.#events[i]);
    this.#events.length = 0;
  }
}
