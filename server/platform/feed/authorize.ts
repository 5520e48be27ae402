import { ROLE } from "../../../shared/roles.ts";
import { ApiRefusal } from "../../http/api-refusal.ts";
import { refusalReason } from "../identity/rights.ts";
import type { Sessions } from "../identity/sessions.ts";
import { bearerToken } from "../identity/tokens.ts";
import type { Store } from "../store/port.ts";

/** Who makes a request, as whoever checks tokens knows them; null: nobody who can be known. */
export type Authorize = (
  request: Pick<Request, "headers">,
) => Promise<{ readonly player: number; readonly role: number } | null>;

/** Who may give tokens of beacons, as of the moment of asking (D14). */
export interface BeaconRights {
  readonly authorize: Authorize;
  /** Whether a player may: what their tokens publish is refused as long as they may not. Rejects where that cannot be known. */
  readonly mayGive: (player: number) => Promise<boolean>;
}

export interface BeaconRightsOptions {
  readonly sessions: Pick<Sessions, "verify">;
  readonly store: Pick<Store, "player" | "sanctionsOf">;
  /** Milliseconds since 1970. */
  readonly wallMs: () => number;
}

/** Those who are signed in, with the role that the store gives them now; who may do nothing about beacons is a guest here. */
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
