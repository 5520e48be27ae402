import { ConfigError, readConfig } from "../../../server/config.ts";
import { sanitizeText } from "../../../server/games/lobby/sanitize.ts";
import { HttpError } from "../../../server/http/error.ts";
import { readQuery } from "../../../server/http/input.ts";
import { Deduplicator } from "../../../server/outbox/index.ts";
import { BEACON } from "../../../server/platform/feed/messages.ts";
import { FeedRefused } from "../../../server/platform/feed/refused.ts";
import { FEED_QUERY, parseAs, parseClientMessage, parseTopicRequests } from "../../../server/platform/feed/request.ts";
import { TOPIC_NAMES } from "../../../server/platform/feed/topics.ts";
import { looksAlike, nameKey, parsePlayerName } from "../../../server/platform/identity/name.ts";
import { JoinRefused } from "../../../server/runtime/room-definition.ts";
import { decodeUtf8, encodeUtf8 } from "../../../shared/codec/text.ts";
import { CodecError } from "../../../shared/machine.ts";
import { FEED_LIMITS } from "../../../shared/wire/limits.ts";
import { bytesLike, mutateText, textLike } from "../mutate.ts";
import type { Random } from "../random.ts";
import { outcome, type Target, target } from "../target.ts";

export const CPU = { caseUs: 1_500, byteUs: 3 };
/** Lone surrogates become U+FFFD; a byte order mark stays. */
const WELL_FORMED = new TextDecoder("utf-8", { ignoreBOM: true });
const utf8 = (text: string): number => Buffer.byteLength(text);

export const NAMES = ["Ana", "Zoë 🚀", "❤️ Ana", "علی‌رضا", "🏴‍☠️ Jack", "Pilot 12345", "Kæpt'n", "김민수", "O'Neil", "x"];

function topics(random: Random): string {
  const named = random.some(6, () => random.pick(TOPIC_NAMES));
  const since = named.filter(() => random.oneIn(2)).map((topic) => `${topic}:${random.whole() % 1e12}`);
  return `?topics=${named.join(",")}${since.length > 0 ? `&since=${since.join(",")}` : ""}`;
}

function said(random: Random): string {
  const names = random.some(4, () => random.pick(TOPIC_NAMES));
  if (names.length === 0) names.push("kills");
  const since = random.oneIn(2) ? { since: Object.fromEntries(names.map((name) => [name, random.below(1_000)])) } : {};
  return JSON.stringify(
    random.oneIn(3) ? { type: "unsubscribe", topics: names } : { type: "subscribe", topics: names, ...since },
  );
}

function beacon(random: Random): string {
  const values = Object.fromEntries(random.some(6, () => [`v${random.below(9)}`, random.below(1_000) / 8]));
  return JSON.stringify({ x: random.below(60_000) - 30_000, y: random.below(60_000) - 30_000, label: "buoy", values });
}

const SETTINGS: Readonly<Record<string, readonly string[]>> = {
  ...{
    PORT: ["0", "2567", "65535"],
    HOST: ["127.0.0.1", "::1", "localhost"],
    SEAT_HOLD_S: ["0", "60"],
  },
  ...{
    PUBLIC_ADDRESS: ["play.example.org", "example.org:8443/play"],
    ALLOWED_ORIGINS: ["*", "https://example.org"],
    TRUSTED_PROXIES: ["0", "2"],
  },
  ...{
    LOG_LEVEL: ["info", "silent"],
    AUTH_SECRET: ["x".repeat(32)],
    DATABASE_URL: ["postgres://u:p@h/d"],
    OPERATOR: ["Ana"],
    SPECTATORS: ["0", "200"],
  },
};

export const TEXTS: readonly Target[] = [
  target<string>({
    name: "name",
    cases: 4_000,
    cpu: CPU,
    generate: (random) => textLike(random, 300, () => random.pick(NAMES)),
    size: utf8,
    run: (input) =>
      outcome(() => {
        const name = parsePlayerName(input);
        if (parsePlayerName(name) !== name)
          throw new Error(`a name that is read became another: ${JSON.stringify(name)}`);
        const key = nameKey(name);
        if (!looksAlike(key, key)) throw new Error("a name that is not like itself");
      }, JoinRefused),
  }),
  target<string>({
    name: "line of chat",
    cases: 3_000,
    cpu: CPU,
    generate: (random) =>
      textLike(random, 300, () => random.some(6, () => random.pick([...NAMES, "hello", "gg", "ſhit"])).join(" ")),
    size: utf8,
    seeds: { "a censored word leaves nothing behind that cannot be seen": 3_247_643_882 },
    run: (input) => {
      const clean = sanitizeText(input);
      if (sanitizeText(clean) !== clean) throw new Error(`cleaned twice is not cleaned once: ${JSON.stringify(clean)}`);
      return "decoded";
    },
  }),
  target<string>({
    name: "UTF-8",
    cases: 3_000,
    cpu: CPU,
    generate: (random) => random.text(60),
    size: utf8,
    run: (input) =>
      outcome(() => {
        const text = decodeUtf8(encodeUtf8(input));
        if (text !== WELL_FORMED.decode(new TextEncoder().encode(input)))
          throw new Error(`another text: ${JSON.stringify(text)}`);
      }, CodecError),
  }),
  target<readonly [string, string | null]>({
    name: "feed's query",
    cases: 3_000,
    cpu: CPU,
    generate: (random) => [
      textLike(random, 60, topics),
      random.oneIn(3) ? textLike(random, 20, () => `kills:${random.below(999)}`) : null,
    ],
    size: ([query, last]) => utf8(query) + utf8(last ?? ""),
    run: ([query, last]) =>
      outcome(() => {
        const url = new URL(query.startsWith("?") ? query : `?${query}`, "http://localhost/feed");
        return parseTopicRequests(readQuery(url, FEED_QUERY, FEED_LIMITS.queryChars), last, FEED_LIMITS);
      }, HttpError),
  }),
  target<string>({
    name: "feed's frames",
    cases: 3_000,
    cpu: CPU,
    generate: (random) => textLike(random, 60, said),
    size: utf8,
    run: (input) => outcome(() => parseClientMessage(input), FeedRefused),
  }),
  target<string>({
    name: "beacons' bodies",
    cases: 3_000,
    cpu: CPU,
    generate: (random) => textLike(random, 60, beacon),
    size: utf8,
    run: (input) => {
      let json: unknown;
      try {
        json = JSON.parse(input);
      } catch {
        return "refused";
      }
      return outcome(() => parseAs(BEACON.publish, json), FeedRefused);
    },
  }),
  target<Uint8Array>({
    name: "saved event ids",
    cases: 3_000,
    cpu: CPU,
    generate: (random) =>
      bytesLike(random, 64, () => {
        const seen = new Deduplicator();
        for (let left = random.below(6); left > 0; left--)
          seen.accept({ room: `room${random.below(9)}`, tick: random.whole(), index: random.below(9) });
        return seen.save();
      }),
    size: ({ length }) => length,
    run: (input) => outcome(() => Deduplicator.load(input), CodecError),
  }),
  target<Record<string, string>>({
    name: "settings",
    cases: 2_000,
    cpu: CPU,
    generate: (random) => {
      const settings: Record<string, string> = {};
      for (const [name, values] of Object.entries(SETTINGS)) {
        if (random.oneIn(2)) continue;
        const value = random.pick(values);
        settings[name] = random.oneIn(12) ? mutateText(value, random) : value;
      }
      return settings;
    },
    size: (input) => JSON.stringify(input).length,
    run: (input) => outcome(() => readConfig(input), ConfigError),
  }),
];
