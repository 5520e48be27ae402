import { ApiRefusal } from "../../http/api-refusal.ts";
import type { Store } from "../store/port.ts";
import type { IdentityMetrics } from "./metrics.ts";
import { evaluateRefresh, firstRefresh, type RefreshChain, readChain, writeChain } from "./refresh-chain.ts";
import type { PresentedRefresh } from "./refresh-cookie.ts";
import type { Sessions, SignIn } from "./sessions.ts";

export interface RefreshServiceOptions {
  readonly store: Store;
  readonly sessions: Sessions;
  readonly metrics: Pick<IdentityMetrics, "refreshed">;
  /** Milliseconds since 1970. */
  readonly wallMs: () => number;
}

/** A sign-in and its newest refresh cookie. */
export interface Refreshed {
  readonly signIn: SignIn;
  readonly cookie: PresentedRefresh;
}

/** Number of attempts to change a chain that others change too. */
const TRIES = 8;

/**
 * Renews sign-ins with refresh cookies. Each cookie can be used once; slower tabs of the same browser are tolerated.
 */
export class RefreshService {
  readonly #options: RefreshServiceOptions;

  constructor(options: RefreshServiceOptions) {
    this.#options = options;
  }

  /** Issues the next refresh cookie of a sign-in. Rejects with {@link ApiRefusal}. */
  async begin(signIn: SignIn): Promise<Refreshed> {
    const { store, wallMs } = this.#options;
    const first = firstRefresh(wallMs());
    const fresh = await store.changeRefreshChain(signIn.session.id, null, writeChain(first));
    const chain = fresh ? first : await this.#chain(signIn.session.id);
    if (chain === null) throw new ApiRefusal("notSignedIn", "token: was signed out; sign in again");
    return refreshed(signIn, chain);
  }

  /** Renews the sign-in of a cookie; null: it has ended, or ends now because the cookie was used before. */
  async renew(shown: PresentedRefresh): Promise<Refreshed | null> {
    const { store, sessions, metrics, wallMs } = this.#options;
    const signIn = await sessions.current(shown.session);
    if (signIn === null) return this.#unknown();
    const { id } = signIn.session;
    for (let tries = 0; tries < TRIES; tries++) {
      const text = await store.refreshChain(id);
      if (text === null) return this.#unknown();
      const chain = readChain(text);
      const step = evaluateRefresh(chain, shown.n, wallMs());
      if ("chain" in step && !(await store.changeRefreshChain(id, text, writeChain(step.chain)))) continue;
      metrics.refreshed(step.outcome);
      if (step.outcome === "reused") {
        await sessions.end(signIn.session);
        return null;
      }
      const session = await sessions.extend(signIn.session);
      return refreshed({ ...signIn, session }, "chain" in step ? step.chain : chain);
    }
    throw new ApiRefusal("unavailable", "this sign-in is renewed elsewhere at the same time; try again");
  }

  /** The sign-in of a cookie, if {@link renew} would not end it; null: none. */
  async peek(shown: PresentedRefresh): Promise<SignIn | null> {
    const { sessions, wallMs } = this.#options;
    const signIn = await sessions.current(shown.session);
    const chain = signIn === null ? null : await this.#chain(signIn.session.id);
    return chain === null || evaluateRefresh(chain, shown.n, wallMs()).outcome === "reused" ? null : signIn;
  }

  async #chain(session: string): Promise<RefreshChain | null> {
    const text = await this.#options.store.refreshChain(session);
    return text === null ? null : readChain(text);
  }

  #unknown(): null {
    this.#options.metrics.refreshed("unknown");
    return null;
  }
}

function refreshed(signIn: SignIn, chain: RefreshChain): Refreshed {
  return { signIn, cookie: { session: signIn.session.id, n: chain[0].n } };
}
