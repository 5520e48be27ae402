import {
  BUDGETS,
  type BudgetName,
  type BudgetOverrides,
  type BudgetTable,
  type QuotaName,
  type RateName,
  SCOPES,
  type Scope,
  withOverrides,
} from "./budget-table.ts";
import { KeyedCount } from "./keyed-count.ts";
import { type Key, KeyedRate } from "./keyed-rate.ts";

/** A sender, as far as it is known. */
export interface Sender {
  /** Key from `addressKey`. */
  readonly address: string;
  /** Player id from the token; null: no token. */
  readonly identity: number | null;
  /**
   * Whether it has the operator's load token, which exempts it from limits by address and identity, but not from the
   * process's.
   */
  readonly load: boolean;
  /** The subject of the action, for budgets with that scope. */
  readonly subject?: string;
}

export interface BudgetRefusal {
  readonly budget: BudgetName;
  readonly by: Scope;
  /** At least 1. For holds it is a guess, because nobody knows when a holder releases. */
  readonly retryAfterS: number;
}

/** A hold on a budget. Only the first release counts. */
export class Permit {
  #free: (() => void) | null;

  constructor(free: () => void) {
    this.#free = free;
  }

  release(): void {
    this.#free?.();
    this.#free = null;
  }
}

export interface BudgetsOptions {
  /** Monotonic milliseconds. */
  readonly now: () => number;
  readonly changes?: BudgetOverrides;
  /** Number of senders remembered per row and scope. */
  readonly rememberedKeys?: number;
}

const REMEMBERED_KEYS = 20_000;
const HELD_RETRY_S = 10;
const LONGEST_RETRY_S = 86_400;

type Parts<Part> = ReadonlyMap<BudgetName, readonly (readonly [Scope, Part])[]>;

/** Enforces rate limits and quotas of senders: by address, by identity, by subject, and for the process. */
export class Budgets {
  readonly table: BudgetTable;
  readonly #now: () => number;
  readonly #rates: Parts<KeyedRate>;
  readonly #holds: Parts<KeyedCount>;
  /** Last values of counts that are kept elsewhere, see {@link checkCount}. */
  readonly #judged = new Map<QuotaName, number>();
  readonly #refused = new Map<BudgetName, Map<Scope, number>>();

  constructor({ now, changes, rememberedKeys = REMEMBERED_KEYS }: BudgetsOptions) {
    this.table = changes === undefined ? BUDGETS : withOverrides(changes);
    this.#now = now;
    this.#rates = parts(this.table.rates, (bound) => new KeyedRate(bound, rememberedKeys));
    this.#holds = parts(this.table.holds, (most) => new KeyedCount(most));
    for (const rows of [this.#rates, this.#holds])
      for (const [name, scopes] of rows) this.#refused.set(name, new Map(scopes.map(([by]) => [by, 0])));
  }

  /**
   * Spends `cost` if all scopes of the row allow it; a refusal spends nothing.
   *
   * @param scopes to check, for senders that are identified step by step. Default: all
   */
  consume(budget: RateName, sender: Sender, cost = 1, scopes: readonly Scope[] = SCOPES): BudgetRefusal | null {
    const refusal = this.#firstRefusal(budget, sender, cost, scopes);
    if (refusal === null) this.#spend(budget, sender, cost, scopes);
    return refusal;
  }

  /** Spends a cost that was already incurred, even beyond the limit; a refusal says that it exceeded the limit. */
  charge(budget: RateName, sender: Sender, cost: number): BudgetRefusal | null {
    const refusal = this.#firstRefusal(budget, sender, cost, SCOPES);
    this.#spend(budget, sender, cost, SCOPES);
    return refusal;
  }

  /** Holds `amount` until it is released. */
  acquire(budget: QuotaName, sender: Sender, amount = 1): Permit | BudgetRefusal {
    const counted: [KeyedCount, Key][] = [];
    for (const [by, count] of this.#holds.get(budget) ?? []) {
      const key = keyOf(sender, by);
      if (key === null) continue;
      if (count.of(key) + amount > count.limit) return this.#refuse(budget, by, HELD_RETRY_S);
      counted.push([count, key]);
    }
    for (const [count, key] of counted) count.add(key, amount);
    return new Permit(() => {
      for (const [count, key] of counted) count.add(key, -amount);
    });
  }

  /** Checks one more against a count that a store keeps. @param held current count of that scope */
  checkCount(budget: QuotaName, by: Scope, held: number): BudgetRefusal | null {
    if (by === "process") this.#judged.set(budget, held);
    const bound = (this.table.holds[budget] as { readonly [By in Scope]?: number })[by];
    return bound === undefined || held < bound ? null : this.#refuse(budget, by, HELD_RETRY_S);
  }

  /** The total held by all senders. */
  inUse(budget: QuotaName): number {
    const parts = this.#holds.get(budget) ?? [];
    return this.#judged.get(budget) ?? parts.find(([by]) => by === "process")?.[1].of(PROCESS) ?? 0;
  }

  /** Number of refusals by budget and scope. */
  *refusals(): Generator<readonly [BudgetName, Scope, number]> {
    for (const [budget, scopes] of this.#refused) for (const [by, count] of scopes) yield [budget, by, count];
  }

  #firstRefusal(budget: RateName, sender: Sender, cost: number, scopes: readonly Scope[]): BudgetRefusal | null {
    const nowMs = this.#now();
    for (const [by, rate] of this.#rates.get(budget) ?? []) {
      const key = scopes.includes(by) ? keyOf(sender, by) : null;
      const waitMs = key === null ? 0 : rate.waitMs(key, nowMs, cost);
      if (waitMs > 0) return this.#refuse(budget, by, Math.min(LONGEST_RETRY_S, Math.ceil(waitMs / 1_000)));
    }
    return null;
  }

  #spend(budget: RateName, sender: Sender, cost: number, scopes: readonly Scope[]): void {
    const nowMs = this.#now();
    for (const [by, rate] of this.#rates.get(budget) ?? []) {
      const key = scopes.includes(by) ? keyOf(sender, by) : null;
      if (key !== null) rate.spend(key, nowMs, cost);
    }
  }

  #refuse(budget: BudgetName, by: Scope, retryAfterS: number): BudgetRefusal {
    const scopes = this.#refused.get(budget);
    scopes?.set(by, (scopes.get(by) ?? 0) + 1);
    return { budget, by, retryAfterS };
  }
}

const PROCESS = "";

/** The sender's key in a scope; null: not counted. */
function keyOf(sender: Sender, by: Scope): Key | null {
  if (by === "process") return PROCESS;
  if (by === "subject") return sender.subject ?? null;
  return sender.load ? null : sender[by];
}

/** Builds the counters, narrowest scopes first, so that a refusal names the narrowest one. */
function parts<Bound, Part>(
  rows: Readonly<Record<string, { readonly [By in Scope]?: Bound }>>,
  make: (bound: Bound) => Part,
): Parts<Part> {
  return new Map(
    Object.entries(rows).map(([name, row]) => {
      const scopes = SCOPES.flatMap((by) => (row[by] === undefined ? [] : [[by, make(row[by])] as const]));
      return [name as BudgetName, scopes];
    }),
  );
}
