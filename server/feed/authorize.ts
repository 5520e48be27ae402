import { ApiRefusal } from "../http/api.ts";
import type { Sessions } from "../identity/sessions.ts";
import { bearer } from "../identity/tokens.ts";

/** Who makes a request, as whoever checks tokens knows them; null: nobody who can be known. */
export type Authorize = (
  request: Pick<Request, "headers">,
) => Promise<{ readonly player: number; readonly role: number } | null>;

/** Those who are signed in. */
export function signedIn(sessions: Pick<Sessions, "verify">): Authorize {
  return async ({ headers }) => {
    const token = bearer(headers);
    if (token === null) return null;
    try {
      const { player } = await sessions.verify(token);
      return { player: player.id, role: player.role };
    } catch (error) {
      if (error instanceof ApiRefusal) return null;
      throw error;
    }
  };
}
