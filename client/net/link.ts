import type { Tick } from "../../shared/machine.ts";
import type { Pong, Refusal, StateCheck, Welcome } from "../../shared/wire/messages.ts";

/** `joining` until the first welcome; `reconnecting` while a lost socket is being replaced; `closed` for good. */
export type LinkStatus = "joining" | "live" | "reconnecting" | "closed";

/** A state that carries events, see `EventsReader`. */
export interface StateWithEvents {
  readonly events: string;
}

/** Handlers of a link's messages, called in the server's order. */
export interface LinkHandlers<State> {
  /** Called after a join and after each return. */
  welcome(welcome: Welcome): void;
  /** The state after a patch. The object stays the same until the next welcome. */
  patch(state: State): void;
  /** Encoded events, see `decodeEvents`. */
  events(bytes: Uint8Array): void;
  pong(pong: Pong): void;
  refusal(refusal: Refusal): void;
  check(check: StateCheck): void;
  status(status: LinkStatus): void;
}

/** A connection to one seat of one room: a socket, or a simulated one in tests. */
export interface Link<State> {
  readonly status: LinkStatus;
  /** The reason of a close or a failed join, for the player; "": none. */
  readonly reason: string;
  /** The code of {@link reason}; 0: the client closed, or the server did not answer. Default: 0. */
  readonly code?: number;
  /** A notice about the seat, for the player, while it is to be shown; "": none. Default: none. */
  readonly notice?: string;
  readonly bytesIn: number;
  readonly bytesOut: number;
  listen(handlers: LinkHandlers<State>): void;
  /** Sends a command; drops it if the link is not live, because late commands are useless. */
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

/** Stores the token for returning to a seat: across reloads in browsers, in memory in bots. */
export interface TokenStore {
  load(): string | null;
  /** null: deletes it. */
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
 * A token store that falls back to memory if the storage is full or forbidden: then a reload loses the seat.
 *
 * @param storage such as `sessionStorage`, which survives a reload and is not shared with other tabs
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
