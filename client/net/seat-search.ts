import type { Room } from "@colyseus/sdk";
import { isOtherVersion, isRefusal } from "./close-reasons.ts";
import { type ConnectionOptions, JoinError, type JoinTarget } from "./connection-options.ts";
import type { SeatClient } from "./seat-client.ts";
import { SILENCE, type SilenceMonitor } from "./silence-monitor.ts";

/** Delay between two attempts, ms. */
const RETRY_MS = 500;
/** Time for which a remembered seat is sought while the server does not answer, ms. */
export const SEARCH_MS = 60_000;
/** Time for which the notice of a lost seat is shown, ms. */
const NOTICE_MS = 9_000;

/** Finds a seat: returns to the one of the remembered token, or takes a new one. */
export class SeatSearch<State> {
  readonly #options: ConnectionOptions;
  readonly #client: SeatClient;
  readonly #silence: SilenceMonitor;
  #target: JoinTarget;
  #seatLostAtMs = Number.NEGATIVE_INFINITY;
  #stopped = false;

  constructor(options: ConnectionOptions, client: SeatClient, silence: SilenceMonitor) {
    this.#options = options;
    this.#client = client;
    this.#silence = silence;
    this.#target = options.target ?? "any";
  }

  /** Whether the remembered seat was found to be gone a moment ago. */
  get hasJustLostSeat(): boolean {
    return performance.now() - this.#seatLostAtMs < NOTICE_MS;
  }

  /** Stops: searches reject, and the token is left alone. */
  stop(): void {
    this.#stopped = true;
  }

  /**
   * Resolves as soon as the server gives a seat. Rejects with its refusal, or with the last error when the time is up.
   *
   * @param forMs 0: one attempt
   */
  async find(forMs: number): Promise<Room<unknown, State>> {
    const endMs = performance.now() + forMs;
    for (;;) {
      try {
        if (this.#stopped) throw new JoinError("");
        this.#client.beginAttempt();
        this.#silence.onAttempt(forMs === 0 ? SILENCE.joinMs : SILENCE.returnMs);
        return (await this.#return()) ?? (await this.#join());
      } catch (error) {
        if (isRefusal(error) || performance.now() >= endMs || this.#stopped) throw error;
      }
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    }
  }

  /** Returns to the seat of the remembered token. Resolves with null if there is none. */
  async #return(): Promise<Room<unknown, State> | null> {
    const { tokens } = this.#options;
    const token = tokens.load();
    if (token === null) return null;
    try {
      return await this.#client.reconnect<State>(token);
    } catch (error) {
      // After a leave, the token store belongs to the next connection.
      if (!isRefusal(error) || isOtherVersion(error) || this.#stopped) throw error;
      tokens.save(null);
      this.#seatLostAtMs = performance.now();
      return null;
    }
  }

  async #join(): Promise<Room<unknown, State>> {
    const { room: name, join } = this.#options;
    if (this.#target === "any") return this.#client.joinOrCreate<State>(name, { ...join });
    if (this.#target !== "new") return this.#client.joinById<State>(this.#target.room, { ...join });
    const room = await this.#client.create<State>(name, { ...join, private: true });
    // A later search must find the same match.
    this.#target = { room: room.roomId };
    return room;
  }
}
