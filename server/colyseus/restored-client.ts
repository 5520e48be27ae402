import { EventEmitter } from "node:events";
import {
  type Client,
  type ClientPrivate,
  ClientState,
  CloseCode,
  connectClientToRoom,
  createAuthContext,
  type IRoomCache,
  matchMaker,
  Protocol,
  type Room,
} from "@colyseus/core";

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
  const ghost = new RestoredClient(sessionId);
  await connectClientToRoom(room, ghost, createAuthContext({ headers: new Headers() }), {});
  ghost.ref.emit("message", Buffer.of(Protocol.JOIN_ROOM));
  ghost.ref.emit("close", CloseCode.ABNORMAL_CLOSURE, "");
}
