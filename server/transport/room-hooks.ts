import { Room } from "@colyseus/core";
import type { AttemptPermits } from "../budgets/index.ts";
import type { BunClient } from "./bun-client.ts";

/** What a room may do where the transport decides. Refusals are thrown in the form for Colyseus. */
export interface RoomHooks {
  /** Takes over what a new seat occupies of its sender's budgets, to release it with the seat. */
  keepHolds?(sessionId: string, permits: AttemptPermits): void;
  /** For a client that asked for the room by its id while it was locked. */
  refuseFull?(): never;
  /** Checks again whether a player may take a seat that was reserved or held. */
  readmit?(sessionId: string): Promise<void>;
  /** Makes way for a client that returns to a seat whose socket still seems open. */
  makeWay?(client: Pick<BunClient, "sessionId" | "attempt">, token: string | undefined): void;
  /** The player on a seat; 0: anonymous. Default: the `player` of the client's auth. */
  playerOf?(sessionId: string): number;
}

export function hooksOf(room: unknown): RoomHooks {
  return room instanceof Room ? (room as RoomHooks) : {};
}
