import { describe, expect, test, vi } from "vitest";
import { roomMetrics, sampleTransport, transportMetrics } from "../../server/ops/catalog.ts";
import { HEALTH_LIMITS, Health, startIdleBeat } from "../../server/ops/health.ts";
import { Registry } from "../../server/ops/metrics.ts";
import { outboxMetrics } from "../../server/ops/outbox.ts";
import { healthRoutes, metricsRoutes } from "../../server/ops/routes.ts";
import { runtimeMetrics } from "../../server/ops/runtime.ts";
import { ConnectionCounter } from "../../server/transport/connection-counter.ts";
import { askRoutes } from "../harness/routes.ts";
import { testBudgets } from "../harness/senders.ts";

describe("metrics", () => {
  test("are written as Prometheus text", () => {
    const registry = new Registry();
    const made = registry.counter("made_total", "Things made.");
    const byKind = registry.counters("kinds_total", "By kind.", "kind", ["a", "b"]);
    registry.gauge("level", "A level.").set(-1.5);
    registry.sampled("sampled", "Asked for.", () => 7);
    const sizes = registry.histogram("sizes", "Sizes.", [1, 10]);
    made.add();
    made.add(2);
    byKind.b.add();
    for (const size of [0.5, 1, 9, 100]) sizes.observe(size);
    expect(registry.text()).toBe(
      [
        "# HELP made_total Things made.\n# TYPE made_total counter\nmade_total 3",
        '# HELP kinds_total By kind.\n# TYPE kinds_total counter\nkinds_total{kind="a"} 0\nkinds_total{kind="b"} 1',
        "# HELP level A level.\n# TYPE level gauge\nlevel -1.5",
        "# HELP sampled Asked for.\n# TYPE sampled gauge\nsampled 7",
        "# HELP sizes Sizes.\n# TYPE sizes histogram",
        'sizes_bucket{le="1"} 2\nsizes_bucket{le="10"} 3\nsizes_bucket{le="+Inf"} 4\nsizes_sum 110.5\nsizes_count 4\n',
      ].join("\n"),
    );
  });

  test("have every public name, once", () => {
    const registry = new Registry();
    roomMetrics(registry);
    transportMetrics(registry);
    const connections = new ConnectionCounter(testBudgets(), async () => []);
    sampleTransport(registry, { sockets: 0, bufferedBytes: 0, openRequests: 0, connections });
    const names = [...registry.text().matchAll(/^# TYPE (\S+)/gm)].map((match) => match[1]);
    expect(names).toEqual(
      expect.arrayContaining([
        "orrery_tick_seconds",
        "orrery_tick_late_seconds",
        "orrery_clients",
        "orrery_rooms",
        "orrery_bytes_sent_total",
        "orrery_patch_bytes",
        "orrery_commands_dropped_total",
        "orrery_backpressure_bytes",
        "orrery_journal_bytes_total",
        "orrery_journal_lag_ticks",
      ]),
    );
    expect(() => roomMetrics(registry)).toThrow("exists already");
  });
});

describe("a journal's metrics", () => {
  test("show the room that lags most, while it is open", () => {
    const registry = new Registry();
    const rooms = roomMetrics(registry);
    const metrics = runtimeMetrics(registry, rooms);
    const lag = () => registry.text().match(/^orrery_journal_lag_ticks (\S+)$/m)?.[1];
    expect(lag()).toBe("0");
    metrics.journaled("stuck", 10, 700, 0);
    metrics.journaled("fine", 5, 3, 0);
    expect([lag(), rooms.journalBytes.value]).toEqual(["700", 15]);
    metrics.journaled("stuck", 0, 2, 0);
    expect(lag()).toBe("3");
    metrics.journalClosed("fine");
    expect(lag()).toBe("2");
    metrics.journalClosed("stuck");
    expect(lag()).toBe("0");
  });
});

describe("an outbox's metrics", () => {
  test("are by consumer, over the rooms of this process", () => {
    const registry = new Registry();
    const metrics = outboxMetrics(registry, ["a", 'b"']);
    const rooms = [
      { buffered: 3, lag: (name: string) => (name === "a" ? 7 : 0) },
      { buffered: 4, lag: (name: string) => (name === "a" ? 5 : 2) },
    ];
    for (const room of rooms) metrics.outboxOpened(room);
    metrics.deliveryFailed("a");
    metrics.eventsLost('b"');
    const lines = () => registry.text().split("\n");
    expect(lines()).toEqual(
      expect.arrayContaining([
        "orrery_outbox_events 7",
        'orrery_outbox_lag_ticks{consumer="a"} 7',
        'orrery_outbox_lag_ticks{consumer="b\\""} 2',
        'orrery_outbox_failures_total{consumer="a"} 1',
        'orrery_outbox_losses_total{consumer="a"} 0',
        'orrery_outbox_losses_total{consumer="b\\""} 1',
        "orrery_sources_forgotten_total 0",
        "orrery_foreign_refused_total 0",
      ]),
    );
    for (const room of rooms) metrics.outboxClosed(room);
    expect(lines()).toEqual(
      expect.arrayContaining(["orrery_outbox_events 0", 'orrery_outbox_lag_ticks{consumer="a"} 0']),
    );
  });

  test("are empty families where there is no consumer", () => {
    const registry = new Registry();
    outboxMetrics(registry, []);
    expect(registry.text()).not.toContain("\n\n");
  });
});

describe("health", () => {
  const { silentMs, behindMs } = HEALTH_LIMITS;

  test("a running loop is healthy; a stalled one is not, until it ends", () => {
    const health = new Health();
    const loop = health.loop("room a", 0);
    expect(health.problems(silentMs)).toEqual([]);
    expect(health.problems(silentMs + 1)).toEqual([`room a has not advanced for ${silentMs + 1} ms`]);
    loop.beat(silentMs + 1);
    expect(health.problems(silentMs + 1)).toEqual([]);
    loop.end();
    expect(health.problems(1e9)).toEqual([]);
  });

  test("a loop that falls behind is not healthy, and is again once it has caught up", () => {
    const health = new Health();
    const loop = health.loop("room a", 0);
    loop.beat(10, behindMs);
    expect(health.problems(10)).toEqual([]);
    loop.beat(20, behindMs + 1);
    expect(health.problems(20)).toEqual([`room a is ${behindMs + 1} ms behind`]);
    loop.beat(30);
    expect(health.problems(30)).toEqual([]);
  });

  test("a process without rooms beats by itself, until it is stopped", () => {
    vi.useFakeTimers();
    let nowMs = 0;
    const health = new Health();
    const idle = startIdleBeat(health, () => nowMs);
    const pass = (ms: number) => {
      nowMs += ms;
      vi.advanceTimersByTime(ms);
    };
    pass(silentMs * 5);
    expect(health.problems(nowMs)).toEqual([]);
    // The event loop blocks: time passes, timers do not run.
    expect(health.problems(nowMs + silentMs * 5)).toHaveLength(1);
    idle.stop();
    expect(health.problems(nowMs + silentMs * 5)).toEqual([]);
    vi.useRealTimers();
  });

  test("the routes say so, with the reason", async () => {
    const health = new Health();
    health.loop("room a", 0);
    let nowMs = 0;
    let notReady: string | null = "no room has a free seat";
    const warnings: string[] = [];
    const parts = { health, notReady: () => notReady, warnings: () => warnings };
    const { ask } = askRoutes([healthRoutes({ ...parts, now: () => nowMs }), metricsRoutes(new Registry())]);
    const read = async (response: Response) => [response.status, await response.text()];
    expect(await read(await ask("/healthz"))).toEqual([200, "ok\n"]);
    expect(await read(await ask("/readyz"))).toEqual([503, "no room has a free seat\n"]);
    notReady = null;
    expect(await read(await ask("/readyz"))).toEqual([200, "ok\n"]);
    warnings.push("durability is off");
    expect(await read(await ask("/readyz"))).toEqual([200, "ok\ndurability is off\n"]);
    nowMs = silentMs + 1;
    const ill = await ask("/healthz");
    expect(ill.headers.get("x-content-type-options")).toBe("nosniff");
    expect(await read(ill)).toEqual([503, expect.stringContaining("room a has not advanced")]);
    expect((await read(await ask("/readyz")))[0]).toBe(503);
    expect((await ask("/metrics")).headers.get("content-type")).toBe("text/plain; version=0.0.4; charset=utf-8");
  });
});
