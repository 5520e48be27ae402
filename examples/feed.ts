/**
 * Reads Orrery's open feed by WebSocket. Runs as it is under Bun, Deno and Node ≥ 22.18, and in browsers.
 * usage: feed.ts [--url http://localhost:2567] [--topics kills,rounds] [--since kills:0] [--count N]
 */
import { parseArgs } from "node:util";

export interface FeedMessage {
  readonly type: string;
  readonly topic?: string;
  readonly seq?: number;
  readonly [field: string]: unknown;
}

const LONGEST_PAUSE_MS = 5_000;
/** The server says something every 15 s. */
const SILENCE_MS = 40_000;

/**
 * Messages of some topics, one after the other and each once: when the connection is lost, it goes on where it was.
 *
 * @param since where to begin, such as `kills:120,scores:44`; default: with what happens from now on
 */
export async function* readFeed(url: string, topics: readonly string[], since = ""): AsyncGenerator<FeedMessage> {
  const had = new Map(since === "" ? [] : since.split(",").map((part) => part.split(":") as [string, string]));
  for (let pauseMs = 100; ; pauseMs = Math.min(LONGEST_PAUSE_MS, pauseMs * 2)) {
    const place = [...had].map(([topic, seq]) => `${topic}:${seq}`).join(",");
    const address = `${url.replace(/^http/, "ws")}/feed?topics=${topics.join(",")}&since=${place}`;
    for await (const message of connection(address)) {
      const { type, topic, seq, after, to } = message;
      if (type === "refused") throw new Error(`refused: ${message.error}`);
      const upTo = seq ?? (type === "subscribed" ? after : type === "gap" ? to : undefined);
      if (topic !== undefined && upTo !== undefined) had.set(topic, `${upTo}`);
      pauseMs = 100;
      yield message;
    }
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
}

/** What one connection brings until it ends. */
async function* connection(address: string): AsyncGenerator<FeedMessage> {
  const socket = new WebSocket(address);
  const waiting: FeedMessage[] = [];
  let open = true;
  let wake = () => {};
  let silence = setTimeout(() => socket.close(), SILENCE_MS);
  socket.onmessage = ({ data }) => {
    clearTimeout(silence);
    silence = setTimeout(() => socket.close(), SILENCE_MS);
    waiting.push(JSON.parse(data));
    wake();
  };
  socket.onclose = socket.onerror = () => {
    open = false;
    wake();
  };
  try {
    while (open || waiting.length > 0) {
      const next = waiting.shift();
      if (next !== undefined) yield next;
      else
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
    }
  } finally {
    clearTimeout(silence);
    socket.close();
  }
}

if (import.meta.main) {
  const { values: options } = parseArgs({
    options: {
      url: { type: "string", default: "http://localhost:2567" },
      topics: { type: "string", default: "kills,rounds,scores,chat" },
      since: { type: "string", default: "" },
      count: { type: "string", default: "0" },
    },
  });
  let seen = 0;
  for await (const message of readFeed(options.url, options.topics.split(","), options.since)) {
    console.log(JSON.stringify(message));
    if (message.seq !== undefined) seen++;
    if (seen > 0 && seen === Number(options.count)) break;
  }
}
