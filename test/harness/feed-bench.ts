import { type BudgetOverrides, Budgets } from "../../server/budgets/index.ts";
import { transportMetrics } from "../../server/ops/catalog.ts";
import { Registry } from "../../server/ops/metrics.ts";
import { rowReaderWith } from "../../server/ops/readable-rows.ts";
import { type Feed, openFeed } from "../../server/platform/feed/index.ts";
import type { FeedDraft } from "../../server/platform/feed/log.ts";
import { feedMetrics, sampleFeed } from "../../server/platform/feed/metrics.ts";
import { BunTransport, type BunTransportOptions } from "../../server/transport/transport.ts";
import { ROLE } from "../../shared/roles.ts";
import type { FeedLimits } from "../../shared/wire/limits.ts";
import { namesOf } from "./names.ts";
import { VirtualClock } from "./virtual-clock.ts";

/** A feed on a port of its own, where time passes only when told to. */
export interface FeedBench {
  readonly url: string;
  readonly port: number;
  readonly feed: Feed;
  readonly transport: BunTransport;
  readonly clock: VirtualClock;
  readonly reports: unknown[];
  metric(line: string): number;
  /** Whether moderators may give tokens from now on. */
  letGive(may: boolean): void;
  /** Lets the hub's own work go on while it is waited for. */
  stop(): Promise<void>;
}

const ROLES = new Map([
  ["Bearer operator", ROLE.operator],
  ["Bearer moderator", ROLE.moderator],
  ["Bearer player", ROLE.player],
]);

export const T0_MS = 1_800_000_000_000;

export async function feedBench(
  limits: Partial<FeedLimits> = {},
  options: BunTransportOptions = {},
  changes: BudgetOverrides = {},
): Promise<FeedBench> {
  const clock = new VirtualClock();
  let mayGive = true;
  const registry = new Registry();
  const reports: unknown[] = [];
  const report = (error: unknown) => void reports.push(error);
  const budgets = new Budgets({ now: () => clock.nowMs(), changes });
  const feed = await openFeed({
    budgets,
    file: null,
    clock,
    atMs: () => T0_MS + clock.nowMs(),
    metrics: feedMetrics(registry),
    rights: {
      mayGive: async () => mayGive,
      async authorize({ headers }) {
        const role = ROLES.get(headers.get("authorization") ?? "");
        return role === undefined ? null : { player: 7, role };
      },
    },
    isOpen: async () => true,
    delayS: 20,
    names: namesOf(),
    report,
    readRows: rowReaderWith((_, error) => report(error)),
    limits,
  });
  sampleFeed(registry, feed);
  const transport = new BunTransport({
    sockets: feed.sockets,
    http: [feed.http],
    budgets,
    metrics: transportMetrics(registry),
    now: () => clock.nowMs(),
    report,
    ...options,
  });
  transport.listen(0, "127.0.0.1");
  // What the feed reads of its log, it reads in a turn of its own.
  const turns = setInterval(() => clock.advance(0), 1);
  return {
    url: `http://127.0.0.1:${transport.port}`,
    port: transport.port,
    feed,
    transport,
    clock,
    reports,
    metric(line) {
      const found = registry
        .text()
        .split("\n")
        .find((text) => text.startsWith(`${line} `));
      return Number(found?.split(" ").at(-1) ?? Number.NaN);
    },
    letGive(may) {
      mayGive = may;
    },
    async stop() {
      await feed.close();
      transport.shutdown();
      await transport.stopped;
      clearInterval(turns);
    },
  };
}

export const roundStart = (round: number): FeedDraft => ({
  topic: "rounds",
  key: "",
  body: { type: "roundStart", match: "m", round },
});
