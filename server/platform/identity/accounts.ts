import { ROLE, type RoleName } from "../../../shared/roles.ts";
import type { Sender } from "../../budgets/index.ts";
import { ApiRefusal } from "../../http/api-refusal.ts";
import { JoinRefused } from "../../runtime/room-definition.ts";
import { type Store, type StoreOperations, UniqueViolation } from "../store/port.ts";
import type { PlayerRow } from "../store/rows.ts";
import type { ClientInfo } from "./client-info.ts";
import type { Device } from "./devices.ts";
import { nameKey, parsePlayerName } from "./name.ts";
import { type Passwords, parsePassword } from "./passwords.ts";
import type { Rates } from "./rates.ts";
import { newRecoveryCodes } from "./recovery-codes.ts";
import type { Sessions, SignIn } from "./sessions.ts";
import type { SignInLog, SignInMethod } from "./sign-in-log.ts";
import { roleName } from "./tokens.ts";

/** A player in answers of the API. */
export interface PlayerDto {
  readonly id: number;
  readonly name: string;
  readonly role: RoleName;
}

export interface AccountsOptions {
  readonly store: Store;
  readonly sessions: Sessions;
  readonly passwords: Passwords;
  readonly rates: Rates;
  readonly log: SignInLog;
  /** Milliseconds since 1970. */
  readonly wallMs: () => number;
  /** Called after a player was deleted. Rejects if others still hold what the player wrote. */
  readonly onDeleted: (player: number) => void | Promise<void>;
}

export const toPlayerDto = ({ id, name, role }: PlayerRow): PlayerDto => ({ id, name, role: roleName(role) });
export const isAccount = ({ passwordHash }: PlayerRow): boolean => passwordHash !== null;

/** A new account and its recovery codes, which are shown once. */
export interface NewAccount {
  readonly player: PlayerRow;
  readonly recoveryCodes: readonly string[];
}

/** Number of attempts to draw an unused id. */
const DRAWS = 8;

export function newId(): number {
  return crypto.getRandomValues(new Uint32Array(1))[0] & 0x7fff_ffff || 1;
}

/**
 * Rejects with `JoinRefused` if the name looks like one that belongs to, or is held for, an account other than `own`.
 */
export async function requireFreeName(store: StoreOperations, name: string, key: string, own: number): Promise<void> {
  const owner = await store.nameOwner(key);
  if (owner !== null && owner !== own) throw owned(name);
}

function owned(name: string): JoinRefused {
  return new JoinRefused(
    "nameOwned",
    `name: ${name} is, or looks like, the name of an account, or of one that was; sign in, or choose another`,
  );
}

/** Creates, signs in and deletes guests and accounts. Methods reject with {@link ApiRefusal} or `JoinRefused`. */
export class Accounts {
  readonly #options: AccountsOptions;

  constructor(options: AccountsOptions) {
    this.#options = options;
  }

  /** @param rawName undefined: choose one */
  async guest(rawName: unknown, sender: Sender): Promise<SignIn> {
    const { store, rates, wallMs } = this.#options;
    rates.guest(sender);
    for (let draw = 1; ; draw++) {
      const id = newId();
      try {
        const name = parsePlayerName(rawName ?? `Guest ${(id % 90_000) + 10_000}`);
        const key = nameKey(name);
        await requireFreeName(store, name, key, 0);
        const created = { role: ROLE.guest, passwordHash: null, createdAtMs: wallMs() };
        const player: PlayerRow = { id, name, nameKey: key, ...created };
        return await this.#signIn(player, (within) => within.addPlayer(player));
      } catch (error) {
        const unlucky = error instanceof UniqueViolation || (error instanceof JoinRefused && rawName === undefined);
        if (!unlucky || draw === DRAWS) throw error;
      }
    }
  }

  /** Turns the calling guest into an account, which keeps everything of the guest. */
  async register(of: SignIn, rawName: unknown, rawPassword: string, visit: ClientInfo): Promise<NewAccount> {
    const { store, sessions, passwords, rates, log } = this.#options;
    const { player } = of;
    const taken = () => new ApiRefusal("conflict", `player ${player.id} has an account already: sign in with its name`);
    if (isAccount(player)) throw taken();
    const name = parsePlayerName(rawName);
    const password = parsePassword(rawPassword);
    const key = nameKey(name);
    rates.password(visit.address, null);
    await requireFreeName(store, name, key, player.id);
    const to = { name, nameKey: key, role: ROLE.player, passwordHash: await passwords.hash(password) };
    const { codes, hashes } = newRecoveryCodes(player.id);
    const made = store.transaction(async (within) => {
      if (!(await within.makeAccount(player.id, to))) return false;
      await within.replaceRecoveryCodes(player.id, hashes);
      await log.success(within, player.id, "register", visit);
      return true;
    });
    if (!(await this.#named(name, made))) throw taken();
    sessions.changed(player.id);
    return { player: { ...player, ...to }, recoveryCodes: codes };
  }

  /** @param device the browser, if an account was signed in there before */
  async login(rawName: string, rawPassword: string, visit: ClientInfo, device: Device | null): Promise<SignIn> {
    const { store, passwords, rates, log } = this.#options;
    const key = nameKey(parsePlayerName(rawName));
    const password = rawPassword.normalize("NFC");
    const player = await store.accountOf(key);
    // Count by the account's own name: many spellings look like it.
    const known = device !== null && device.player === player?.id ? device.id : null;
    rates.password(visit.address, player?.nameKey ?? key, known);
    const isTheirs = await passwords.verify(password, player?.passwordHash ?? null);
    if (isTheirs && player !== null) return this.signIn(player, "password", visit);
    if (player !== null) await log.failure(player.id, "password", visit);
    throw new ApiRefusal("wrongLogin", "name, password: no account has this name and this password");
  }

  /** Signs in a player whose credential was verified. */
  signIn(player: PlayerRow, how: SignInMethod, visit: ClientInfo): Promise<SignIn> {
    return this.#signIn(player, (within) => this.#options.log.success(within, player.id, how, visit));
  }

  /** Rejects with {@link ApiRefusal} if the password is wrong. */
  async requirePassword(player: PlayerRow, raw: string | undefined, visit: ClientInfo): Promise<void> {
    const { passwords, rates, log } = this.#options;
    rates.password(visit.address, null);
    if (await passwords.verify((raw ?? "").normalize("NFC"), player.passwordHash)) return;
    if (isAccount(player)) await log.failure(player.id, "password", visit);
    throw new ApiRefusal("wrongLogin", "password: wrong password");
  }

  async rename({ player }: SignIn, rawName: unknown): Promise<PlayerRow> {
    const { store, sessions } = this.#options;
    const name = parsePlayerName(rawName);
    const key = nameKey(name);
    await requireFreeName(store, name, key, player.id);
    await this.#named(name, store.changePlayer(player.id, { name, nameKey: key }));
    sessions.changed(player.id);
    return { ...player, name, nameKey: key };
  }

  /** @param password required for accounts */
  async remove({ player }: SignIn, password: string | undefined, visit: ClientInfo): Promise<void> {
    const { store, sessions, onDeleted } = this.#options;
    if (isAccount(player)) await this.requirePassword(player, password, visit);
    await store.removePlayer(player.id);
    await sessions.endAll(player.id);
    await onDeleted(player.id);
  }

  async #signIn(player: PlayerRow, first: (within: StoreOperations) => Promise<void>): Promise<SignIn> {
    const { store, sessions } = this.#options;
    const session = await store.transaction(async (within) => {
      await first(within);
      return sessions.begin(player.id, within);
    });
    // An older sign-in may have been removed to make room.
    sessions.changed(player.id);
    return { player, session };
  }

  /** The first to claim a name gets it. */
  async #named<T>(name: string, change: Promise<T>): Promise<T> {
    try {
      return await change;
    } catch (error) {
      throw error instanceof UniqueViolation ? owned(name) : error;
    }
  }
}
