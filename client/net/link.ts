import type { Tick } from "../../shared/machine.ts";
import type { Pong, Refusal, StateCheck, Welcome } from "../../shared/wire/messages.ts";

/** `joining` until the first welcome; `reconnecting` while a lost socket is being replaced; `closed` for good. */
export type LinkStatus = "joining" | "live" | "reconnecting" | "closed";

/** A state that tells what happened, see `EventsReader`. */
export interface StateWithEvents {
  readonly events: string;
}

/** What a link tells whoever listens, in the order in which the server sent it. */
export interface LinkHandlers<State> {
  /** After a join, and after each return. */
  welcome(welcome: Welcome): void;
  /** The whole state with a patch applied. Its object stays the same until the next fresh welcome. */
  patch(state: State): void;
  /** An encoded list of events, see `decodeEvents`. */
  events(bytes: Uint8Array): void;
  pong(pong: Pong): void;
  refusal(refusal: Refusal): void;
  check(check: StateCheck): void;
  status(status: LinkStatus): void;
}

/** A way to one seat of one room: a socket, or a simulated one in tests. */
export interface Link<State> {
  readonly status: LinkStatus;
  /** Why it is closed or could not be opened, in words for a player; "" otherwise. */
  readonly reason: string;
  /** The close or refusal code behind {@link reason}; 0, or none: the client's own doing, or nobody answered. */
  readonly code?: number;
  /** What became of the seat, in words for a player, for as long as they are to be shown; "" or none: nothing. */
  readonly notice?: string;
  readonly bytesIn: number;
  readonly bytesOut: number;
  listen(handlers: LinkHandlers<State>): void;
  /** Dropped while the link is not live: what is late is worth nothing. */
  sendCommand(targetTick: Tick, body: Uint8Array): void;
  sendPing(nonce: number): void;
  /**
   * Gives the seat up.
   *
   * @param reason in words for a player
   * @param code as {@link code} is then, see `CLOSE`
   */
  leave(reason: string, code?: number): void;
}

/** Where the right to return to a seat is kept: outlives a page's reload in browsers, nothing in bots. */
export interface TokenStore {
  load(): string | null;
  /** null: forget it. */
  save(token: string | null): void;
}

export function memoryTokenStore(): TokenStore {
  let kept: string | null = null;
  return {
    load: () => kept,
    save: (token) => {
      kept = token;
    },
  };
}

/**
 * Remembers in memory what a storage does not take: full or forbidden storage costs the reload, not the seat.
 *
 * @param storage as `sessionStorage`: survives a reload, and is not shared with other tabs
 */
export function storageTokenStore(
  storage: {
    getItem(key: string): string | null;
    setItem(key: string, value: string): void;
    removeItem(key: string): void;
  },
  key: string,
): TokenStore {
  const memory = memoryTokenStore();
  let refused = false;
  return {
    load() {
      try {
        return refused ? memory.load() : storage.getItem(key);
      } catch {
        return memory.load();
      }
    },
    save(token) {
      memory.save(token);
      try {
        if (token === null) storage.removeItem(key);
        else storage.setItem(key, token);
        refused = false;
      } catch {
        refused = true;
      }
    },
  };
}
