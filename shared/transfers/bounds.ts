/** Limits of a world's transfers (D8). */
export const TRANSFER_BOUNDS = {
  /** UTF-8 bytes of a room's id, or of a standing room's address. */
  addressBytes: 128,
  payloadBytes: 256,
  /** Transfers of one room in escrow. Beyond it, the room may not start another. */
  open: 256,
  /** Rooms whose transfers one room remembers. Beyond it, a further room's transfers stay with their sender. */
  sources: 1_024,
  /** Unconfirmed answers to one source. Beyond it, the source's further transfers stay undecided. */
  answers: 256,
  /** Transfers, or answers, of one message; the rest follows in the next one. */
  perMessage: 64,
} as const;

/** The receiver took the payload. */
export const POSTED = 0;

/** Codes of refusals that no rules chose; those of a machine are 1 to {@link LAST_MACHINE_CODE}. */
export const TRANSFER_REFUSAL = {
  /** The receiver's rules could not decode the payload. */
  badPayload: 251,
  /** The receiver is gone for good, and its journal shows no post. */
  receiverGone: 252,
} as const;

export const LAST_MACHINE_CODE = 250;
