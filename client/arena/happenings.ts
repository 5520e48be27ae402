import type { Event } from "../../shared/arena/event.ts";
import { arena } from "../../shared/arena/index.ts";
import { decodeEvents } from "../../shared/wire/messages.ts";
import type { Beams } from "./beams.ts";

/** Events kept for the next frame; while no frames are made, as in a hidden tab, the oldest are forgotten. */
const KEPT = 256;

/** What happened since the last frame. */
export class Happenings {
  readonly #kept: Event[] = [];

  add(event: Event): void {
    if (this.#kept.length === KEPT) this.#kept.shift();
    this.#kept.push(event);
  }

  /** Takes over an events message. @param note told each, when it comes */
  told(bytes: Uint8Array, ownSeat: number, beams: Beams, note: (event: Event) => void): void {
    for (const batch of decodeEvents(bytes)) {
      const event = arena.codecs.event.decode(batch.bytes);
      note(event);
      if (event.type === "beam" && event.seat === ownSeat && beams.wasShown(batch.tick)) continue;
      this.add(event);
    }
  }

  /** Moves everything into a frame's list. */
  moveTo(events: Event[]): void {
    events.length = 0;
    for (let i = 0; i < this.#kept.length; i++) events.push(this.#kept[i]);
    this.#kept.length = 0;
  }
}
