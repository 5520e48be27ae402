import { CloseCode, connectClientToRoom, ErrorCode, matchMaker, Room } from "@colyseus/core";
import { CLOSE } from "../../shared/wire/codes.ts";
import { Permit } from "../budgets/index.ts";
import { whenReopened } from "../colyseus/reopening.ts";
import type { BunClient } from "./bun-client.ts";
import { hooksOf } from "./room-hooks.ts";
import type { JoinRequest, SocketData, SocketOptions } from "./socket-data.ts";
import { hasOtherWire } from "./wire-version.ts";

/** Brings opened sockets into their rooms. */
export class Joins {
  readonly #options: Pick<SocketOptions, "metrics" | "budgets" | "report">;

  constructor(options: Pick<SocketOptions, "metrics" | "budgets" | "report">) {
    this.#options = options;
  }

  /** Never rejects. A room that does not take the socket in says why with an ERROR frame, as in Colyseus' own transports. */
  async join(client: BunClient, wish: JoinRequest, data: SocketData): Promise<void> {
    const { reconnectionToken, skipHandshake } = wish;
    const reopened = whenReopened(wish.roomId);
    if (reopened !== undefined) await reopened;
    // Browsers learn the reason only from a close code; nothing may be sent before, as a returning client would decode it.
    if (hasOtherWire(wish.roomId, wish.wire)) {
      this.#options.metrics.requestRefused("otherVersion");
      client.end(CLOSE.otherVersion);
      return;
    }
    try {
      const room: unknown = matchMaker.getLocalRoomById(wish.roomId);
      const hooks = hooksOf(room);
      if (hooks.readmit !== undefined) {
        // A player may have been banned since the seat was reserved, or held.
        await hooks.readmit(wish.sessionId);
        if (client.readyState !== WebSocket.OPEN) return;
        hooks.makeWay?.(client, reconnectionToken);
      }
      await connectClientToRoom(room instanceof Room ? room : undefined, client, wish.auth, {
        skipHandshake,
        ...(reconnectionToken !== undefined && { reconnectionToken }),
      });
      const player = hooks.playerOf?.(wish.sessionId) ?? playerIn(client.auth);
      if (this.#identify(client, player, data)) client.joined();
    } catch (error) {
      this.#options.metrics.joinRefused();
      const { code, message } = (error ?? {}) as { code?: unknown; message?: unknown };
      const expected = typeof code === "number";
      if (!expected) this.#options.report(error);
      client.refuse(
        expected ? code : ErrorCode.APPLICATION_ERROR,
        expected ? String(message) : "internal server error",
        reconnectionToken === undefined ? CloseCode.WITH_ERROR : CloseCode.FAILED_TO_RECONNECT,
      );
    }
  }

  /** Counts the socket for its player, too. @param identity 0: anonymous. false: the player has too many sockets */
  #identify(client: BunClient, identity: number, data: SocketData): boolean {
    if (identity === 0 || client.sender.load || client.readyState !== WebSocket.OPEN) return true;
    client.sender = { ...client.sender, identity };
    data.permit.release();
    const hold = this.#options.budgets.acquire("sockets", client.sender);
    if (hold instanceof Permit) data.permit = hold;
    else client.end(CLOSE.tooManySockets);
    return hold instanceof Permit;
  }
}

/** Rooms' `onAuth` resolves to a `Person`. */
function playerIn(auth: unknown): number {
  const player = (auth as { readonly player?: unknown } | null | undefined)?.player;
  return typeof player === "number" && player > 0 ? player : 0;
}
