import { BUDGETS, type Budgets, type HoldName } from "../budgets/index.ts";
import type { Registry } from "./metrics.ts";

export function sampleBudgets(registry: Registry, budgets: Budgets): void {
  registry.table(
    "orrery_budget_refused_total",
    {
      kind: "counter",
      help: "Times that a sender, or all together, had used up a budget.",
      labels: ["budget", "by"],
    },
    () => budgets.refused(),
  );
  const holds = Object.keys(BUDGETS.holds) as HoldName[];
  registry.sampledBy("orrery_budget_held", "What all senders hold.", "budget", holds, (name) => budgets.held(name));
}
