import { type BudgetOverrides, Budgets, type Sender } from "../../server/budgets/index.ts";

/** Somebody at an address, who showed no token. */
export function senderAt(address: string, more: Partial<Sender> = {}): Sender {
  return { address, identity: null, load: false, ...more };
}

/** Budgets of a time that stands still, unless a test moves it. */
export function testBudgets(changes: BudgetOverrides = {}, now: () => number = () => 0): Budgets {
  return new Budgets({ now, changes });
}
