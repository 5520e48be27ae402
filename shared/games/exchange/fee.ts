import type { ExchangeConfig } from "./config.ts";

/** The part of a seller's proceeds that goes to the account `fees`, credits. Rounded here, once, and up. */
export function feeOf({ feePerTenThousand }: ExchangeConfig, proceeds: number): number {
  return Math.ceil((proceeds * feePerTenThousand) / 10_000);
}
