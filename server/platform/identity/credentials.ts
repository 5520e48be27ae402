import { ApiRefusal } from "../../http/api-refusal.ts";
import type { Store, StoreOperations } from "../store/port.ts";
import type { PlayerRow } from "../store/rows.ts";
import { type Accounts, isAccount } from "./accounts.ts";
import type { ClientInfo } from "./client-info.ts";
import { nameKey, parsePlayerName } from "./name.ts";
import { type Passwords, parsePassword } from "./passwords.ts";
import type { Rates } from "./rates.ts";
import { newRecoveryCodes, recoveryCodeHash } from "./recovery-codes.ts";
import type { Sessions, SignIn } from "./sessions.ts";
import type { SignInLog } from "./sign-in-log.ts";

export interface CredentialsOptions {
  readonly store: Store;
  readonly accounts: Accounts;
  readonly sessions: Sessions;
  readonly passwords: Passwords;
  readonly rates: Rates;
  readonly log: SignInLog;
}

/** Changes credentials of accounts: passwords and recovery codes. Methods reject with {@link ApiRefusal}. */
export class Credentials {
  readonly #options: CredentialsOptions;

  constructor(options: CredentialsOptions) {
    this.#options = options;
  }

  /** All other sign-ins end. */
  async changePassword({ player, session }: SignIn, old: string, rawNew: string, visit: ClientInfo): Promise<void> {
    requireAccount(player);
    const password = parsePassword(rawNew);
    await this.#options.accounts.requirePassword(player, old, visit);
    await this.#setPassword(player, password, (within) => within.removeSessionsOf(player.id, session.id));
  }

  /** Replaces the recovery codes. */
  async newCodes({ player }: SignIn, password: string, visit: ClientInfo): Promise<readonly string[]> {
    requireAccount(player);
    await this.#options.accounts.requirePassword(player, password, visit);
    const { codes, hashes } = newRecoveryCodes(player.id);
    await this.#options.store.replaceRecoveryCodes(player.id, hashes);
    return codes;
  }

  /**
   * Sets a new password with a recovery code, which is used up. All sign-ins end, and a new one begins. Passkeys are
   * removed: whoever knew the old password may have added one.
   */
  async recover(rawName: string, code: string, rawPassword: string, visit: ClientInfo): Promise<SignIn> {
    const { store, rates, log, accounts } = this.#options;
    const key = nameKey(parsePlayerName(rawName));
    const password = parsePassword(rawPassword);
    const player = await store.accountOf(key);
    rates.password(visit.address, player?.nameKey ?? key);
    const hash = player === null ? null : recoveryCodeHash(player.id, code);
    if (player === null || hash === null || !(await store.useRecoveryCode(player.id, hash))) {
      if (player !== null) await log.failure(player.id, "recovery", visit);
      throw new ApiRefusal("wrongLogin", "name, code: no account has this name and this code, or it was used before");
    }
    await this.#setPassword(player, password, async (within) => {
      for (const { id } of await within.passkeysOf(player.id)) await within.removePasskey(player.id, id);
      await within.removeSessionsOf(player.id);
    });
    return accounts.signIn(player, "recovery", visit);
  }

  /** @param revoke takes back what the old password gave, in the same transaction */
  async #setPassword(
    { id }: PlayerRow,
    password: string,
    revoke: (within: StoreOperations) => Promise<void>,
  ): Promise<void> {
    const { store, sessions, passwords } = this.#options;
    const passwordHash = await passwords.hash(password);
    await store.transaction(async (within) => {
      await within.changePlayer(id, { passwordHash });
      await revoke(within);
    });
    sessions.invalidateTokens(id);
  }
}

/** Throws {@link ApiRefusal} for guests. */
export function requireAccount(player: PlayerRow): void {
  if (!isAccount(player)) throw new ApiRefusal("conflict", `player ${player.id} is a guest, who has no password`);
}
