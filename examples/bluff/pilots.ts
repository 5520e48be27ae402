import { definePilots } from "orrery/client";
import bluff, { diceIn, lowestBid } from "./rules.ts";

export default definePilots(bluff, {
  /** Bids what it believes, and calls what it does not. */
  player({ world, rows: { players }, seat }, random) {
    if (world.phase !== "bidding" || world.turn !== seat || random.below(15) > 0) return null;
    const own = players[seat].dice ?? [];
    /** How many more of a face are likely than a bid says. */
    const spare = ({ count, face }: { readonly count: number; readonly face: number }) => {
      const mine = own.filter((die) => die === face || die === 1).length;
      return mine + (diceIn(players) - own.length) / (face === 1 ? 6 : 3) - count;
    };
    const bids = [1, 2, 3, 4, 5, 6].map((face) => ({ face, count: lowestBid(world, face) }));
    const [best] = bids.sort((a, b) => spare(b) - spare(a));
    const isLie = world.count > 0 && spare(world) < -random.below(3) / 2;
    return isLie || best.count > diceIn(players) ? { type: "call" } : { type: "bid", ...best };
  },
});
