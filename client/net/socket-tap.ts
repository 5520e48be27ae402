import type { Room } from "@colyseus/sdk";
import { ATTEMPT_PARAMETER } from "../../shared/wire/attempt.ts";

export interface SocketTap {
  received(bytes: number): void;
  sent(bytes: number): void;
  /** Called when the SDK begins to replace a lost socket. Returns the name of the attempt. */
  nextAttemptName(): string;
}

/** Close code with which the client cuts a socket to have it replaced. */
export const CUT_CLOSE_CODE = 4010;

const DEAF = { onopen: null, onmessage: null, onclose: null, onerror: null };

/**
 * Observes the traffic of a room's sockets, including replacements, and ensures that there is only one at a time: the
 * SDK would start another attempt for every close event and receive from all its sockets at once.
 */
export function tapSocket<State>(room: Room<unknown, State>, tap: SocketTap): void {
  const { connection } = room;
  const { events } = connection;
  /** The last socket is closed, and the SDK waits before the next attempt. */
  let waiting = false;
  const take = events.onmessage;
  events.onmessage = (event: MessageEvent) => {
    if (waiting) return;
    tap.received(event.data.byteLength);
    take?.(event);
  };
  const ended = events.onclose;
  events.onclose = (event: CloseEvent) => {
    waiting = true;
    ended?.(event);
  };
  const send = connection.send.bind(connection);
  connection.send = (data) => {
    tap.sent(data.byteLength);
    send(data);
  };
  const close = connection.close.bind(connection);
  connection.close = (code, reason) => {
    // If reconnecting was switched off, this close tells the SDK that it has ended.
    if (waiting && code === CUT_CLOSE_CODE && room.reconnection.enabled) return;
    close(code, reason);
  };
  const reconnect = connection.reconnect.bind(connection);
  connection.reconnect = (query) => {
    // The SDK's timer fires even when reconnecting was switched off meanwhile.
    if (!room.reconnection.enabled || !waiting) return;
    // A closing socket may still emit events.
    Object.assign((connection.transport as { ws?: object }).ws ?? {}, DEAF);
    const named = { ...query, [ATTEMPT_PARAMETER]: tap.nextAttemptName() };
    reconnect(named);
    waiting = false;
  };
}
