import { LOBBY_CHANNEL } from "../../../shared/chat.ts";
import type { NoticeItem } from "../identity/index.ts";
import { formatNumber, ordinal } from "../ui/format.ts";

/** A notice as text, with the name of the player that it is about. */
export interface NoticeText {
  readonly before: string;
  readonly name: string;
  readonly after: string;
  /** Id of the player called `name`; 0: unknown. */
  readonly player: number;
  /** Room of the match that it is about; "": none. */
  readonly room: string;
  /** Name of the game that it is about; "": unknown. */
  readonly game: string;
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

const WORDS: { readonly [K in NoticeKind]: (fields: Fields) => Partial<NoticeText> } = {
  bounty: ({ bounty }) => ({ before: `There is a bounty of ${formatNumber(number(bounty))} cr on your head.` }),
  overtaken: ({ name, player, place }) => ({
    ...someone(name, player),
    after: ` overtook you in today’s league: you are now ${ordinal(number(place))}.`,
  }),
  mention: ({ name, player, channel, said }) => ({
    ...someone(name, player),
    after:
      text(said) !== ""
        ? `: ${text(said)}`
        : ` mentioned you in ${channel === LOBBY_CHANNEL ? "the lobby" : "a match"}.`,
  }),
  friend: ({ name, player }) => ({ ...someone(name, player), after: " is online." }),
  round: ({ round, room, name, player, game }) => ({
    ...someone(name, player),
    game: text(game),
    before: `Round ${number(round)} is about to begin with `,
    after: ".",
    room: text(room),
  }),
};

function someone(name: unknown, player: unknown): Pick<NoticeText, "name" | "player"> {
  return { name: text(name) || "someone", player: number(player) };
}

/** Adds the text of the line that mentions the player, if it is loaded. */
export function withMentionText(item: NoticeItem, lineOf: (channel: string, line: number) => string): NoticeItem {
  if (item.kind !== "mention" || text(item.channel) === "") return item;
  return { ...item, said: lineOf(text(item.channel), number(item.line)) };
}

/** Shows a kind that this page does not know by the notice's own text. */
export function noticeText(item: NoticeItem): NoticeText {
  const words = isKind(item.kind)
    ? WORDS[item.kind](item)
    : { before: text(item.text) || "You have a new notification." };
  return { before: "", name: "", after: "", player: 0, room: "", game: "", ...words };
}

export function plainText({ before, name, after }: NoticeText): string {
  return `${before}${name}${after}`;
}
