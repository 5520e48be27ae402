import { describe, expect, it } from "vitest";
import type { FeedDraft } from "../../../server/platform/feed/log.ts";
import { NO_FEED_METRICS } from "../../../server/platform/feed/metrics.ts";
import { PositionSampler } from "../../../server/platform/feed/positions.ts";
import type { Survey, Surveyor } from "../../../server/platform/matches/positions.ts";
import { FEED_LIMITS } from "../../../shared/wire/limits.ts";
import { PRIVATE_ID_CHARS, privateRoomId } from "../../../shared/wire/private-rooms.ts";
import { namesOf } from "../../harness/names.ts";
import { VirtualClock } from "../../harness/virtual-clock.ts";

const DELAY_S = 20;

/** A player and three pirates, who fly straight on. */
interface Sky {
  tick: number;
}
const shipsAt = ({ tick }: Sky): Survey["ships"] => [
  { seat: 1, kind: "person", pilot: 4, name: "", x: tick, y: -tick },
  ...[5, 6, 7].map((seat) => ({ seat, kind: "pirate", pilot: 0, name: `Rook ${seat}`, x: seat * tick, y: 0 }) as const),
];
const SURVEYOR: Surveyor = {
  isDue: (world) => (world as Sky).tick % 60 === 0,
  survey: (world, most) => ({ tick: (world as Sky).tick, ships: shipsAt(world as Sky).slice(0, most) }),
};

function lab({ watched = true, room = "m", limits = {} } = {}) {
  const clock = new VirtualClock();
  const told: { atMs: number; draft: FeedDraft }[] = [];
  const hub = {
    watched: () => watched,
    publish: async (drafts: readonly FeedDraft[]) => {
      for (const draft of drafts) told.push({ atMs: clock.nowMs(), draft });
    },
  };
  let dropped = 0;
  const surveys = new PositionSampler(hub, {
    clock,
    delayS: DELAY_S,
    names: namesOf({ 4: "Ann" }),
    metrics: { ...NO_FEED_METRICS, surveyDropped: () => dropped++ },
    report: () => expect.fail(),
    limits: { ...FEED_LIMITS, ...limits },
  });
  const world: Sky = { tick: 1 };
  /** As a room does: every third tick is a patch. */
  const play = async (ticks: number) => {
    for (let i = 0; i < ticks; i++) {
      world.tick++;
      clock.advance(1_000 / 60);
      if (world.tick % 3 === 0) surveys.observe(room, world, SURVEYOR);
      // Names are asked for.
      for (let turn = 0; turn < 3; turn++) await null;
    }
  };
  return { play, told, clock, world, dropped: () => dropped };
}

describe("the positions of ships", () => {
  it("is published once a second, with a delay", async () => {
    const { play, told, clock, world } = lab();
    await play(120 - world.tick);
    const places = new Map(shipsAt(world).map(({ seat, x, y }) => [seat, [x, y]]));
    const nowMs = clock.nowMs();
    await play(60 * DELAY_S + 1);
    const survey = told.find(({ draft }) => draft.body.tick === 120);
    expect((survey?.atMs ?? 0) - nowMs).toBeCloseTo(DELAY_S * 1_000, 3);
    expect(survey?.draft).toMatchObject({ topic: "positions", key: "m", body: { match: "m", delayS: DELAY_S } });
    const ships = survey?.draft.body.ships as { seat: number; kind: string; name: string; x: number; y: number }[];
    expect(new Map(ships.map(({ seat, x, y }) => [seat, [x, y]]))).toEqual(places);
    expect(ships.find(({ seat }) => seat === 1)).toMatchObject({ kind: "person", name: "Ann" });
    expect(ships.filter(({ kind }) => kind === "pirate")).toHaveLength(3);
    expect(told.map(({ draft }) => draft.body.tick)).toEqual([60, 120]);
  });

  it.each([
    ["while nobody wants to know", { watched: false }],
    ["in private matches", { room: privateRoomId("x".repeat(PRIVATE_ID_CHARS)) }],
  ])("is not told %s", async (_, options) => {
    const { play, told } = lab(options);
    await play(60 * (DELAY_S + 3));
    expect(told).toEqual([]);
  });

  it("D8: is limited in ships, and in waiting surveys", async () => {
    const { play, told, dropped } = lab({ limits: { surveyShips: 2, surveys: 3 } });
    await play(60 * (DELAY_S + 4));
    expect(told.slice(0, 3).map(({ draft }) => (draft.body.ships as unknown[]).length)).toEqual([2, 2, 2]);
    expect(dropped()).toBeGreaterThanOrEqual(DELAY_S - 4);
  });
});
