import type { Room } from "@colyseus/sdk";

export interface SocketTap {
  received(bytes: number): void;
  sent(bytes: number): void;
  /** The SDK begins to replace a lost socket. */
  attempt(): void;
}

/** Tells what passes a room's socket, this one and that of every reconnection. */
export function tapSocket<State>(room: Room<unknown, State>, tap: SocketTap): void {
  const { connection } = room;
  const { events } = connection;
  const take = events.onmessage;
  events.onmessage = (event: MessageEvent) => {
    tap.received(event.data.byteLength);
    take?.(event);
  };
  const send = connection.send.bind(connection);
  connection.send = (data) => {
    tap.sent(data.byteLength);
    send(data);
  };
  const reconnect = connection.reconnect.bind(connection);
  connection.reconnect = (query) => {
    // The SDK's timer fires even when reconnecting was switched off meanwhile.
    if (!room.reconnection.enabled) return;
    tap.attempt();
    reconnect(query);
  };
}
