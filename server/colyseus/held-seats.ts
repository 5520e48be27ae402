import { EventEmitter } from "node:events";
import {
  type Client,
  type ClientPrivate,
  ClientState,
  CloseCode,
  connectClientToRoom,
  createAuthContext,
  type Deferred,
  type IRoomCache,
  matchMaker,
  Protocol,
  type Room,
} from "@colyseus/core";

/** The seats of one room that are held for disconnected players. */
export class HeldSeats {
  readonly #held = new Map<string, Deferred>();
  readonly #returned = new WeakSet<Client>();

  /** A client came back to its seat. */
  markReturned(client: Client): void {
    this.#returned.add(client);
  }

  /** Call it before `allowReconnection` for a lost client. */
  prepareHold(client: Client): void {
    // Colyseus holds no seat for a client that never finished joining. A returning client did so with an earlier
    // socket.
    if (this.#returned.has(client)) delete (client as Partial<ClientPrivate>)._enqueuedMessages;
  }

  /** @param held rejects when the time is up, or at once for a client that never finished joining; `onLeave` follows */
  hold(sessionId: string, held: Deferred): void {
    this.#held.set(sessionId, held);
    const remove = (): void => {
      if (this.#held.get(sessionId) === held) this.#held.delete(sessionId);
    };
    held.then(remove, remove);
  }

  /** Ends the hold of a seat. Does nothing if it is not held. */
  release(sessionId: string): void {
    // Colyseus returns a plain, already rejected promise for a client that never finished joining.
    this.#held.get(sessionId)?.reject?.(new Error("the seat was released"));
  }
}

/** The auth data of the reservation for a seat, from the gate. undefined: there is none. */
export function reservationAuth(room: Room, sessionId: string): unknown {
  return reservation(room, sessionId)?.[1];
}

/** Whether Colyseus reserves a seat for a socket that has yet to come or to return. */
export function isReserved(room: Room, sessionId: string): boolean {
  return reservation(room, sessionId) !== undefined;
}

/** Gives up the seats that wait for new sockets, so that the room can end at once. */
export function releaseReservations(room: Room): void {
  const { _reservedSeats: seats = {}, _reservedSeatTimeouts: timeouts = {} } = room as unknown as Reservations;
  for (const [sessionId, [, , isConsumed, isHeld]] of Object.entries(seats)) {
    if (isConsumed || isHeld) continue;
    delete seats[sessionId];
    clearTimeout(timeouts[sessionId]);
  }
}

/** Colyseus' own fields. */
interface Reservations {
  readonly _reservedSeats?: Record<string, Reservation>;
  readonly _reservedSeatTimeouts?: Readonly<Record<string, ReturnType<typeof setTimeout>>>;
}

/** `isHeld`: for a client that was there before. */
type Reservation = readonly [options: unknown, person: unknown, isConsumed: boolean, isHeld: boolean];

function reservation(room: Room, sessionId: string): Reservation | undefined {
  const { _reservedSeats: reserved } = room as unknown as Reservations;
  return reserved?.[sessionId];
}

/**
 * Stands in for a client whose socket ended with an earlier process. It joins and disconnects at once, so that Colyseus
 * counts, locks and holds the seat as for any other client.
 */
export class RestoredClient implements Client, ClientPrivate {
  "~messages": unknown;
  readonly ref = new EventEmitter();
  readonly readyState = WebSocket.OPEN;
  state: ClientState = ClientState.JOINING;
  reconnectionToken = "";
  _joinedAt = 0;
  _enqueuedMessages?: Uint8Array[] = [];

  constructor(readonly sessionId: string) {}

  raw(): void {}
  enqueueRaw(): void {}
  send(): void {}
  sendBytes(): void {}
  error(): void {}
  leave(): void {}
  close(): void {}
}

/** Holds a seat of a restored room. */
export async function restoreSeat(room: Room, listing: IRoomCache, sessionId: string): Promise<void> {
  await matchMaker.reserveSeatFor(listing, {}, { sessionId });
  const client = new RestoredClient(sessionId);
  await connectClientToRoom(room, client, createAuthContext({ headers: new Headers() }), {});
  client.ref.emit("message", Buffer.of(Protocol.JOIN_ROOM));
  client.ref.emit("close", CloseCode.ABNORMAL_CLOSURE, "");
}
