import type { Client } from "@colyseus/core";
import type { CloseRow } from "../../shared/wire/codes.ts";
import { Ghost } from "./ghost.ts";
import type { Seat, Seats } from "./seats.ts";

/**
 * Sends people of one room away, whose seats are then not held for them. Those who are away themselves are asked about again
 * when they are back.
 *
 * @param why null: they stay
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
    // Before the socket closes, which may be at once.
    seat.dismissed = true;
    kick(client, row);
  }
}
