/** A message of the feed, as any reader has it. */
export interface FeedMessage {
  readonly type: string;
  readonly topic: string;
  readonly seq: number;
  readonly [field: string]: unknown;
}

/** Of each topic, all that the feed still has, in the order in which it came. */
export type FeedPart = Readonly<Record<string, readonly FeedMessage[]>>;

const TOPICS = ["chat", "rounds", "kills"] as const;
/** Nothing came for so long: that was all. */
const QUIET_MS = 500;

/** Reads the feed from its beginning. */
export function readFeed(url: string): Promise<FeedPart> {
  const since = TOPICS.map((topic) => `${topic}:0`).join(",");
  const socket = new WebSocket(`${url.replace(/^http/, "ws")}/feed?topics=${TOPICS.join(",")}&since=${since}`);
  const part: Record<string, FeedMessage[]> = Object.fromEntries(TOPICS.map((topic) => [topic, []]));
  return new Promise((resolve, reject) => {
    let quiet: ReturnType<typeof setTimeout>;
    const wait = () => {
      clearTimeout(quiet);
      quiet = setTimeout(() => {
        socket.onclose = null;
        socket.close();
        resolve(part);
      }, QUIET_MS);
    };
    socket.onopen = wait;
    socket.onclose = ({ code, reason }) => reject(new Error(`the feed closed with ${code} ${reason}`));
    socket.onmessage = ({ data }) => {
      const message = JSON.parse(String(data)) as FeedMessage;
      if ("seq" in message) part[message.topic]?.push(message);
      wait();
    };
  });
}
