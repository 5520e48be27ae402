/** Limits of a socket's silence, ms. */
export const SILENCE = {
  /** Interval of the checks. */
  checkMs: 500,
  /** From here on the page shows it to the player. */
  noticeMs: 2_000,
  /** Interval of pings on a quiet socket, which tell a quiet room from a dead path. */
  pingMs: 1_500,
  /** A socket that is silent for this long is replaced. */
  cutMs: 6_000,
  /** Limit of one attempt to return, until the room's welcome. */
  returnMs: 5_000,
  /** Limit of the attempt to take a first seat, which is not repeated; the room may have to be created. */
  joinMs: 20_000,
} as const;

export interface SilenceMonitorOptions {
  ping(): void;
  /** Closes the socket. */
  cut(): void;
}

/**
 * Finds sockets that are dead although the network reports nothing. Adds up the time between its own checks, not the
 * clock's: a page that slept received nothing because it did not run.
 */
export class SilenceMonitor {
  readonly #options: SilenceMonitorOptions;
  #silentMs = 0;
  #sincePingMs = 0;
  #checkedMs = Number.NaN;
  #connecting = true;
  #limitMs: number = SILENCE.joinMs;
  #timer: ReturnType<typeof setInterval> | null = null;

  constructor(options: SilenceMonitorOptions) {
    this.#options = options;
  }

  /** Starts the regular checks. */
  start(): void {
    this.stop();
    this.#timer = setInterval(() => this.check(performance.now()), SILENCE.checkMs);
  }

  stop(): void {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = null;
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

  /** The socket received something. While connecting, only the welcome counts. */
  onReceived(): void {
    if (!this.#connecting) this.#silentMs = this.#sincePingMs = 0;
  }

  /** Adds the time since the last check. */
  check(nowMs: number): void {
    const passedMs = Number.isNaN(this.#checkedMs) ? 0 : Math.max(0, nowMs - this.#checkedMs);
    this.#checkedMs = nowMs;
    this.#silentMs += Math.min(passedMs, 2 * SILENCE.checkMs);
    this.#sincePingMs += passedMs;
    if (this.#silentMs >= this.#limitMs) {
      this.onAttempt(SILENCE.returnMs);
      this.#options.cut();
    } else if (!this.#connecting && this.#silentMs >= SILENCE.pingMs && this.#sincePingMs >= SILENCE.pingMs) {
      this.#sincePingMs = 0;
      this.#options.ping();
    }
  }
}
