import { IDENTITY_LIMITS } from "../../../shared/wire/limits.ts";
import type { SanctionRow } from "../store/rows.ts";
import type { StoreOperations } from "../store/port.ts";

/** What the store said of a player last. */
export interface PlayerStatus {
  /** A value of `ROLE`; null: there is no such player. */
  readonly role: number | null;
  /** Until when they are banned, ms since 1970; 0: they are not. */
  readonly bannedUntilMs: number;
  readonly why: string;
}

/** How long the store is waited for, ms. */
const PATIENCE_MS = 1_500;

/** What the store answers. Rejects where it does not within {@link PATIENCE_MS}. */
export async function inTime<T>(asked: Promise<T>): Promise<T> {
  const timeUp = Promise.withResolvers<never>();
  const timer = setTimeout(() => timeUp.reject(new Error("the store does not answer")), PATIENCE_MS);
  try {
    return await Promise.race([asked, timeUp.promise]);
  } finally {
    clearTimeout(timer);
  }
}

/** Roles and bans as the store says; while it cannot be had, as it said last. */
export class StatusCache {
  readonly #store: Pick<StoreOperations, "player" | "sanctionsOf">;
  readonly #wallMs: () => number;
  readonly #report: (error: unknown) => void;
  /** The one asked about longest ago first. */
  readonly #known = new Map<number, PlayerStatus>();

  constructor(
    store: Pick<StoreOperations, "player" | "sanctionsOf">,
    wallMs: () => number,
    report: (error: unknown) => void,
  ) {
    this.#store = store;
    this.#wallMs = wallMs;
    this.#report = report;
  }

  /** Never rejects. null: the store cannot be had, and said nothing before. */
  async get(player: number): Promise<PlayerStatus | null> {
    try {
      return await inTime(this.#ask(player));
    } catch (error) {
      this.#report(error);
      return this.#known.get(player) ?? null;
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
    this.#known.delete(player);
    this.#known.set(player, standing);
    if (this.#known.size > IDENTITY_LIMITS.remembered) this.#known.delete([...this.#known.keys()][0]);
    return standing;
  }
}
