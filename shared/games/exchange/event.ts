/** Why a request was refused. */
export const REFUSAL = {
  /** The player has no account, as there was no room for one. */
  noAccount: 1,
  /** The id belongs to another request of the account: choose a higher one. */
  idTaken: 2,
  /** The id is below the last one, and its answer no longer remembered. */
  idOld: 3,
  noMarket: 4,
  /** A limit order without a price. */
  noPrice: 5,
  /** As many orders are open as one account may have, or as there is room for. */
  tooManyOrders: 6,
  exchangeFull: 7,
  /** More than the player can spend, or has at this station. */
  tooFewCredits: 8,
  tooFewGoods: 9,
  /** No such order is open: it was filled or cancelled. */
  noOrder: 10,
  /** At least that much of the order is filled already. */
  alreadyFilled: 11,
  /** The shop has no such item, or too few. */
  notForSale: 12,
  soldOut: 13,
  /** An auction is of goods or items. */
  noGoods: 14,
  tooManyAuctions: 15,
  /** No such auction is open, or, to withdraw it, it is somebody else's. */
  noAuction: 16,
  ownAuction: 17,
  /** Below the least bid, or not above the player's own. */
  lowBid: 18,
  hasBids: 19,
  /** More than `EXCHANGE_BOUNDS.idsAhead` above the account's last id, which would use up the ids between. */
  idFar: 20,
} as const;

/** Why an order ended that nobody cancelled. */
export const END = {
  /** The batch left something of an order that does not wait. */
  immediate: 1,
  /** A newer order of the same account would have traded with it. */
  selfTrade: 2,
  /** The account was closed. */
  closed: 3,
} as const;

/** The answer to a request, for its player only. `id`: of the request. */
export type Answer =
  | { readonly type: "accepted"; readonly player: number; readonly id: number; readonly quantity: number }
  /** `quantity`: open now. */
  | { readonly type: "moved"; readonly player: number; readonly id: number; readonly quantity: number }
  /** `quantity`: what was cancelled; the rest had been filled. */
  | { readonly type: "cancelled"; readonly player: number; readonly id: number; readonly quantity: number }
  | { readonly type: "bought"; readonly player: number; readonly id: number; readonly quantity: number }
  | { readonly type: "auctioned"; readonly player: number; readonly id: number; readonly auction: number }
  /** `quantity`: what the player has got back. */
  | { readonly type: "withdrawn"; readonly player: number; readonly id: number; readonly quantity: number }
  /** `leads` 0: an earlier bid is as high, or higher. */
  | { readonly type: "bidden"; readonly player: number; readonly id: number; readonly leads: number }
  /** `code`: a value of {@link REFUSAL}. */
  | { readonly type: "refused"; readonly player: number; readonly id: number; readonly code: number };

/** What an auction sold, and for how many credits. */
interface Sale {
  readonly auction: number;
  readonly asset: number;
  readonly quantity: number;
  readonly price: number;
}

/** All events of the exchange. */
export type Event =
  | Answer
  // For their player only
  /** A part of an order was filled; `left`: what is still open of it. `fee`: of a seller, credits. */
  | {
      readonly type: "filled";
      readonly player: number;
      readonly order: number;
      readonly market: number;
      readonly side: number;
      readonly price: number;
      readonly quantity: number;
      readonly left: number;
      readonly fee: number;
    }
  /** An order ended without a request; `quantity`: what was open. `cause`: a value of {@link END}. */
  | {
      readonly type: "ended";
      readonly player: number;
      readonly order: number;
      readonly quantity: number;
      readonly cause: number;
    }
  /** Somebody has bid more than the player, who led in an auction. */
  | { readonly type: "outbid"; readonly player: number; readonly auction: number }
  /** The player's bid was the highest: they have what was sold. */
  | ({ readonly type: "won"; readonly player: number } & Sale)
  /** The player sold something. They have the price less the fee. */
  | ({ readonly type: "sold"; readonly player: number; readonly fee: number } & Sale)
  /** Nobody wanted it: the player has it back. */
  | { readonly type: "unsold"; readonly player: number; readonly auction: number }
  // For everyone
  /** A batch's trade. */
  | { readonly type: "traded"; readonly market: number; readonly price: number; readonly quantity: number }
  /** An auction ended. `price` 0: nobody had bid. */
  | { readonly type: "closed"; readonly auction: number; readonly price: number }
  // For services
  /** The shop sold items. `order`: the request's id. `price`: of one. */
  | {
      readonly type: "delivered";
      readonly player: number;
      readonly order: number;
      readonly item: number;
      readonly quantity: number;
      readonly price: number;
    }
  /** See the commands. `amount` 0: it was refused. */
  | { readonly type: "issued"; readonly account: number; readonly asset: number; readonly amount: number }
  | { readonly type: "granted"; readonly player: number; readonly asset: number; readonly amount: number }
  /** An account was closed. */
  | { readonly type: "forgotten"; readonly player: number };

export type EventType = Event["type"];
export type Emit = (event: Event) => void;
