import { IDENTITY_LIMITS } from "../../../shared/wire/limits.ts";
import { TokenBucket } from "../../transport/token-bucket.ts";
import type { Store, StoreOperations } from "../store/port.ts";
import type { SignInRow } from "../store/rows.ts";
import type { ClientInfo } from "./client-info.ts";

export type SignInMethod = "register" | "password" | "passkey" | "recovery";

export interface SignInLogOptions {
  readonly store: Store;
  /** Milliseconds since 1970. */
  readonly wallMs: () => number;
  /** Monotonic milliseconds. */
  readonly now: () => number;
}

/** Records sign-ins to accounts for their owners, and failed attempts also for moderators. */
export class SignInLog {
  readonly #options: SignInLogOptions;
  /** Limits audit rows about failed attempts. */
  readonly #audits: TokenBucket;

  constructor(options: SignInLogOptions) {
    this.#options = options;
    const { failedAuditsPerHour, failedAuditBurst } = IDENTITY_LIMITS;
    this.#audits = new TokenBucket(failedAuditsPerHour / 3_600, failedAuditBurst, options.now());
  }

  /** Records a successful sign-in. @param within the transaction of the sign-in */
  async success(within: StoreOperations, player: number, how: SignInMethod, visit: ClientInfo): Promise<void> {
    await within.addSignIn(this.#row(player, how, visit, 0));
  }

  async failure(player: number, how: SignInMethod, visit: ClientInfo): Promise<void> {
    const { store, now } = this.#options;
    const row = this.#row(player, how, visit, 1);
    await store.transaction(async (within) => {
      const first = await within.addSignIn(row);
      if (!first || !this.#audits.take(now())) return;
      const detail = JSON.stringify({ how, address: visit.shortAddress });
      await within.audit({ atMs: row.atMs, by: 0, action: "signin", player, detail });
    });
  }

  #row(player: number, how: SignInMethod, { shortAddress: address, browser }: ClientInfo, failed: number): SignInRow {
    return { player, how, failed, address, browser, atMs: this.#options.wallMs() };
  }
}
