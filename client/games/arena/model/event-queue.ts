import type { Event } from "../../../../shared/games/arena/event.ts";
import { arena } from "../../../../shared/games/arena/index.ts";
import { decodeEvents } from "../../../../shared/wire/messages.ts";
import type { BeamPredictor } from "./beam-predictor.ts";

/** Events kept for the next frame; while no frames are made, as in a hidden tab, the oldest are forgotten. */
const MAX_EVENTS = 256;

/** What happened since the last frame. */
export class EventQueue {
  readonly #kept: Event[] = [];

  add(event: Event): void {
    if (this.#kept.length === MAX_EVENTS) this.#kept.shift();
    this.#kept.push(event);
  }

  /** Takes over an events message. @param onEvent called with each event as it comes */
  receive(bytes: Uint8Array, ownSeat: number, beams: BeamPredictor, onEvent: (event: Event) => void): void {
    for (const batch of decodeEvents(bytes)) {
      const event = arena.codecs.event.decode(batch.bytes);
      onEvent(event);
      if (event.type === "beam" && event.seat === ownSeat && beams.wasShown(batch.tick)) continue;
      this.add(event);
    }
  }

  /** Moves everything into a frame's list. */
  drainTo(events: Event[]): void {
    events.length = 0;
    for (let i = 0; i < this.#kept.length; i++) events.push(this.#kept[i]);
    this.#kept.length = 0;
  }
}
