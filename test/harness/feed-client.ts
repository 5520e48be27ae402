import { expect, vi } from "vitest";
import { z } from "zod";
import type { AnyServerMessage } from "./feed-listener.ts";

/** Checks messages against the schema that a server serves. */
export type Validate = (message: unknown) => void;

export async function servedSchema(url: string): Promise<Validate> {
  const { $defs } = (await (await fetch(`${url}/feed/schema`)).json()) as { $defs: Record<string, object> };
  const byName = new Map(
    Object.entries($defs).flatMap(([name, schema]) =>
      "oneOf" in schema ? [] : [[name, z.fromJSONSchema(schema as Parameters<typeof z.fromJSONSchema>[0])] as const],
    ),
  );
  return (message) => {
    const definition = byName.get(`${(message as { type?: unknown }).type}`);
    expect(definition, `a message of type ${(message as { type?: unknown }).type} is in the schema`).toBeDefined();
    const checked = definition?.safeParse(message);
    expect(checked?.success ? null : [message, checked?.error.issues]).toBeNull();
  };
}

/** What one reader hears, by WebSocket or event stream. */
export interface FeedClient {
  readonly heard: AnyServerMessage[];
  /** Places to resume from, of event streams. */
  readonly places: string[];
  readonly closed: Promise<{ code: number; reason: string }>;
  say(message: unknown): void;
  /** Resolves with the first message of a type that was not given yet. */
  next<Type extends AnyServerMessage["type"]>(type: Type): Promise<Extract<AnyServerMessage, { type: Type }>>;
  close(): void;
}

const taking = (heard: readonly AnyServerMessage[]) => {
  let taken = 0;
  return async <Type extends AnyServerMessage["type"]>(
    type: Type,
  ): Promise<Extract<AnyServerMessage, { type: Type }>> => {
    let at = -1;
    await vi.waitFor(
      () => {
        at = heard.findIndex((message, i) => i >= taken && message.type === type);
        expect(at, `${type} in ${JSON.stringify(heard.slice(taken))}`).toBeGreaterThanOrEqual(0);
      },
      { timeout: 5_000, interval: 5 },
    );
    taken = at + 1;
    return heard[at] as Extract<AnyServerMessage, { type: Type }>;
  };
};

export function readBySocket(url: string, query: string, validate: Validate): FeedClient {
  const socket = new WebSocket(`${url.replace(/^http/, "ws")}/feed${query}`);
  const heard: AnyServerMessage[] = [];
  socket.onmessage = ({ data }) => {
    const message = JSON.parse(data as string);
    validate(message);
    heard.push(message);
  };
  const closed = new Promise<{ code: number; reason: string }>((resolve) => {
    socket.onclose = ({ code, reason }) => resolve({ code, reason });
  });
  return {
    heard,
    places: [],
    closed,
    say: (message) => socket.send(typeof message === "string" ? message : JSON.stringify(message)),
    next: taking(heard),
    close: () => socket.close(),
  };
}

export async function readByStream(
  url: string,
  query: string,
  validate: Validate,
  headers: Record<string, string> = {},
): Promise<FeedClient> {
  const end = new AbortController();
  const answer = await fetch(`${url}/feed${query}`, { headers, signal: end.signal });
  expect([answer.status, answer.headers.get("content-type")]).toEqual([200, "text/event-stream; charset=utf-8"]);
  const heard: AnyServerMessage[] = [];
  const places: string[] = [];
  const read = async () => {
    let rest = "";
    const utf8 = new TextDecoder();
    for await (const chunk of answer.body as ReadableStream<Uint8Array>) {
      rest += utf8.decode(chunk, { stream: true });
      const events = rest.split("\n\n");
      rest = events.pop() ?? "";
      for (const event of events)
        for (const line of event.split("\n")) {
          if (line.startsWith("id: ")) places.push(line.slice(4));
          if (!line.startsWith("data: ")) continue;
          const message = JSON.parse(line.slice(6));
          validate(message);
          heard.push(message);
        }
    }
  };
  const closed = read().then(
    () => ({ code: 1000, reason: "" }),
    (error) => ({ code: 1006, reason: `${error}` }),
  );
  return {
    heard,
    places,
    closed,
    say: () => expect.fail("nobody can say anything in an event stream"),
    next: taking(heard),
    close: () => end.abort(),
  };
}
