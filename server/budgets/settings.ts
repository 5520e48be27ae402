import { BUDGETS, type BudgetChanges, type RateBound, SCOPES, type Scope } from "./table.ts";

/** One part of the setting is wrong: which, and what would do. */
export interface LimitProblem {
  readonly value: string;
  readonly accepted: string;
}

const MOST = 1_000_000_000;
const EXAMPLE = "such as sockets.address=200 or guests.address=2/600";

/**
 * Reads bounds such as `sockets.address=200,guests.address=2/600`: of what is held, how many; of what is done, how many a
 * second, and after the slash how many at once.
 */
export function readLimits(text: string): { readonly changes: BudgetChanges; readonly problems: LimitProblem[] } {
  const changes: Record<string, { [By in Scope]?: RateBound | number }> = {};
  const problems: LimitProblem[] = [];
  for (const part of text.split(",").map((each) => each.trim())) {
    if (part === "") continue;
    const [, budget = "", by = "", value = ""] = /^(\w+)\.(\w+)=(.*)$/.exec(part) ?? [];
    const read = bound(budget, by, value);
    if (typeof read === "string") problems.push({ value: part, accepted: read });
    else changes[budget] = { ...changes[budget], [by]: read };
  }
  return { changes: changes as BudgetChanges, problems };
}

/** Text: what would be accepted. */
function bound(budget: string, by: string, value: string): RateBound | number | string {
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
  const fits = read.perSecond > 0 && read.burst >= 1 && Math.max(read.perSecond, read.burst) <= MOST;
  return fits ? read : `PER_SECOND/BURST, above 0 and at least 1, both at most ${MOST}, such as 2/600`;
}

function readCount(value: string): number | string {
  const count = /^\d{1,10}$/.test(value) ? Number(value) : Number.NaN;
  return count <= MOST ? count : `a whole number from 0 to ${MOST}`;
}
