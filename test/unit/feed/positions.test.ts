import { describe, expect, it } from "vitest";
import { ARENA_SURVEYOR } from "../../../server/games/arena/match-events.ts";
import type { FeedDraft } from "../../../server/platform/feed/log.ts";
import { NO_FEED_METRICS } from "../../../server/platform/feed/metrics.ts";
import { PositionSampler } from "../../../server/platform/feed/positions.ts";
import { arena, arenaConfig } from "../../../shared/games/arena/index.ts";
import { FEED_LIMITS } from "../../../shared/wire/limits.ts";
import { PRIVATE_ID_CHARS, privateRoomId } from "../../../shared/wire/private-rooms.ts";
import { namesOf } from "../../harness/names.ts";
import { VirtualClock } from "../../harness/virtual-clock.ts";

const DELAY_S = 20;

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
  const world = arena.create(7, arenaConfig({ seats: 4, pirates: 3, traders: 2 }));
  arena.step(world, [{ type: "join", seat: 1, player: 9, pilot: 4, hull: 0 }], () => {});
  /** As a room does: every third tick is a patch. */
  const play = async (ticks: number) => {
    for (let i = 0; i < ticks; i++) {
      arena.step(world, [], () => {});
      clock.advance(1_000 / 60);
      if (world.tick % 3 === 0) surveys.observe(room, world, ARENA_SURVEYOR);
      // Names are asked for.
      for (let turn = 0; turn < 3; turn++) await null;
    }
  };
  return { play, told, clock, world, dropped: () => dropped };
}

describe("where ships are", () => {
  it("is told once a second, as it was some time ago", async () => {
    const { play, told, clock, world } = lab();
    await play(120 - world.tick);
    const at = [...world.ships.seat.keys()].filter((row) => world.ships.live[row]);
    const places = new Map(
      at.map((row) => [
        world.ships.seat[row],
        [world.ships.x[row], world.ships.y[row]].map((v) => Math.floor(v / 65_536)),
      ]),
    );
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

  it("D8: of so many ships, and so many surveys that wait", async () => {
    const { play, told, dropped } = lab({ limits: { surveyShips: 2, surveys: 3 } });
    await play(60 * (DELAY_S + 4));
    expect(told.slice(0, 3).map(({ draft }) => (draft.body.ships as unknown[]).length)).toEqual([2, 2, 2]);
    expect(dropped()).toBeGreaterThanOrEqual(DELAY_S - 4);
  });
});
