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
  round: "A round starts",
} as const;
export type NoticeKind = keyof typeof NOTICE_KINDS;

const isKind = (kind: string): kind is NoticeKind => Object.hasOwn(NOTICE_KINDS, kind);

type Fields = Readonly<Record<string, unknown>>;

const text = (value: unknown): string => (typeof value === "string" ? value : "");
const number = (value: unknown): number => (typeof value === "number" && Number.isFinite(value) ? value : 0);

const WORDS: { readonly [K in NoticeKind]: (fields: Fields) => Partial<NoticeWords> } = {
  bounty: ({ bounty }) => ({ before: `There is a bounty of ${grouped(number(bounty))} cr on your head.` }),
  overtaken: ({ name, player, period, place }) => ({
    name: text(name) || "Someone",
    player: number(player),
    after: ` overtook you in the league${PERIOD_WORDS[text(period)] ?? ""}${number(place) > 0 ? `: you are ${ordinal(number(place))}` : ""}.`,
  }),
  mention: ({ name, player, text: said }) => ({
    name: text(name) || "Someone",
    player: number(player),
    after: text(said) === "" ? " mentioned you." : `: ${text(said)}`,
  }),
  friend: ({ name, player }) => ({ name: text(name) || "A friend", player: number(player), after: " is online." }),
  round: ({ round }) => ({ before: number(round) > 0 ? `Round ${number(round)} starts.` : "A round starts." }),
};

const PERIOD_WORDS: Readonly<Record<string, string>> = { day: " of the day", week: " of the week", all: "" };

/** A kind that this page does not know yet is told as far as it can be. */
export function noticeWords(item: NoticeItem): NoticeWords {
  const words = isKind(item.kind) ? WORDS[item.kind](item) : { before: text(item.text) || "There is news." };
  return { before: "", name: "", after: "", player: 0, room: text(item.room), ...words };
}

export function plainWords({ before, name, after }: NoticeWords): string {
  return `${before}${name}${after}`;
}
