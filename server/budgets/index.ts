export { addressKey } from "./address.ts";
export { currentAttempt, during, SeatAttempt, type SeatHolds } from "./attempt.ts";
export { type BudgetRefusal, Budgets, type BudgetsOptions, Hold, type Sender } from "./budgets.ts";
export { readLimits } from "./settings.ts";
export {
  BUDGETS,
  type BudgetChanges,
  type BudgetName,
  type HoldName,
  type RateBound,
  type RateName,
  type Scope,
} from "./table.ts";
