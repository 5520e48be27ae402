import { LOBBY_CHANNEL } from "../../shared/lobby/config.ts";
import type { NoticeItem } from "../identity/index.ts";
import { grouped, ordinal } from "../ui/words.ts";

/** What of a notice is shown: words, with a name among them where it is about someone. */
export interface NoticeWords {
  readonly before: string;
  readonly name: string;
  readonly after: string;
  /** Who `name` is; 0: unknown. */
  readonly player: number;
  /** A match that it is about; "": none. */
  readonly room: string;
}

export const NOTICE_KINDS = {
  bounty: "A bounty on my head",
  overtaken: "Overtaken in the league",
  mention: "Someone mentions me",
  friend: "A friend comes online",
  round: "A friend’s round is about to begin",
} as const;
export type NoticeKind = keyof typeof NOTICE_KINDS;

const isKind = (kind: string): kind is NoticeKind => Object.hasOwn(NOTICE_KINDS, kind);

type Fields = Readonly<Record<string, unknown>>;

const text = (value: unknown): string => (typeof value === "string" ? value : "");
const number = (value: unknown): number => (typeof value === "number" && Number.isFinite(value) ? value : 0);

const WORDS: { readonly [K in NoticeKind]: (fields: Fields) => Partial<NoticeWords> } = {
  bounty: ({ bounty }) => ({ before: `There is a bounty of ${grouped(number(bounty))} cr on your head.` }),
  overtaken: ({ name, player, place }) => ({
    ...someone(name, player),
    after: ` overtook you in the league of the day: you are ${ordinal(number(place))} now.`,
  }),
  mention: ({ name, player, channel, said }) => ({
    ...someone(name, player),
    after:
      text(said) !== ""
        ? `: ${text(said)}`
        : ` mentioned you in ${channel === LOBBY_CHANNEL ? "the lobby" : "a match"}.`,
  }),
  friend: ({ name, player }) => ({ ...someone(name, player), after: " is online." }),
  round: ({ round, room, name, player }) => ({
    ...someone(name, player),
    before: `Round ${number(round)} is about to begin with `,
    after: ".",
    room: text(room),
  }),
};

function someone(name: unknown, player: unknown): Pick<NoticeWords, "name" | "player"> {
  return { name: text(name) || "someone", player: number(player) };
}

/** With the line that a mention is about, where it is at hand. */
export function withLine(item: NoticeItem, lineOf: (channel: string, line: number) => string): NoticeItem {
  if (item.kind !== "mention" || text(item.channel) === "") return item;
  return { ...item, said: lineOf(text(item.channel), number(item.line)) };
}

/** A kind that this page does not know yet is told as far as it can be. */
export function noticeWords(item: NoticeItem): NoticeWords {
  const words = isKind(item.kind) ? WORDS[item.kind](item) : { before: text(item.text) || "There is news." };
  return { before: "", name: "", after: "", player: 0, room: "", ...words };
}

export function plainWords({ before, name, after }: NoticeWords): string {
  return `${before}${name}${after}`;
}
