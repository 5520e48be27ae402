import { KeyedCount } from "./keyed-count.ts";
import { type Key, KeyedRate } from "./keyed-rate.ts";
import {
  BUDGETS,
  type BudgetChanges,
  type BudgetName,
  type BudgetTable,
  changedTable,
  type HoldName,
  type RateName,
  SCOPES,
  type Scope,
} from "./table.ts";

/** Who sends something, as far as it is known where it is counted. */
export interface Sender {
  /** As `addressKey` gives it. */
  readonly address: string;
  /** Player id of whoever showed a token; null: nobody did. */
  readonly identity: number | null;
  /** Whether it showed the operator's load token: it is not counted by address and identity, but it is with all others. */
  readonly load: boolean;
  /** What the deed is about, where its row counts that. */
  readonly subject?: string;
}

export interface BudgetRefusal {
  readonly budget: BudgetName;
  readonly by: Scope;
  /** At least 1. What is held is free when its holder lets go, which nobody knows. */
  readonly retryAfterS: number;
}

/** Something held until it is released, once. */
export class Hold {
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
  readonly changes?: BudgetChanges;
  /** Senders that one row remembers for each scope. */
  readonly rememberedKeys?: number;
}

const REMEMBERED_KEYS = 20_000;
const HELD_RETRY_S = 10;
const LONGEST_RETRY_S = 86_400;

type Parts<Part> = ReadonlyMap<BudgetName, readonly (readonly [Scope, Part])[]>;

/** Counts what senders do and have: by address, by identity, by subject, and in all. */
export class Budgets {
  readonly table: BudgetTable;
  readonly #now: () => number;
  readonly #rates: Parts<KeyedRate>;
  readonly #holds: Parts<KeyedCount>;
  /** Of what is counted elsewhere, as it was judged last. */
  readonly #judged = new Map<HoldName, number>();
  readonly #refused = new Map<BudgetName, Map<Scope, number>>();

  constructor({ now, changes, rememberedKeys = REMEMBERED_KEYS }: BudgetsOptions) {
    this.table = changes === undefined ? BUDGETS : changedTable(changes);
    this.#now = now;
    this.#rates = parts(this.table.rates, (bound) => new KeyedRate(bound, rememberedKeys));
    this.#holds = parts(this.table.holds, (most) => new KeyedCount(most));
    for (const rows of [this.#rates, this.#holds])
      for (const [name, scopes] of rows) this.#refused.set(name, new Map(scopes.map(([by]) => [by, 0])));
  }

  /**
   * Spends `cost` where every scope of the row has as much; a refusal spends nothing.
   *
   * @param scopes those looked at, where a sender becomes known by and by. Default: all
   */
  take(budget: RateName, sender: Sender, cost = 1, scopes: readonly Scope[] = SCOPES): BudgetRefusal | null {
    const refusal = this.#short(budget, sender, cost, scopes);
    if (refusal === null) this.#spend(budget, sender, cost, scopes);
    return refusal;
  }

  /** Spends what was used up already, whether or not there is as much; a refusal says that it was too much. */
  charge(budget: RateName, sender: Sender, cost: number): BudgetRefusal | null {
    const refusal = this.#short(budget, sender, cost, SCOPES);
    this.#spend(budget, sender, cost, SCOPES);
    return refusal;
  }

  /** `amount` more, until it is released. */
  hold(budget: HoldName, sender: Sender, amount = 1): Hold | BudgetRefusal {
    const counted: [KeyedCount, Key][] = [];
    for (const [by, count] of this.#holds.get(budget) ?? []) {
      const key = keyOf(sender, by);
      if (key === null) continue;
      if (count.of(key) + amount > count.most) return this.#refuse(budget, by, HELD_RETRY_S);
      counted.push([count, key]);
    }
    for (const [count, key] of counted) count.add(key, amount);
    return new Hold(() => {
      for (const [count, key] of counted) count.add(key, -amount);
    });
  }

  /** Whether one more may be had of what a store keeps and counts by itself. @param held how many it has by that scope */
  judge(budget: HoldName, by: Scope, held: number): BudgetRefusal | null {
    if (by === "process") this.#judged.set(budget, held);
    const bound = (this.table.holds[budget] as { readonly [By in Scope]?: number })[by];
    return bound === undefined || held < bound ? null : this.#refuse(budget, by, HELD_RETRY_S);
  }

  /** What all senders hold. */
  held(budget: HoldName): number {
    const parts = this.#holds.get(budget) ?? [];
    return this.#judged.get(budget) ?? parts.find(([by]) => by === "process")?.[1].of(PROCESS) ?? 0;
  }

  /** How often each bound refused something. */
  *refused(): Generator<readonly [BudgetName, Scope, number]> {
    for (const [budget, scopes] of this.#refused) for (const [by, count] of scopes) yield [budget, by, count];
  }

  #short(budget: RateName, sender: Sender, cost: number, scopes: readonly Scope[]): BudgetRefusal | null {
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

/** null: this sender is not counted by it. */
function keyOf(sender: Sender, by: Scope): Key | null {
  if (by === "process") return PROCESS;
  if (by === "subject") return sender.subject ?? null;
  return sender.load ? null : sender[by];
}

/** The narrowest scopes first, so that a refusal names whom it is about. */
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
