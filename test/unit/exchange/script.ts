import fc from "fast-check";
import { EXCHANGE_BOUNDS } from "../../../shared/games/exchange/index.ts";
import type { Brief } from "./lab.ts";

export const SCRIPT_PLAYERS = 6;

const seat = fc.nat(SCRIPT_PLAYERS);
const player = fc.integer({ min: 1, max: SCRIPT_PLAYERS + 1 });
/** How many ids ago: 0 a new one, else one that was used. */
const ago = fc.oneof({ weight: 8, arbitrary: fc.constant(0) }, fc.nat(20));
/** How many orders ago the one was placed that is meant. */
const orderAgo = fc.nat(6);
const few = (low: number, high: number, most: number) =>
  fc.oneof({ weight: 12, arbitrary: fc.integer({ min: low, max: high }) }, fc.integer({ min: 1, max: most }));
const price = few(7, 13, EXCHANGE_BOUNDS.price);
const quantity = few(1, 40, EXCHANGE_BOUNDS.quantity);
const market = fc.constantFrom(0, 0, 0, 0, 0, 0, 1, 2);
const asset = fc.nat(5);
const auction = fc.integer({ min: 1, max: 12 });
const orNone = (value: fc.Arbitrary<number>) => fc.oneof({ weight: 3, arbitrary: value }, fc.constant(0));
const step = <T extends string>(type: T, weight: number, fields: Record<string, fc.Arbitrary<number>>) => ({
  weight,
  arbitrary: fc.record({ type: fc.constant(type), ...fields }) as unknown as fc.Arbitrary<Brief>,
});

const brief: fc.Arbitrary<Brief> = fc.oneof(
  step("place", 120, { seat, ago, market, side: fc.nat(1), kind: fc.constantFrom(0, 0, 0, 1, 2), price, quantity }),
  step("move", 60, { seat, ago, orderAgo, price: orNone(price), quantity: orNone(quantity) }),
  step("cancel", 15, { seat, ago, orderAgo }),
  step("buy", 8, { seat, ago, item: fc.nat(2), quantity: fc.integer({ min: 1, max: 3 }) }),
  step("auction", 10, { seat, ago, asset, quantity, reserve: price, batches: fc.constant(240) }),
  step("bid", 30, { seat, ago, auction, limit: fc.integer({ min: 1, max: 400 }) }),
  step("withdraw", 4, { seat, ago, auction }),
  step("join", 8, { seat, player }),
  step("drop", 1, { seat }),
  step("back", 1, { seat }),
  step("leave", 1, { seat }),
  step("adopt", 1, { guest: player, player }),
  step("forget", 1, { player }),
  step("issue", 4, { account: fc.nat(4), asset, amount: fc.integer({ min: -1_000, max: 100_000 }) }),
  step("grant", 12, { player, asset, amount: fc.nat(5_000) }),
  step("clock", 4, { atS: fc.nat(100_000) }),
);

/** What six clients and some services ask, tick by tick. Seats choose rising ids, and name orders that they placed. */
export const script: fc.Arbitrary<Brief[][]> = fc
  .array(fc.array(brief, { maxLength: 6, size: "max" }), { minLength: 1, maxLength: 50, size: "max" })
  .map(withIds);

function withIds(ticks: readonly (readonly Brief[])[]): Brief[][] {
  const next = new Array<number>(SCRIPT_PLAYERS + 1).fill(1);
  const placed = next.map((): number[] => []);
  const whole = ({ ago, orderAgo, ...brief }: Brief): Brief => {
    if (typeof ago !== "number") return brief;
    const seat = brief.seat as number;
    const id = ago === 0 ? next[seat]++ : Math.max(1, next[seat] - ago);
    if (brief.type === "place") placed[seat].push(id);
    return typeof orderAgo === "number"
      ? { ...brief, id, order: placed[seat].at(-1 - orderAgo) ?? 1 }
      : { ...brief, id };
  };
  return ticks.map((briefs) => briefs.map(whole));
}
