export { accountOf, closeAccount, isEmpty, openAccount, openNamedAccounts, renameAccount } from "./accounts.ts";
export {
  CREDITS,
  emptyLedger,
  freeOf,
  heldOf,
  hold,
  issue,
  type Ledger,
  MAX_ISSUED,
  pay,
  payHeld,
  release,
  totals,
} from "./ledger.ts";
export { hashLedger, loadLedger, saveLedger } from "./save-ledger.ts";
