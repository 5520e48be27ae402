import { FEED_REFUSAL, type FeedRefusal } from "../../../shared/wire/codes.ts";
import type { Registry } from "../../ops/metrics.ts";
import { TOPIC_NAMES, type Topic } from "./topics.ts";

/** The feed's metrics. */
export interface FeedMetrics {
  /** A message was stored. */
  stored(topic: Topic): void;
  sent(bytes: number): void;
  refused(why: FeedRefusal): void;
  /** A reader fell behind what is in memory. */
  behind(): void;
  /** A reader asked for messages that are no longer stored. */
  gap(): void;
  /** A reader was disconnected because it read nothing for too long. */
  slow(): void;
  /** A malformed or oversized message was dropped. */
  malformed(): void;
  /** A source was forgotten, so its repeated events would not be recognized. */
  sourceForgotten(): void;
  /** A survey was dropped because too many wait. */
  surveyDropped(): void;
}

export const NO_FEED_METRICS: FeedMetrics = {
  stored() {},
  sent() {},
  refused() {},
  behind() {},
  gap() {},
  slow() {},
  malformed() {},
  sourceForgotten() {},
  surveyDropped() {},
};

/** The feed's metrics. Pass the feed to {@link sampleFeed} once it exists. */
export function feedMetrics(registry: Registry): FeedMetrics {
  const refusals = Object.keys(FEED_REFUSAL) as FeedRefusal[];
  const messages = registry.counters("orrery_feed_messages_total", "Messages of the feed.", "topic", TOPIC_NAMES);
  const delivered = registry.counter("orrery_feed_told_total", "Messages delivered to readers of the feed.");
  const deliveredBytes = registry.counter(
    "orrery_feed_told_bytes_total",
    "Characters delivered to readers of the feed.",
  );
  const refused = registry.counters("orrery_feed_refused_total", "Requests that the feed refused.", "reason", refusals);
  const behind = registry.counter("orrery_feed_behind_total", "Times that a reader fell behind.");
  const gaps = registry.counter(
    "orrery_feed_gaps_total",
    "Times that a reader asked for messages that are no longer kept.",
  );
  const slow = registry.counter("orrery_feed_slow_total", "Readers disconnected because they read nothing.");
  const malformed = registry.counter("orrery_feed_malformed_total", "Malformed messages that the feed dropped.");
  const forgotten = registry.counter(
    "orrery_feed_sources_forgotten_total",
    "Rooms forgotten, so that repeated messages of theirs would not be recognized.",
  );
  const dropped = registry.counter("orrery_feed_surveys_dropped_total", "Surveys of ships that were dropped.");
  return {
    stored: (topic) => messages[topic].add(),
    sent(bytes) {
      delivered.add();
      deliveredBytes.add(bytes);
    },
    refused: (reason) => refused[reason].add(),
    behind: () => behind.add(),
    gap: () => gaps.add(),
    slow: () => slow.add(),
    malformed: () => malformed.add(),
    sourceForgotten: () => forgotten.add(),
    surveyDropped: () => dropped.add(),
  };
}

export function sampleFeed(
  registry: Registry,
  feed: { readonly hub: { readonly readers: number }; readonly beacons: { readonly count: number } },
): void {
  registry.sampled("orrery_feed_readers", "Readers of the feed.", () => feed.hub.readers);
  registry.sampled("orrery_feed_beacons", "Beacons that have not faded.", () => feed.beacons.count);
}
