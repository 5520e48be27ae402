export { addressKey } from "./address.ts";
export { type BudgetRefusal, Budgets, type BudgetsOptions, Hold, type Sender } from "./budgets.ts";
export { LOAD_HEADER, LOAD_PARAMETER } from "./load.ts";
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
