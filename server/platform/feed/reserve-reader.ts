import { type BudgetRefusal, type Budgets, Permit, type Sender } from "../../budgets/index.ts";
import { FeedRefused } from "./refused.ts";

/** Counts one more reader, until the hold is released. Throws {@link FeedRefused} where there is no room for one. */
export function reserveReader(budgets: Budgets, sender: Sender): Permit {
  const held = budgets.acquire("feedReaders", sender);
  if (held instanceof Permit) return held;
  throw refusalOf(held, budgets);
}

function refusalOf({ by }: BudgetRefusal, { table }: Budgets): FeedRefused {
  const most = table.holds.feedReaders[by === "subject" ? "process" : by];
  return by === "process"
    ? new FeedRefused("tooManyReaders", `this server already has its maximum of ${most} readers`)
    : new FeedRefused("tooManyFromAddress", `this address already has its maximum of ${most} readers`);
}
