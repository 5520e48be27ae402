import { BUDGETS, type Budgets, type QuotaName } from "../budgets/index.ts";
import type { Registry } from "./metrics.ts";

export function sampleBudgets(registry: Registry, budgets: Budgets): void {
  registry.table(
    "orrery_budget_refused_total",
    {
      kind: "counter",
      help: "Refusals because a budget was used up, by one sender or in total.",
      labels: ["budget", "by"],
    },
    () => budgets.refusals(),
  );
  const holds = Object.keys(BUDGETS.holds) as QuotaName[];
  registry.sampledBy("orrery_budget_held", "Total held by all senders.", "budget", holds, (name) =>
    budgets.inUse(name),
  );
}
