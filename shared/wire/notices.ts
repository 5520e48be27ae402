type FieldKind = "text" | "count";

/** What each kind tells, beside its number and when it was written. */
const FIELDS = {
  /** The bounty on your head has come to so many credits. */
  bounty: { room: "text", bounty: "count" },
  /** This player has come past you in the league of the day, where you are at a place now. */
  overtaken: { player: "count", name: "text", place: "count" },
  /** This player named you in a line of a channel. */
  mention: { channel: "text", line: "count", player: "count", name: "text" },
  /** Someone whom you follow is online. */
  friend: { player: "count", name: "text" },
  /** A round is about to begin in a match in which someone plays whom you follow. */
  round: { room: "text", round: "count", player: "count", name: "text" },
} as const satisfies Record<string, Readonly<Record<string, FieldKind>>>;

export type NoticeKind = keyof typeof FIELDS;
export const NOTICE_KINDS = Object.keys(FIELDS) as readonly NoticeKind[];
export const isNoticeKind = (kind: string): kind is NoticeKind => Object.hasOwn(FIELDS, kind);

type Value<Kind> = Kind extends "text" ? string : number;
type Body<Kind extends NoticeKind> = {
  readonly [F in keyof (typeof FIELDS)[Kind]]: Value<(typeof FIELDS)[Kind][F]>;
};

/** Something for one player's eyes. `body`: JSON of it, without its kind, is what the store keeps. */
export type Notice = { [Kind in NoticeKind]: { readonly kind: Kind } & Body<Kind> }[NoticeKind];

/** As the inbox is read, and as it is pushed: the number rises with each, so that one that is known is told by it. */
export type NoticeItem = Notice & { readonly id: number; readonly atMs: number };

export function noticeBody({ kind: _, ...body }: Notice): string {
  return JSON.stringify(body);
}

/** What the lobby pushes. */
export function noticeText(item: NoticeItem): string {
  return JSON.stringify(item);
}

/** A notice from what was parsed of JSON; fields that it does not know are left out. null: it is none. */
export function readNotice(value: unknown): NoticeItem | null {
  if (typeof value !== "object" || value === null) return null;
  const from = value as Readonly<Record<string, unknown>>;
  const { id, kind, atMs } = from;
  if (!isCount(id) || !isCount(atMs) || typeof kind !== "string" || !isNoticeKind(kind)) return null;
  const item: Record<string, unknown> = { id, kind, atMs };
  for (const [field, type] of Object.entries<FieldKind>(FIELDS[kind])) {
    const told = from[field];
    if (type === "text" ? typeof told !== "string" : !isCount(told)) return null;
    item[field] = told;
  }
  return item as NoticeItem;
}

function isCount(value: unknown): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}
