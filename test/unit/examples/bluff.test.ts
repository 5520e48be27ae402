import { describe, expect, it } from "vitest";
import bluff from "../../../examples/bluff/rules.ts";
import { type CommandIn, type EventIn, seatCommands, type WorldIn } from "../../../shared/kit/index.ts";

type World = WorldIn<typeof bluff>;
type Command = CommandIn<typeof bluff>;

const { machine } = bluff;
const WORDS = [1, 2, 3, 4];

function step(world: World, ...commands: Command[]): EventIn<typeof bluff>[] {
  const events: EventIn<typeof bluff>[] = [];
  machine.step(world, commands, (event) => events.push(event));
  bluff.checkWorld(world);
  return events;
}

function steps(world: World, count: number): EventIn<typeof bluff>[] {
  return Array.from({ length: count }, () => step(world)).flat();
}

const bid = (seat: number, count: number, face: number): Command => ({ type: "bid", seat, count, face });
const call = (seat: number): Command => ({ type: "call", seat });

/** A round of three, with these dice; the first has the turn. */
function round(...dice: number[][]): World {
  const world = machine.create(1, {});
  step(world, ...[0, 1, 2].map((seat) => seatCommands.join(seat)));
  step(world, { type: "entropy", words: WORDS });
  for (const [seat, hand] of dice.entries()) world.players[seat].dice = hand;
  world.turn = 0;
  return world;
}

const DICE = [
  [1, 2, 2, 5, 6],
  [2, 3, 3, 5, 6],
  [1, 4, 4, 4, 5],
];

describe("bluff", () => {
  it("rolls all dice from the server's entropy only", () => {
    const world = machine.create(1, {});
    step(world, seatCommands.join(0));
    steps(world, 5);
    expect([world.phase, world.entropyWanted]).toEqual(["shown", false]);
    step(world, seatCommands.join(4));
    expect([world.phase, world.entropyWanted, bluff.hasSecrets(world)]).toEqual(["rolling", true, false]);
    steps(world, 5);
    expect(world.phase).toBe("rolling");
    step(world, { type: "entropy", words: WORDS });
    expect([world.phase, world.turn, bluff.hasSecrets(world)]).toEqual(["bidding", 4, true]);
    expect(world.players.map(({ dice }) => dice.length)).toEqual([5, 0, 0, 0, 5, 0]);
  });

  it("accepts only higher bids, of dice in play, from the player whose turn it is", () => {
    const world = round(...DICE);
    const last = () => [world.count, world.face, world.bidder, world.turn];
    step(world, bid(1, 1, 2), bid(0, 16, 2), bid(0, 0, 6));
    expect(last()).toEqual([0, 1, -1, 0]);
    step(world, bid(0, 3, 3));
    expect(last()).toEqual([3, 3, 0, 1]);
    step(world, bid(1, 3, 3), bid(1, 2, 6), bid(1, 3, 2));
    expect(last()).toEqual([3, 3, 0, 1]);
    step(world, bid(1, 3, 4), bid(1, 9, 6));
    expect(last()).toEqual([3, 4, 1, 2]);
    step(world, bid(2, 15, 2));
    expect(last()).toEqual([15, 2, 2, 0]);
  });

  it.each([
    ["right", 5, 2, 0],
    ["wrong", 6, 2, 1],
    ["right of ones", 2, 1, 0],
    ["wrong of ones", 3, 1, 1],
  ])("gives the point to who was %s", (_what, count, face, winner) => {
    const world = round(...DICE);
    step(world, bid(0, count, face));
    expect(step(world, call(1))).toEqual([{ type: "called", seat: 1, winner }]);
    expect([world.phase, world.winner, world.players[winner].points]).toEqual(["shown", winner, 1]);
    expect(world.players.slice(0, 3).map(({ shown }) => shown)).toEqual(DICE);
    expect(bluff.hasSecrets(world)).toBe(false);
    steps(world, 80);
    expect([world.phase, world.round]).toEqual(["rolling", 2]);
    step(world, { type: "entropy", words: [9, 9, 9, 9] });
    expect([world.phase, world.count, world.players[0].shown]).toEqual(["bidding", 0, []]);
  });

  it("skips a player who is too slow, and sooner one who is away", () => {
    const world = round(...DICE);
    world.phaseEndsAt = world.tick + 300;
    steps(world, 299);
    expect(world.count).toBe(0);
    step(world, seatCommands.drop(1));
    expect([world.count, world.face, world.turn]).toEqual([1, 2, 1]);
    const events = steps(world, 50);
    expect(events).toEqual([{ type: "called", seat: 1, winner: 0 }]);
  });

  it.each([
    ["whose turn it is", 0, ["bidding", 1]],
    ["who waits", 2, ["bidding", 0]],
  ])("goes on when %s leaves in mid-round", (_what, seat, expected) => {
    const world = round(...DICE);
    step(world, seatCommands.leave(seat));
    expect([world.phase, world.turn]).toEqual(expected);
    expect(world.players[seat].dice).toEqual([]);
  });

  it("gives no point for the true bid of a player who left, nor to the next in that seat", () => {
    const world = round(...DICE);
    step(world, bid(0, 1, 5));
    step(world, seatCommands.leave(0), seatCommands.join(0));
    step(world, call(1));
    expect([world.winner, world.players.map(({ points }) => points)]).toEqual([-1, [0, 0, 0, 0, 0, 0]]);
    expect(world.players[0]).toMatchObject({ isPlaying: false, shown: [] });
  });

  it("ends a round, with everything shown, when one player is left, and waits for others", () => {
    const world = round(...DICE);
    step(world, seatCommands.leave(0), seatCommands.leave(1));
    expect([world.phase, world.winner, bluff.hasSecrets(world)]).toEqual(["shown", -1, false]);
    steps(world, 200);
    expect([world.phase, world.entropyWanted]).toEqual(["shown", false]);
    step(world, seatCommands.leave(2));
    expect(machine.nextWake(world)).toBeNull();
  });

  it("has no secrets when everyone leaves while the dice are awaited", () => {
    const world = machine.create(1, {});
    step(world, seatCommands.join(0), seatCommands.join(1));
    step(world, seatCommands.leave(0), seatCommands.leave(1));
    expect(machine.nextWake(world)).toBe(world.tick + 1);
    step(world, { type: "entropy", words: WORDS });
    expect([world.phase, bluff.hasSecrets(world), machine.nextWake(world)]).toEqual(["shown", false, null]);
  });
});
