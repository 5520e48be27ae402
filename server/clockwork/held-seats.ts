import type { Client, ClientPrivate, Deferred, Room } from "@colyseus/core";

/** The seats of one room that are held for people whose sockets are lost. */
export class HeldSeats {
  readonly #held = new Map<string, Deferred>();
  readonly #returned = new WeakSet<Client>();

  /** A client came back to its seat. */
  returned(client: Client): void {
    this.#returned.add(client);
  }

  /** Before core is asked to hold the seat of a client that was lost. */
  lost(client: Client): void {
    // Core holds none for a client that never finished joining; whoever came back did so with an earlier socket.
    if (this.#returned.has(client)) delete (client as Partial<ClientPrivate>)._enqueuedMessages;
  }

  /** @param held rejected when the time is up, or at once for a client that never finished joining; `onLeave` follows */
  hold(sessionId: string, held: Deferred): void {
    this.#held.set(sessionId, held);
    const over = (): void => {
      if (this.#held.get(sessionId) === held) this.#held.delete(sessionId);
    };
    held.then(over, over);
  }

  /** Nobody returns to a seat; nothing happens where it is not held. */
  giveUp(sessionId: string): void {
    // Core has a plain promise, rejected already, where a client never finished joining.
    this.#held.get(sessionId)?.reject?.(new Error("the seat is given up"));
  }
}

/** Whom core has reserved a seat for, as the gate told; undefined: nobody. */
export function reservedFor(room: Room, sessionId: string): unknown {
  return reservation(room, sessionId)?.[1];
}

/** Whether core keeps a seat for someone whose socket has not come yet, or not come back. */
export function isReserved(room: Room, sessionId: string): boolean {
  return reservation(room, sessionId) !== undefined;
}

function reservation(room: Room, sessionId: string): readonly [options: unknown, person: unknown] | undefined {
  const { _reservedSeats: reserved } = room as unknown as {
    readonly _reservedSeats?: Readonly<Record<string, readonly [options: unknown, person: unknown]>>;
  };
  return reserved?.[sessionId];
}
