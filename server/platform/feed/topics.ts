/**
 * Topics to subscribe to. `all`: all messages are stored while there is space. `newest`: only the newest of each key,
 * because each message is complete.
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
