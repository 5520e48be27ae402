import { NOTICE_LIMITS } from "../../shared/wire/limits.ts";
import type { StoreWork } from "../store/port.ts";
import type { NoticeMetrics } from "./metrics.ts";
import type { Presence } from "./presence.ts";

/** A player's online followers, except those in `without`; at most `followersTold`. */
export async function followersHere(
  player: number,
  within: StoreWork,
  presence: Presence,
  without: ReadonlySet<number>,
  metrics: NoticeMetrics,
): Promise<readonly number[]> {
  const followers = await within.followers(player);
  const here = followers.filter((follower) => presence.has(follower) && !without.has(follower));
  if (here.length > NOTICE_LIMITS.followersTold) metrics.limited("followersTold");
  return here.slice(0, NOTICE_LIMITS.followersTold);
}
