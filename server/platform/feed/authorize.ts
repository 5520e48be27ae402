import { ROLE } from "../../../shared/roles.ts";
import { ApiRefusal } from "../../http/api-refusal.ts";
import { refusalReason } from "../identity/rights.ts";
import type { Sessions } from "../identity/sessions.ts";
import { bearerToken } from "../identity/tokens.ts";
import type { Store } from "../store/port.ts";

/** Resolves the caller of a request by token; null: unknown. */
export type Authorize = (
  request: Pick<Request, "headers">,
) => Promise<{ readonly player: number; readonly role: number } | null>;

/** The rights about beacon tokens, checked when they are used (D14). */
export interface BeaconRights {
  readonly authorize: Authorize;
  /** Whether a player may issue tokens. While not, their tokens cannot publish. Rejects if that is unknown. */
  readonly mayGive: (player: number) => Promise<boolean>;
}

export interface BeaconRightsOptions {
  readonly sessions: Pick<Sessions, "verify">;
  readonly store: Pick<Store, "player" | "sanctionsOf">;
  /** Milliseconds since 1970. */
  readonly wallMs: () => number;
}

/**
 * Rights of signed-in players, by their current role in the store. Players without rights about beacons count as guests
 * here.
 */
export function beaconRights({ sessions, store, wallMs }: BeaconRightsOptions): BeaconRights {
  const mayGive = async (player: number) =>
    (await refusalReason(store, { deed: "manageBeacons", by: player }, wallMs())) === null;
  return {
    mayGive,
    async authorize({ headers }) {
      const token = bearerToken(headers);
      if (token === null) return null;
      try {
        const { id } = (await sessions.verify(token)).player;
        if (!(await mayGive(id))) return { player: id, role: ROLE.guest };
        return { player: id, role: (await store.player(id))?.role ?? ROLE.guest };
      } catch (error) {
        if (error instanceof ApiRefusal) return null;
        throw error;
      }
    },
  };
}
