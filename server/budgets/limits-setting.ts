import { BUDGETS, type BudgetOverrides, type RateBound, SCOPES, type Scope } from "./budget-table.ts";

/** A bad part of the setting, and what is accepted. */
export interface LimitProblem {
  readonly value: string;
  readonly accepted: string;
}

const MAX_VALUE = 1_000_000_000;
const EXAMPLE = "such as sockets.address=200 or guests.address=2/600";

/**
 * Reads limits such as `sockets.address=200,guests.address=2/600`: a maximum for holds; for rates, the number per
 * second, and after the slash the burst.
 */
export function readLimits(text: string): { readonly changes: BudgetOverrides; readonly problems: LimitProblem[] } {
  const changes: Record<string, { [By in Scope]?: RateBound | number }> = {};
  const problems: LimitProblem[] = [];
  for (const part of text.split(",").map((each) => each.trim())) {
    if (part === "") continue;
    const [, budget = "", by = "", value = ""] = /^(\w+)\.(\w+)=(.*)$/.exec(part) ?? [];
    const read = readBound(budget, by, value);
    if (typeof read === "string") problems.push({ value: part, accepted: read });
    else changes[budget] = { ...changes[budget], [by]: read };
  }
  return { changes: changes as BudgetOverrides, problems };
}

/** Parses one limit. Returns a string that says what is accepted if it is bad. */
function readBound(budget: string, by: string, value: string): RateBound | number | string {
  const rates: Readonly<Record<string, object>> = BUDGETS.rates;
  const holds: Readonly<Record<string, object>> = BUDGETS.holds;
  const isRate = Object.hasOwn(rates, budget);
  if (!isRate && !Object.hasOwn(holds, budget))
    return `LIMIT.BY=VALUE with commas between, ${EXAMPLE}; limits are ${[...Object.keys(rates), ...Object.keys(holds)].join(", ")}`;
  const scopes = SCOPES.filter((scope) => Object.hasOwn((isRate ? rates[budget] : holds[budget]) as object, scope));
  if (!scopes.includes(by as Scope)) return `${budget}.BY with BY one of ${scopes.join(", ")}`;
  return isRate ? readRate(value) : readCount(value);
}

function readRate(value: string): RateBound | string {
  const [, perSecond = "", burst = ""] = /^(\d{1,10}(?:\.\d{1,6})?)\/(\d{1,10})$/.exec(value) ?? [];
  const read = { perSecond: Number(perSecond), burst: Number(burst) };
  const fits = read.perSecond > 0 && read.burst >= 1 && Math.max(read.perSecond, read.burst) <= MAX_VALUE;
  return fits ? read : `PER_SECOND/BURST, above 0 and at least 1, both at most ${MAX_VALUE}, such as 2/600`;
}

function readCount(value: string): number | string {
  const count = /^\d{1,10}$/.test(value) ? Number(value) : Number.NaN;
  return count <= MAX_VALUE ? count : `a whole number from 0 to ${MAX_VALUE}`;
}
