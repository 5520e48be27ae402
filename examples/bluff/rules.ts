import { defineRules, flag, type GameOf, int, list, oneOf, perSeat, seatNumber, seatOrNobody, tick } from "orrery/kit";

export const TICK_HZ = 10;
const DICE = 5;
/** A turn is shorter for those whose connection is lost. */
const SECONDS = { here: 30, away: 5, empty: 0, shown: 8 };

const dice = list(DICE, int(1, 6));
/** So many dice of a face, among all dice. */
const bid = { count: int(0, 30), face: int(1, 6) };
type Bid = { readonly count: number; readonly face: number };

/** Liar's dice: all roll under cups, and bids rise until one is called a lie. Ones count as every face. */
const bluff = defineRules({
  id: "bluff",
  version: 1,
  tickHz: TICK_HZ,
  seats: 6,
  entropy: true,
  world: {
    phase: oneOf("shown", "rolling", "bidding").public(),
    phaseEndsAt: tick().public(),
    round: tick(),
    turn: seatNumber().public(),
    /** The last bid; of 0 dice: there is none yet. */
    count: bid.count.public(),
    face: bid.face.public(),
    bidder: seatOrNobody().public(),
    winner: seatOrNobody().public(),
    players: perSeat({ isPlaying: flag().public(), dice: dice.own(), shown: dice.public(), points: tick().public() }),
  },
  events: { called: { seat: seatNumber(), winner: seatOrNobody() } },
  commands: {
    bid: { fields: bid, apply: (game, seat, values) => raise(game, seat, values) },
    call: { fields: {}, apply: (game, seat) => call(game, seat) },
  },
  left(game, seat) {
    const { world } = game;
    Object.assign(world.players[seat], { isPlaying: false, dice: [] });
    if (world.bidder === seat) world.bidder = -1;
    if (world.phase === "bidding" && diceIn(world.players) <= DICE) show(game, -1);
    else if (isTurn(game, seat)) pass(game, seat);
  },
  tick(game) {
    const { world, tick, seated, secret } = game;
    if (world.phase === "rolling" && secret.ready) roll(game);
    if (world.phase === "rolling" || tick < world.phaseEndsAt) return;
    if (world.phase === "bidding") call(game, world.turn);
    else if (seated.length > 1) {
      world.phase = "rolling";
      world.round++;
      // Anyone could compute dice from the world's seed; the server adds chance that nobody knows.
      game.needEntropy();
    }
  },
});
export default bluff;

type Game = GameOf<typeof bluff>;

const isTurn = ({ world }: Game, seat: number) => world.phase === "bidding" && world.turn === seat;

/** How many dice are in this round. */
export const diceIn = (players: readonly { readonly isPlaying: boolean }[]) =>
  DICE * players.filter(({ isPlaying }) => isPlaying).length;

/** A bid has more dice than the last one, or as many of a higher face. */
export const lowestBid = (last: Bid, face: number) => Math.max(1, face > last.face ? last.count : last.count + 1);

function roll(game: Game): void {
  const { world, secret } = game;
  for (const [seat, player] of world.players.entries()) {
    const isPlaying = world.seats[seat] !== "empty";
    const dice = Array.from({ length: isPlaying ? DICE : 0 }, () => secret.between(1, 6));
    Object.assign(player, { isPlaying, dice, shown: [] });
  }
  Object.assign(world, { count: 0, bidder: -1, winner: -1 });
  if (diceIn(world.players) > DICE) pass(game, world.turn);
  else show(game, -1);
}

/** Gives the turn to the next player. */
function pass(game: Game, after: number): void {
  const { world, tick } = game;
  world.turn = game.nextSeat(after, (seat) => world.players[seat].isPlaying);
  Object.assign(world, { phase: "bidding", phaseEndsAt: tick + SECONDS[world.seats[world.turn]] * TICK_HZ });
}

function raise(game: Game, seat: number, { count, face }: Bid): void {
  if (!isTurn(game, seat) || count < lowestBid(game.world, face) || count > diceIn(game.world.players)) return;
  Object.assign(game.world, { count, face, bidder: seat });
  pass(game, seat);
}

/** Calls the last bid a lie; where there is none yet, bids for a player who is too slow. */
function call(game: Game, seat: number): void {
  const { count, face, bidder, players } = game.world;
  if (count === 0) raise(game, seat, { count: 1, face: 2 });
  if (count === 0 || !isTurn(game, seat)) return;
  const found = players.flatMap((player) => player.dice).filter((die) => die === face || die === 1);
  const winner = found.length < count ? seat : bidder;
  game.emit({ type: "called", seat, winner });
  show(game, winner);
}

/** Ends the round: all dice become public, for replays too. */
function show({ world, tick, reveal }: Game, winner: number): void {
  for (const player of world.players) player.shown = [...player.dice];
  if (winner >= 0) world.players[winner].points++;
  Object.assign(world, { winner, phase: "shown", phaseEndsAt: tick + SECONDS.shown * TICK_HZ });
  reveal();
}
