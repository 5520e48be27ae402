/** One kind of ore. A new ore is a row; its index is its number on the wire and its column in a hold. */
export interface Ore {
  readonly name: string;
  /** Price of one unit at every station, credits. */
  readonly price: number;
  /** How many of 256 rocks carry it. The rows add up to 256. */
  readonly share: number;
}

export const ORES = [
  { name: "Iron", price: 10, share: 128 },
  { name: "Cobalt", price: 22, share: 76 },
  { name: "Iridium", price: 45, share: 38 },
  { name: "Aurite", price: 110, share: 14 },
] as const satisfies readonly Ore[];

export const ORE_KINDS = ORES.length;
