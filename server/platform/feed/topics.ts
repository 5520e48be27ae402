/**
 * What can be subscribed to. `all`: every message is kept, as long as there is room. `newest`: the newest of every key, as
 * each says all there is to say about what its key names.
 */
export const TOPICS = {
  kills: "all",
  chat: "all",
  rounds: "all",
  scores: "newest",
  positions: "newest",
  beacons: "newest",
} as const satisfies Record<string, "all" | "newest">;

export type Topic = keyof typeof TOPICS;

export const TOPIC_NAMES = Object.keys(TOPICS) as readonly Topic[];

export function isTopic(name: string): name is Topic {
  return Object.hasOwn(TOPICS, name);
}
