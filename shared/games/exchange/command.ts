/** The id of the event in another room or service that caused a command, which makes the command idempotent. */
export interface CausationId {
  readonly room: string;
  readonly tick: number;
  readonly index: number;
}

export const SIDE = { buy: 0, sell: 1 } as const;

/**
 * `limit` stays until it is filled or cancelled. What the next batch leaves of the others is cancelled; `market` names no
 * price, and gets the farthest from the last one that the collar allows.
 */
export const KIND = { limit: 0, immediate: 1, market: 2 } as const;

/**
 * A player's request. `id`: chosen by the client, above every earlier one of the account. A request that is repeated, with
 * its id, has no further effect and gets the same answer.
 */
export type Request =
  /** `id` becomes the order's. `side`, `kind`: values of {@link SIDE} and {@link KIND}. `price`: 0 for `market`. */
  | {
      readonly type: "place";
      readonly seat: number;
      readonly id: number;
      readonly market: number;
      readonly side: number;
      readonly kind: number;
      readonly price: number;
      readonly quantity: number;
    }
  /**
   * Changes an order, which then counts as one of the coming batch. `quantity`: of the whole order with all that is filled
   * already, so that a fill on the way makes no difference. 0: as before.
   */
  | {
      readonly type: "move";
      readonly seat: number;
      readonly id: number;
      readonly order: number;
      readonly price: number;
      readonly quantity: number;
    }
  | { readonly type: "cancel"; readonly seat: number; readonly id: number; readonly order: number }
  /** Buys items from the shop's stock. `item`: its number in the configuration. */
  | {
      readonly type: "buy";
      readonly seat: number;
      readonly id: number;
      readonly item: number;
      readonly quantity: number;
    }
  /** Puts goods or items up for auction. `reserve`: the least first bid, credits. `batches`: how long it lasts without late bids. */
  | {
      readonly type: "auction";
      readonly seat: number;
      readonly id: number;
      readonly asset: number;
      readonly quantity: number;
      readonly reserve: number;
      readonly batches: number;
    }
  /** Ends an auction that nobody has bid in. */
  | { readonly type: "withdraw"; readonly seat: number; readonly id: number; readonly auction: number }
  /** `limit`: the most that the player would pay, credits. They pay what is needed to lead. */
  | {
      readonly type: "bid";
      readonly seat: number;
      readonly id: number;
      readonly auction: number;
      readonly limit: number;
    };

/** All commands of the exchange. `player`: id of an account or guest (1 to 2³¹ − 1). */
export type Command =
  | Request
  /** Takes a seat, and opens an account for a player who has none. `epoch`: identifies this occupant of the seat. */
  | { readonly type: "join"; readonly seat: number; readonly player: number; readonly epoch: number }
  /** The socket is lost, and returns. Orders stay. */
  | { readonly type: "drop"; readonly seat: number }
  | { readonly type: "back"; readonly seat: number }
  | { readonly type: "leave"; readonly seat: number }
  // From services
  /** A guest is now that account, which gets all that the guest had. Their orders go on, unless the account is known. */
  | { readonly type: "adopt"; readonly cause: CausationId; readonly guest: number; readonly player: number }
  /** A guest was forgotten, or an account erased: what they had goes to the account `abandoned`. */
  | { readonly type: "forget"; readonly cause: CausationId; readonly player: number }
  /** Creates an amount in a named account, a value of `NAMED` except `clearing`; below 0: removes it. */
  | {
      readonly type: "issue";
      readonly cause: CausationId;
      readonly account: number;
      readonly asset: number;
      readonly amount: number;
    }
  /** Pays a player out of the account `treasury`. */
  | {
      readonly type: "grant";
      readonly cause: CausationId;
      readonly player: number;
      readonly asset: number;
      readonly amount: number;
    }
  /** The wall clock, s since 1970. Candles begin by it. */
  | { readonly type: "clock"; readonly atS: number };

export type CommandType = Command["type"];
