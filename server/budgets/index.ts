export { addressKey } from "./address.ts";
export {
  BUDGETS,
  type BudgetName,
  type BudgetOverrides,
  type QuotaName,
  type RateBound,
  type RateName,
  type Scope,
} from "./budget-table.ts";
export { type BudgetRefusal, Budgets, type BudgetsOptions, Permit, type Sender } from "./budgets.ts";
export { readLimits } from "./limits-setting.ts";
export { type AttemptPermits, currentAttempt, SeatAttempt, withAttempt } from "./seat-attempt.ts";
