import type { FeedRefusal } from "../../../shared/wire/codes.ts";
import type { Topic } from "./topics.ts";

/** What the feed counts. */
export interface FeedMetrics {
  /** A message was kept. */
  stored(topic: Topic): void;
  sent(bytes: number): void;
  refused(why: FeedRefusal): void;
  /** A reader fell behind what is in memory. */
  behind(): void;
  /** A reader was told that messages are no longer kept. */
  gap(): void;
  /** A reader was sent away, because it took nothing for too long. */
  slow(): void;
  /** A message was not kept, because it is not what it should be, or too large. */
  malformed(): void;
  /** A source whose repeated events are not known again. */
  sourceForgotten(): void;
  /** A survey was not taken, because too many wait. */
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
