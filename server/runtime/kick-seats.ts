import type { Client } from "@colyseus/core";
import type { CloseReason } from "../../shared/wire/codes.ts";
import { RestoredClient } from "../colyseus/restored-client.ts";
import type { Seat, Seats } from "./seats.ts";

/**
 * Disconnects players of one room for good: their seats are not held. Disconnected players are checked when they
 * return.
 *
 * @param reasonOf null: the player stays
 * @param clients those whose sockets are open
 */
export function kickSeats<Join>(
  seats: Seats<Join>,
  reasonOf: (seat: Seat<Join>) => CloseReason | null,
  clients: { get(sessionId: string): Client | undefined },
  kick: (client: Client, row: CloseReason) => void,
): void {
  for (const seat of seats.all()) {
    if (seat.dismissed) continue;
    const row = reasonOf(seat);
    if (row === null) continue;
    const client = clients.get(seat.sessionId);
    if (client === undefined || client instanceof RestoredClient) continue;
    // Set it first: `kick` may close the socket synchronously.
    seat.dismissed = true;
    kick(client, row);
  }
}
