import { describe, expect, it } from "vitest";
import { recipientsOf } from "../../../server/games/arena/recipients.ts";
import { newRecipients } from "../../../server/replication/event-dispatcher.ts";
import { SECOND_TICKS, WANTED_BOUNTIES } from "../../../shared/games/arena/data/rules.ts";
import { arena, type Command, type Event, PLAYER_KIND, type World } from "../../../shared/games/arena/index.ts";
import { addCredits, baseBounty } from "../../../shared/games/arena/score.ts";
import { field, fly, only, run } from "./field.ts";

const join = (seat: number): Command => ({ type: "join", seat, player: 100 + seat, pilot: 1 + seat, hull: 0 });
const someone = (seat: number) => ({ seat, player: 100 + seat, pilot: 1 + seat });
const NEWS = ["arrive", "depart", "pulse", "standing", "result", "wanted"];

/** A world with people in its first seats, and their joins. */
function meeting(people: number, settings: object = {}): { world: World; events: Event[] } {
  const world = arena.create(3, field({ roundTicks: 600, resultTicks: 120, ...settings }).config);
  const joins = Array.from({ length: people }, (_, seat) => join(seat));
  return { world, events: run(world, 1, joins) };
}

function kill(world: World, by: number, victim: number): Event[] {
  const slot = world.players.ship[victim] - 1;
  world.ships.armor[slot] = 0;
  world.ships.hurtBy[slot] = by + 1;
  world.ships.hurtAt[slot] = world.tick;
  return run(world, 1);
}

describe("status events of a match", () => {
  it("report who takes and who leaves a seat, by player id", () => {
    const { world, events } = meeting(2);
    expect(only(events, "arrive")).toEqual([0, 1].map((seat) => ({ type: "arrive", ...someone(seat) })));
    expect(only(run(world, 1, [join(0)]), "arrive")).toEqual([]);
    expect(only(run(world, 1, [{ type: "drop", seat: 0 }]), "depart")).toEqual([]);
    expect(only(run(world, 1, [{ type: "leave", seat: 0 }]), "depart")).toEqual([{ type: "depart", ...someone(0) }]);
    expect(world.players.player[0]).toBe(0);
    expect(only(run(world, 1, [{ type: "leave", seat: 0 }]), "depart")).toEqual([]);
  });

  it("report the round once a second, and finally that nobody is left", () => {
    const { world } = meeting(2, { roundTicks: 150, resultTicks: 60 });
    const pulses = only(run(world, 4 * SECOND_TICKS), "pulse");
    expect(pulses).toEqual([
      { type: "pulse", round: 1, playing: 1, endsInS: 2, people: 2, seats: 4 },
      { type: "pulse", round: 1, playing: 1, endsInS: 1, people: 2, seats: 4 },
      { type: "pulse", round: 1, playing: 0, endsInS: 1, people: 2, seats: 4 },
      { type: "pulse", round: 2, playing: 1, endsInS: 3, people: 2, seats: 4 },
    ]);
    expect(only(run(world, 1, [{ type: "leave", seat: 1 }]), "pulse")).toEqual([]);
    expect(only(run(world, 1, [{ type: "leave", seat: 0 }]), "pulse")).toMatchObject([{ people: 0 }]);
  });

  it("report a changed score, at most once a second for each person", () => {
    const { world, events } = meeting(3);
    const first = only([...events, ...run(world, SECOND_TICKS - 1)], "standing");
    expect(first.map(({ seat }) => seat).sort()).toEqual([0, 1, 2]);
    expect(first[0]).toEqual({ type: "standing", ...someone(first[0].seat), credits: 0, kills: 0, deaths: 0 });
    expect(only(run(world, SECOND_TICKS), "standing")).toEqual([]);
    const told: Event[] = [];
    for (let tick = 0; tick < 2 * SECOND_TICKS; tick++) {
      addCredits(world, 1, 5);
      told.push(...only(run(world, 1), "standing"));
    }
    expect(told).toHaveLength(2);
    expect(told[1]).toMatchObject({ ...someone(1), credits: expect.any(Number) });
    expect(only(run(world, 2 * SECOND_TICKS), "standing")).toEqual([
      { type: "standing", ...someone(1), credits: world.players.credits[1], kills: 0, deaths: 0 },
    ]);
  });

  it("report kills and deaths, and that a new round starts at zero", () => {
    const { world } = meeting(2, { roundTicks: 180, resultTicks: 30 });
    run(world, SECOND_TICKS);
    kill(world, 0, 1);
    const after = only(run(world, SECOND_TICKS), "standing");
    expect(after).toEqual(
      expect.arrayContaining([
        { type: "standing", ...someone(0), credits: baseBounty(PLAYER_KIND.person), kills: 1, deaths: 0 },
        { type: "standing", ...someone(1), credits: 0, kills: 0, deaths: 1 },
      ]),
    );
    expect(after).toHaveLength(2);
    run(world, 180 + 30 - world.tick + 1);
    expect(world.round).toBe(2);
    for (const event of only(run(world, SECOND_TICKS), "standing"))
      expect(event).toMatchObject({ credits: 0, kills: 0, deaths: 0 });
  });

  it("spread many scores over the ticks of a second", () => {
    const world = arena.create(3, field({ seats: 120 }).config);
    const { seats } = world.config;
    run(
      world,
      SECOND_TICKS,
      Array.from({ length: seats }, (_, seat) => join(seat)),
    );
    for (let seat = 0; seat < seats; seat++) addCredits(world, seat, 1);
    const most = Array.from({ length: SECOND_TICKS }, () => only(run(world, 1), "standing").length);
    expect(most.reduce((sum, one) => sum + one)).toBe(seats);
    expect(Math.max(...most)).toBe(2);
  });

  it("report every person's place before the round's end, the winner first", () => {
    const { world } = meeting(4, { roundTicks: 60 });
    fly(world, 5, { x: 9_000, y: 0, kind: PLAYER_KIND.pirate });
    world.players.credits[5] = 900;
    const { credits, kills, deaths } = world.players;
    [credits[1], kills[1], credits[3], kills[3], deaths[0]] = [70, 1, 70, 2, 4];
    const events = run(world, 60);
    const results = only(events, "result");
    expect(results).toEqual([
      { type: "result", round: 1, ...someone(3), place: 1, credits: 70, kills: 2, deaths: 0 },
      { type: "result", round: 1, ...someone(1), place: 2, credits: 70, kills: 1, deaths: 0 },
      { type: "result", round: 1, ...someone(0), place: 3, credits: 0, kills: 0, deaths: 4 },
      { type: "result", round: 1, ...someone(2), place: 4, credits: 0, kills: 0, deaths: 0 },
    ]);
    expect(events.indexOf(results[3])).toBeLessThan(events.findIndex(({ type }) => type === "roundEnd"));
    expect(only(events, "roundEnd")).toMatchObject([{ winner: 3, credits: 70 }]);
  });

  it("report a bounty that reaches the next step, but not an NPC's", () => {
    const { world } = meeting(2, { roundTicks: 9_000, respawnTicks: 1 });
    const told: Event[] = [];
    for (let i = 0; i < 8; i++) {
      told.push(...only(kill(world, 0, 1), "wanted"));
      run(world, 2);
    }
    expect(world.players.bounty[0]).toBe(450);
    expect(told).toEqual(WANTED_BOUNTIES.slice(0, 2).map((bounty) => ({ type: "wanted", ...someone(0), bounty })));
    const pirate = 5;
    fly(world, pirate, { x: 9_000, y: 0, kind: PLAYER_KIND.pirate });
    world.players.bounty[pirate] = 199;
    expect(only(kill(world, pirate, 1), "wanted")).toEqual([]);
  });

  it("are not sent to players", () => {
    for (const type of NEWS) {
      const concern = newRecipients();
      recipientsOf({ type, seat: 1, player: 1, name: "A" } as unknown as Event, () => true, concern);
      expect(concern).toEqual(newRecipients());
    }
  });
});
