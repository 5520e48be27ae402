import { LRUCache } from "lru-cache";
import { IDENTITY_LIMITS } from "../../../shared/wire/limits.ts";
import type { StoreOperations } from "../store/port.ts";
import type { SanctionRow } from "../store/rows.ts";

/** A player's role and ban, as last read from the store. */
export interface PlayerStatus {
  /** A value of `ROLE`; null: the player does not exist. */
  readonly role: number | null;
  /** End of the ban, ms since 1970; 0: not banned. */
  readonly bannedUntilMs: number;
  readonly why: string;
}

/** Timeout of the store, ms. */
const PATIENCE_MS = 1_500;

/** Resolves as the store does. Rejects after {@link PATIENCE_MS}. */
export async function inTime<T>(asked: Promise<T>): Promise<T> {
  const timeUp = Promise.withResolvers<never>();
  const timer = setTimeout(() => timeUp.reject(new Error("the store does not answer")), PATIENCE_MS);
  try {
    return await Promise.race([asked, timeUp.promise]);
  } finally {
    clearTimeout(timer);
  }
}

/** Roles and bans of players: current while the store is available, otherwise the last known. */
export class StatusCache {
  readonly #store: Pick<StoreOperations, "player" | "sanctionsOf">;
  readonly #wallMs: () => number;
  readonly #report: (error: unknown) => void;
  readonly #known = new LRUCache<number, PlayerStatus>({ max: IDENTITY_LIMITS.remembered });

  constructor(
    store: Pick<StoreOperations, "player" | "sanctionsOf">,
    wallMs: () => number,
    report: (error: unknown) => void,
  ) {
    this.#store = store;
    this.#wallMs = wallMs;
    this.#report = report;
  }

  /** The status of a player; null: the store is unavailable, and nothing is known. Never rejects. */
  async get(player: number): Promise<PlayerStatus | null> {
    try {
      return await inTime(this.#ask(player));
    } catch (error) {
      this.#report(error);
      return this.#known.peek(player) ?? null;
    }
  }

  async #ask(player: number): Promise<PlayerStatus> {
    const row = await this.#store.player(player);
    const sanctions = await this.#store.sanctionsOf(player, this.#wallMs());
    const ban = sanctions.find(({ kind }) => kind === "ban");
    return this.#keep(player, row?.role ?? null, ban);
  }

  #keep(player: number, role: number | null, ban: SanctionRow | undefined): PlayerStatus {
    const standing = { role, bannedUntilMs: ban?.untilMs ?? 0, why: ban?.why ?? "" };
    this.#known.set(player, standing);
    return standing;
  }
}
