import { EXCHANGE_BOUNDS } from "./bounds.ts";

/** The configuration of an exchange; hashed, journaled and sent to clients. */
export interface ExchangeConfig {
  readonly seats: number;
  /** Most players with an account. */
  readonly accounts: number;
  /** Most open orders: of all, and of one account. */
  readonly orders: number;
  readonly ordersPerAccount: number;
  /** How far from the last price a market order may trade, 1/1000 of the price. */
  readonly collarPerMille: number;
  /** The part of a seller's proceeds that goes to the account `fees`, 1/10,000. */
  readonly feePerTenThousand: number;
  /** There is a market for each ore at each station: market `station * ores.length + ore`. */
  readonly stations: readonly string[];
  readonly ores: readonly OreConfig[];
  /** What the shop and auctions sell: things to look at, which make nobody stronger. */
  readonly items: readonly ItemConfig[];
}

export interface OreConfig {
  readonly name: string;
  /** The last price of a market without trades, credits per unit. */
  readonly price: number;
}

export interface ItemConfig {
  readonly name: string;
  /** Of one in the shop, credits; 0: the shop does not sell it. */
  readonly price: number;
}

type Numbers = Omit<ExchangeConfig, "stations" | "ores" | "items">;

/** The range of each number. */
const RANGES: Readonly<Record<keyof Numbers, readonly [low: number, high: number]>> = {
  seats: [1, 4_000],
  accounts: [1, 8_000],
  orders: [1, 32_768],
  ordersPerAccount: [1, 64],
  collarPerMille: [0, 999],
  feePerTenThousand: [0, 1_000],
};

export const CONFIG_NUMBERS = Object.keys(RANGES) as readonly (keyof Numbers)[];

export const MAX_NAME_BYTES = 80;

const DEFAULTS: ExchangeConfig = {
  seats: 2_000,
  accounts: 4_096,
  orders: 8_192,
  ordersPerAccount: 32,
  collarPerMille: 100,
  feePerTenThousand: 25,
  stations: ["Anchorage", "Far Point"],
  ores: [
    { name: "iron", price: 10 },
    { name: "copper", price: 25 },
    { name: "silver", price: 60 },
    { name: "gold", price: 150 },
  ],
  items: [],
};

/** The default configuration with overrides. Throws a RangeError that names the field, its value and what is accepted. */
export function exchangeConfig(overrides: Partial<ExchangeConfig> = {}): ExchangeConfig {
  const config = { ...DEFAULTS, ...overrides };
  checkConfig(config);
  return config;
}

export function checkConfig(config: ExchangeConfig): void {
  for (const field of CONFIG_NUMBERS) whole(field, config[field], ...RANGES[field]);
  const markets = config.stations.length * config.ores.length;
  whole("stations × ores", markets, 1, EXCHANGE_BOUNDS.markets);
  for (const [i, station] of config.stations.entries()) name(`stations[${i}]`, station);
  for (const [i, ore] of config.ores.entries()) {
    name(`ores[${i}].name`, ore.name);
    whole(`ores[${i}].price`, ore.price, 1, EXCHANGE_BOUNDS.price);
  }
  whole("items", config.items.length, 0, EXCHANGE_BOUNDS.items);
  for (const [i, item] of config.items.entries()) {
    name(`items[${i}].name`, item.name);
    whole(`items[${i}].price`, item.price, 0, EXCHANGE_BOUNDS.price);
  }
}

function whole(field: string, value: number, low: number, high: number): void {
  if (!Number.isInteger(value) || value < low || value > high)
    throw new RangeError(`${field}: ${value} is not a whole number from ${low} to ${high}`);
}

function name(field: string, value: string): void {
  if (typeof value !== "string" || !/^[\x20-\uffff]{1,20}$/.test(value))
    throw new RangeError(`${field}: ${JSON.stringify(value)} is not a text of 1 to 20 characters`);
}

export const marketsOf = ({ stations, ores }: ExchangeConfig): number => stations.length * ores.length;
