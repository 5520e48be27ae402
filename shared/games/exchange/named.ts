/** Accounts that belong to no player, by number. Only here are money and goods created and removed. */
export const NAMED = {
  /** What is granted to players comes from here. */
  treasury: 0,
  /** Gets sellers' fees, rounded up. */
  fees: 1,
  /** Gets what forgotten guests and erased accounts had. */
  abandoned: 2,
  /** What buyers have paid and sellers have not got yet, within a batch; otherwise empty. */
  clearing: 3,
  /** The shop's stock, and what was paid for it. */
  shop: 4,
} as const;

export const NAMED_COUNT = Object.keys(NAMED).length;
