import { type BudgetRefusal, type Budgets, Hold, type Sender } from "../budgets/index.ts";
import { FeedRefused } from "./refused.ts";

/** Counts one more reader, until the hold is released. Throws {@link FeedRefused} where there is no room for one. */
export function holdReader(budgets: Budgets, sender: Sender): Hold {
  const held = budgets.hold("feedReaders", sender);
  if (held instanceof Hold) return held;
  throw refusalOf(held, budgets);
}

function refusalOf({ by }: BudgetRefusal, { table }: Budgets): FeedRefused {
  const most = table.holds.feedReaders[by === "subject" ? "process" : by];
  return by === "process"
    ? new FeedRefused("tooManyReaders", `this server has ${most} readers, its most`)
    : new FeedRefused("tooManyFromAddress", `this address has ${most} readers, its most`);
}
