import { z } from "zod";
import type { FeedLimits } from "../../../shared/wire/limits.ts";
import { CLIENT_MESSAGES, type ClientMessage } from "./messages.ts";
import { FeedRefused, printable } from "./refused.ts";
import { isTopic, TOPIC_NAMES, type Topic } from "./topics.ts";

/** A topic that is asked for, and the last number had of it; null: from now on. */
export interface TopicRequest {
  readonly topic: Topic;
  readonly since: number | null;
}

/** Parameters of `/feed`, by whatever it is read. */
export const FEED_QUERY = z.strictObject({ topics: z.string().optional(), since: z.string().optional() });
export type FeedQuery = z.infer<typeof FEED_QUERY>;

const ACCEPTED = TOPIC_NAMES.join(", ");

/**
 * What an address asks for: `?topics=kills,scores&since=kills:120,scores:44`, where a Last-Event-ID has the same form as
 * `since` and is the newer one. Throws {@link FeedRefused}.
 */
export function parseTopicRequests(
  query: FeedQuery,
  lastEventId: string | null,
  limits: FeedLimits,
): readonly TopicRequest[] {
  if ((lastEventId?.length ?? 0) > limits.queryChars)
    throw new FeedRefused("queryTooLong", `Last-Event-ID: at most ${limits.queryChars} characters are read`);
  const named = listOf(query.topics, limits.topics).map(topicOf);
  const since = sinceOf(listOf(query.since, limits.topics));
  for (const topic of since.keys())
    if (!named.includes(topic)) throw new FeedRefused("badSince", `since: ${topic} is not among the topics`);
  const had = lastEventId === null || lastEventId === "" ? since : sinceOf(listOf(lastEventId, limits.topics));
  return [...new Set(named)].map((topic) => ({ topic, since: had.get(topic) ?? null }));
}

function listOf(text: string | undefined, most: number): readonly string[] {
  const parts = text === undefined || text === "" ? [] : text.split(",");
  if (parts.length > most) throw new FeedRefused("badMessage", `topics: ${parts.length} are named, at most ${most}`);
  return parts;
}

function topicOf(name: string): Topic {
  if (isTopic(name)) return name;
  throw new FeedRefused("unknownTopic", `topics: ${printable(name)} is not one of ${ACCEPTED}`);
}

function sinceOf(parts: readonly string[]): ReadonlyMap<Topic, number> {
  return new Map(
    parts.map((part) => {
      const [, name, digits] = /^([a-z]+):(\d{1,15})$/.exec(part) ?? [];
      if (name === undefined)
        throw new FeedRefused("badSince", `since: ${printable(part)} is not of the form kills:120`);
      return [topicOf(name), Number(digits)];
    }),
  );
}

/** What a reader says in a frame. Throws {@link FeedRefused}. */
export function parseClientMessage(frame: string): ClientMessage {
  let raw: unknown;
  try {
    raw = JSON.parse(frame);
  } catch {
    throw new FeedRefused("notJson", "frame: not JSON");
  }
  const type = (raw as { type?: unknown } | null)?.type;
  if (type !== "subscribe" && type !== "unsubscribe")
    throw new FeedRefused("badMessage", "type: one of subscribe, unsubscribe is accepted");
  const { topics } = raw as { topics?: unknown };
  if (Array.isArray(topics)) for (const name of topics.slice(0, 1_000)) if (typeof name === "string") topicOf(name);
  return parseAs<ClientMessage>(CLIENT_MESSAGES[type], raw);
}

/** Throws {@link FeedRefused} naming the field at fault. */
export function parseAs<T>(definition: z.ZodType<T>, raw: unknown): T {
  const read = definition.safeParse(raw);
  if (read.success) return read.data;
  const [{ path, message }] = read.error.issues;
  throw new FeedRefused(path[0] === "since" ? "badSince" : "badMessage", `${path.join(".") || "message"}: ${message}`);
}
