/** Limits on how long a socket may say nothing, ms. */
export const SILENCE = {
  /** How often it is looked at. */
  checkMs: 500,
  /** Players are told from here on. */
  noticeMs: 2_000,
  /** A quiet socket is pinged this often, so that a quiet room is told from a dead path. */
  pingMs: 1_500,
  /** A socket that answers nothing for this long is replaced. */
  cutMs: 6_000,
  /** One attempt to come back, from its first byte to the room's welcome. */
  returnMs: 5_000,
  /** The attempt to take a first seat, where the room may have to be made: it is not repeated. */
  joinMs: 20_000,
} as const;

export interface SilenceHost {
  ping(): void;
  /** Closes the socket: it is dead, or was never alive. */
  cut(): void;
}

/**
 * Finds sockets that are dead although the network reports nothing. Counts the time that its own checks saw, not the
 * clock's: a page that slept heard nothing because it did not listen.
 */
export class SilenceMonitor {
  readonly #host: SilenceHost;
  #silentMs = 0;
  #sincePingMs = 0;
  #checkedMs = Number.NaN;
  #connecting = true;
  #limitMs: number = SILENCE.joinMs;

  constructor(host: SilenceHost) {
    this.#host = host;
  }

  /** An attempt to connect begins. */
  onAttempt(limitMs: number): void {
    this.#connecting = true;
    this.#limitMs = limitMs;
    this.#silentMs = this.#sincePingMs = 0;
  }

  /** The room has welcomed this client. */
  onConnected(): void {
    this.#connecting = false;
    this.#limitMs = SILENCE.cutMs;
    this.onReceived();
  }

  /** Something came. While connecting, only the welcome counts. */
  onReceived(): void {
    if (!this.#connecting) this.#silentMs = this.#sincePingMs = 0;
  }

  /** Call it every {@link SILENCE.checkMs}. */
  check(nowMs: number): void {
    const passedMs = Number.isNaN(this.#checkedMs) ? 0 : Math.max(0, nowMs - this.#checkedMs);
    this.#checkedMs = nowMs;
    this.#silentMs += Math.min(passedMs, 2 * SILENCE.checkMs);
    this.#sincePingMs += passedMs;
    if (this.#silentMs >= this.#limitMs) {
      this.onAttempt(SILENCE.returnMs);
      this.#host.cut();
    } else if (!this.#connecting && this.#silentMs >= SILENCE.pingMs && this.#sincePingMs >= SILENCE.pingMs) {
      this.#sincePingMs = 0;
      this.#host.ping();
    }
  }
}
