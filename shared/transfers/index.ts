export { LAST_MACHINE_CODE, POSTED, TRANSFER_BOUNDS, TRANSFER_REFUSAL } from "./bounds.ts";
export { answersTo, type Offer, offersTo, type TransferMessage, transferMessage } from "./messages.ts";
export { hashTransfers, loadTransfers, saveTransfers } from "./save.ts";
export { changesTransfers, type TransferRules, takeTransferMessage } from "./step.ts";
export {
  type Answer,
  canStartTransfer,
  hasOpenTransfers,
  newTransfers,
  type OpenTransfer,
  returnedFrom,
  returnsOf,
  type Source,
  standingName,
  standingRoom,
  startTransfer,
  type Transfers,
} from "./transfers.ts";
