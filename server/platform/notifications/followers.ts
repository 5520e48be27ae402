import { NOTIFICATION_LIMITS } from "../../../shared/wire/limits.ts";
import type { Presence } from "../community/index.ts";
import type { StoreOperations } from "../store/port.ts";
import type { NotificationMetrics } from "./metrics.ts";

/** A player's online followers, except those in `without`; at most `followersTold`. */
export async function onlineFollowers(
  player: number,
  within: StoreOperations,
  presence: Presence,
  without: ReadonlySet<number>,
  metrics: NotificationMetrics,
): Promise<readonly number[]> {
  const followers = await within.followers(player);
  const here = followers.filter((follower) => presence.has(follower) && !without.has(follower));
  if (here.length > NOTIFICATION_LIMITS.followersTold) metrics.limited("followersTold");
  return here.slice(0, NOTIFICATION_LIMITS.followersTold);
}
