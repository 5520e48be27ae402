import { ROLE } from "../../shared/lobby/roles.ts";
import { ApiRefusal } from "../http/api.ts";
import { type Intent, whyNot } from "../identity/rights.ts";
import type { Sessions } from "../identity/sessions.ts";
import { bearer } from "../identity/tokens.ts";
import type { Store } from "../store/port.ts";

/** Who makes a request, as whoever checks tokens knows them; null: nobody who can be known. */
export type Authorize = (
  request: Pick<Request, "headers">,
) => Promise<{ readonly player: number; readonly role: number } | null>;

export interface AuthorizeParts {
  readonly sessions: Pick<Sessions, "verify">;
  readonly store: Pick<Store, "player" | "sanctionsOf">;
  /** Milliseconds since 1970. */
  readonly wallMs: () => number;
}

/** Those who are signed in, with the role that the store gives them now; who may do nothing about beacons is a guest here. */
export function signedIn({ sessions, store, wallMs }: AuthorizeParts): Authorize {
  return async ({ headers }) => {
    const token = bearer(headers);
    if (token === null) return null;
    try {
      const { id } = (await sessions.verify(token)).player;
      const intent: Intent = { deed: "manageBeacons", by: id };
      if ((await whyNot(store, intent, wallMs())) !== null) return { player: id, role: ROLE.guest };
      return { player: id, role: (await store.player(id))?.role ?? ROLE.guest };
    } catch (error) {
      if (error instanceof ApiRefusal) return null;
      throw error;
    }
  };
}
