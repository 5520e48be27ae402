import type { Tick } from "../../../shared/machine.ts";
import { ROOM_LIMITS } from "../../../shared/wire/limits.ts";
import { RetryLater } from "../../outbox/index.ts";
import type { Community } from "./community.ts";

export interface MatchHeartbeatOptions {
  readonly community: Pick<Community, "matchRuns">;
  readonly report: (error: unknown) => void;
}

/**
 * Tells the community once a second that matches run whose game emits no match events, so that they have a chat channel. A
 * heartbeat that is lost is followed by the next one.
 */
export class MatchHeartbeat {
  readonly #options: MatchHeartbeatOptions;
  /** The last second of each room, in ticks of its machine; the room seen last at the end. */
  readonly #seconds = new Map<string, number>();

  constructor(options: MatchHeartbeatOptions) {
    this.#options = options;
  }

  /** For `RoomDefinition.observe`. */
  observe(room: string, tick: Tick, tickHz: number, seats: number): void {
    const second = Math.floor(tick / tickHz);
    if (this.#seconds.get(room) === second) return;
    this.#seconds.delete(room);
    this.#seconds.set(room, second);
    if (this.#seconds.size > ROOM_LIMITS.rooms) {
      const [quietest] = this.#seconds.keys();
      this.#seconds.delete(quietest);
    }
    this.#options.community.matchRuns(seats, { room, tick, index: 0 }).catch((error: unknown) => {
      if (!(error instanceof RetryLater)) this.#options.report(error);
    });
  }
}
