import { describe, expect, it } from "vitest";
import { Registry } from "../../../server/ops/metrics.ts";
import { liveRoutes, Spectators, sampleSpectators, spectateMetrics } from "../../../server/spectate/index.ts";
import { SPECTATE_LIMITS } from "../../../shared/wire/limits.ts";
import { DELAY_HEADER, LIVE_REFUSALS } from "../../../shared/wire/live.ts";
import { askRoutes } from "../../harness/routes.ts";
import { senderAt, testBudgets } from "../../harness/senders.ts";
import { ROOM, Watched, WatchedRoom } from "../../harness/watched-room.ts";

async function serve() {
  const room = await WatchedRoom.open();
  const errors: unknown[] = [];
  const { ask } = askRoutes([liveRoutes(room.spectators, (error) => errors.push(error))]);
  const get = (id: string) => ask(`/live/${id}`);
  return { room, ask, get, errors };
}

describe("GET /live/ROOM", () => {
  it("streams the match with its age, uncached", async () => {
    const { room, get, errors } = await serve();
    await room.pass(30);
    const response = await get(ROOM);
    expect([response.status, response.headers.get(DELAY_HEADER)]).toEqual([200, "20"]);
    expect(response.headers.get("cache-control")).toBe("no-store");
    const watched = new Watched(response.body as ReadableStream<Uint8Array>);
    await room.pass(5);
    expect(watched.reached).toBeGreaterThan(watched.header.tick + 120);
    expect(errors).toEqual([]);
  });

  it("says why it refuses, and when to try again", async () => {
    const { room, get } = await serve();
    await room.pass(5);
    const young = await get(ROOM);
    const body = await young.json();
    expect([young.status, body.why, body.retryInS]).toEqual([503, "tooYoung", 16]);
    expect(young.headers.get("retry-after")).toBe("16");
    for (const id of ["nothing", "..%2F..%2Fetc", "a".repeat(100)]) {
      const response = await get(id);
      expect([response.status, (await response.json()).error]).toEqual(LIVE_REFUSALS.noSuchMatch);
    }
  });
});

describe("GET /live", () => {
  it("lists running matches", async () => {
    const { room, ask } = await serve();
    room.listed.push({ room: "b", game: "tug", round: 3, people: 1, tickHz: 60, kept: true, secret: false });
    const response = await ask("/live");
    expect(await response.json()).toEqual({
      delayS: 20,
      matches: [{ room: "b", game: "tug", round: 3, people: 1, watching: 0 }],
    });
  });
});

it("D8: the metrics count each kind of refusal, viewers, and what is kept", async () => {
  const registry = new Registry();
  const host = {
    store: {} as never,
    budgets: testBudgets({ watchers: { process: 0 } }),
    delayS: 20,
    limits: SPECTATE_LIMITS,
    metrics: spectateMetrics(registry),
  };
  const none = { list: async () => [], find: () => null, now: () => 0, report: () => {} };
  const spectators = new Spectators({ ...host, ...none });
  sampleSpectators(registry, spectators);
  await spectators.watch("r", senderAt("x")).catch(() => {});
  const text = registry.text();
  for (const why of Object.keys(LIVE_REFUSALS))
    expect(text).toContain(`orrery_spectate_refused_total{reason="${why}"} ${why === "off" ? 1 : 0}`);
  for (const name of ["orrery_spectators", "orrery_spectated_rooms", "orrery_spectate_memory_bytes"])
    expect(text).toContain(`\n${name} 0`);
});
