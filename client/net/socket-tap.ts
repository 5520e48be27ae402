import type { Room } from "@colyseus/sdk";
import { ATTEMPT_PARAMETER } from "../../shared/wire/attempt.ts";

export interface SocketTap {
  received(bytes: number): void;
  sent(bytes: number): void;
  /** The SDK begins to replace a lost socket. Returns the name of the attempt. */
  nextAttemptName(): string;
}

/** Close code of whoever cuts a socket to have it replaced. */
export const CUT_CLOSE_CODE = 4010;

const DEAF = { onopen: null, onmessage: null, onclose: null, onerror: null };

/**
 * Tells what passes a room's socket, this one and that of every reconnection, and sees to it that there is one at a time: the SDK
 * would begin a further attempt for every close that it hears of, and hear all their sockets as one.
 */
export function tapSocket<State>(room: Room<unknown, State>, tap: SocketTap): void {
  const { connection } = room;
  const { events } = connection;
  /** The last socket is closed, and the SDK's timer for the next one runs. */
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
    // Where reconnecting was switched off, the SDK learns its end from this.
    if (waiting && code === CUT_CLOSE_CODE && room.reconnection.enabled) return;
    close(code, reason);
  };
  const reconnect = connection.reconnect.bind(connection);
  connection.reconnect = (query) => {
    // The SDK's timer fires even when reconnecting was switched off meanwhile.
    if (!room.reconnection.enabled || !waiting) return;
    // What is closing may say something yet.
    Object.assign((connection.transport as { ws?: object }).ws ?? {}, DEAF);
    const named = { ...query, [ATTEMPT_PARAMETER]: tap.nextAttemptName() };
    reconnect(named);
    waiting = false;
  };
}
