import { describe, expect, it } from "vitest";
import { KIT_MATCH_EVENTS, type KitMatchEvent } from "../../../server/kit/match-events.ts";
import { anyKitRoom } from "../../../server/kit/room.ts";
import { asAnyRules, defineRules, int, perSeat, seatCommands, tick } from "../../../shared/kit/index.ts";

/** Everyone may take points; a new round begins without any. */
const tag = defineRules({
  id: "tag",
  version: 1,
  tickHz: 10,
  seats: 4,
  world: { round: tick(), players: perSeat({ points: int(-9, 99) }) },
  events: { joined: { points: int(0, 99) } },
  commands: {
    take: {
      fields: { points: int(-9, 9) },
      apply({ world, emit }, seat, { points }) {
        world.players[seat].points += points;
        emit({ type: "joined", points: 7 });
      },
    },
    /** The last points of a round, and in the same tick the next round. */
    win: {
      fields: { points: int(0, 9) },
      apply(game, seat, { points }) {
        game.world.players[seat].points += points;
        game.endRound();
        game.world.round++;
        for (const player of game.world.players) player.points = 0;
      },
    },
    next: {
      fields: {},
      apply({ world }) {
        world.round++;
        for (const player of world.players) player.points = 0;
      },
    },
  },
});

type Options = NonNullable<Parameters<typeof anyKitRoom>[1]>;

const OPTIONS = {
  round: ({ round }: { round: number }) => round,
  score: ({ players }: { players: { points: number }[] }, seat: number) => players[seat].points,
} as unknown as Options;

/** A match that says what it emits for the platform in each tick. */
function match(options: Options = OPTIONS) {
  const { machine } = anyKitRoom(asAnyRules(tag), options);
  const world = machine.create(1, {});
  const own: unknown[] = [];
  const step = (...commands: object[]) => {
    const emitted: KitMatchEvent[] = [];
    machine.step(world, commands as Parameters<typeof machine.step>[1], (event) => {
      // As the outbox has it.
      const read = machine.codecs.event.decode(machine.codecs.event.encode(event)) as unknown as KitMatchEvent;
      expect(read).toEqual(event);
      if (read.type.startsWith("match.")) emitted.push(read);
      else own.push(read);
    });
    return emitted.map(({ type, ...fields }) => [type.slice("match.".length), ...Object.values(fields)]);
  };
  return { step, own, world, machine };
}

const take = (seat: number, points: number) => ({ type: "take", seat, points });
const next = { type: "next", seat: 0 };

describe("match events of a room of the kit", () => {
  it("say once who comes and goes, and their scores", () => {
    const { step } = match();
    expect(step(seatCommands.join(2, 11))).toEqual([
      ["joined", 2, 11],
      ["score", 0, 2, 11],
    ]);
    expect(step(seatCommands.drop(2), take(2, 5))).toEqual([["score", 5, 2, 11]]);
    expect(step(seatCommands.back(2))).toEqual([]);
    expect(step(seatCommands.leave(2), seatCommands.join(2, 12))).toEqual([
      ["left", 2, 11],
      ["joined", 2, 12],
      ["score", 0, 2, 12],
    ]);
    expect(step(seatCommands.leave(2))).toEqual([["left", 2, 12]]);
    expect(step()).toEqual([]);
  });

  it("contain each round's results, best first, from before the next round", () => {
    const { step } = match();
    step(seatCommands.join(0, 5), seatCommands.join(1, 6), seatCommands.join(3, 7));
    expect(step(next)).toEqual([["roundStart", 1]]);
    step(take(1, 3), take(3, 3), take(0, 4));
    expect(step(next).filter(([type]) => type !== "score")).toEqual([
      ["result", 1, 1, 4, 0, 5],
      ["result", 1, 2, 3, 1, 6],
      ["result", 1, 2, 3, 3, 7],
      ["roundEnd", 1, 0, 4],
      ["roundStart", 2],
    ]);
  });

  it("contain the points of the very tick in which a round ends, where the rules end it before they begin the next", () => {
    const { step } = match();
    step(seatCommands.join(0, 5), seatCommands.join(1, 6));
    step(next);
    step(take(0, 3), take(1, 1));
    expect(step(take(0, 1), { type: "win", seat: 1, points: 4 })).toEqual([
      ["score", 0, 0, 5],
      ["score", 0, 1, 6],
      ["result", 1, 1, 5, 1, 6],
      ["result", 1, 2, 4, 0, 5],
      ["roundEnd", 1, 1, 5],
      ["roundStart", 2],
    ]);
    // Of the next round, nothing is left of that.
    expect(step(take(0, 2))).toEqual([["score", 2, 0, 5]]);
    expect(step(next).slice(1, 3)).toEqual([
      ["result", 2, 1, 2, 0, 5],
      ["result", 2, 2, 0, 1, 6],
    ]);
  });

  it("name no winner on a tie, or without players", () => {
    const { step } = match();
    step(seatCommands.join(0, 5), seatCommands.join(1, 6));
    step(next);
    expect(step(next).filter(([type]) => type === "roundEnd")).toEqual([["roundEnd", 1, -1, 0]]);
    step(seatCommands.leave(0), seatCommands.leave(1));
    const { round: _, ...rest } = OPTIONS;
    expect(match(rest).step(seatCommands.join(0, 5))).toHaveLength(2);
  });

  it("do not change a game's own events and worlds", () => {
    const { step, own, world, machine } = match();
    step(seatCommands.join(0, 5));
    step(take(0, 1));
    expect(own).toEqual([{ type: "joined", points: 7 }]);
    const plain = tag.machine.create(1, {});
    for (const commands of [[seatCommands.join(0, 5)], [take(0, 1)]])
      tag.machine.step(plain, commands as Parameters<typeof tag.machine.step>[1], () => {});
    expect(machine.hash(world)).toBe(tag.machine.hash(plain));
  });

  it("refuse an invalid score, with value and seat", () => {
    const { step } = match();
    step(seatCommands.join(1, 5));
    expect(() => step(take(1, -1))).toThrow("score: -1 of seat 1 is not a whole number from 0");
  });

  it("are decoded with the players of the room's names", () => {
    const { machine } = match();
    const bytes = (event: KitMatchEvent) => machine.codecs.event.encode(event as never);
    const read = (event: KitMatchEvent) => KIT_MATCH_EVENTS.read(bytes(event), (pilot) => 100 + pilot);
    const who = { seat: 2, pilot: 7 };
    expect(read({ type: "match.joined", ...who })).toEqual({ type: "joined", player: 107, ...who });
    expect(read({ type: "match.result", round: 3, place: 1, points: 9, ...who })).toEqual({
      ...{ type: "result", round: 3, place: 1, player: 107, credits: 9, kills: 0, deaths: 0 },
      ...who,
    });
  });

  it("have the bytes that earlier versions emit", () => {
    const { machine } = match();
    const who = { seat: 2, pilot: 7 };
    const events: KitMatchEvent[] = [
      { type: "match.joined", ...who },
      { type: "match.left", ...who },
      { type: "match.score", points: 300, ...who },
      { type: "match.result", round: 1, place: 2, points: 3, ...who },
      { type: "match.roundStart", round: 1 },
      { type: "match.roundEnd", round: 1, winner: -1, points: 0 },
    ];
    expect(events.map((event) => Buffer.from(machine.codecs.event.encode(event as never)).toString("hex"))).toEqual([
      ...["f00207", "f10207", "f2ac020207", "f30102030207", "f401", "f5010000"],
    ]);
  });
});
