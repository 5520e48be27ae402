/** Amounts are sent as two numbers of 32 bits, of which the upper is almost always 0 and then not sent. */
const HALF = 4_294_967_296;

export const upperHalf = (amount: number): number => Math.floor(amount / HALF);

/** An amount from its halves. */
export const amountOf = (low: number, upper: number): number => upper * HALF + (low >>> 0);
