import type { Client } from "@colyseus/core";
import type { CloseRow } from "../../shared/wire/codes.ts";
import { Ghost } from "./ghost.ts";
import type { Seat, Seats } from "./seats.ts";

/**
 * Disconnects players of one room for good: their seats are not held. Disconnected players are checked when they
 * return.
 *
 * @param why null: the player stays
 * @param clients those whose sockets are open
 */
export function dismiss<Join>(
  seats: Seats<Join>,
  why: (seat: Seat<Join>) => CloseRow | null,
  clients: { get(sessionId: string): Client | undefined },
  kick: (client: Client, row: CloseRow) => void,
): void {
  for (const seat of seats.all()) {
    if (seat.dismissed) continue;
    const row = why(seat);
    if (row === null) continue;
    const client = clients.get(seat.sessionId);
    if (client === undefined || client instanceof Ghost) continue;
    // Set it first: `kick` may close the socket synchronously.
    seat.dismissed = true;
    kick(client, row);
  }
}
