type FieldKind = "text" | "count" | "optionalText";

/** Fields of each kind, besides its id and time. */
const FIELDS = {
  /** The bounty on you has reached this many credits. */
  bounty: { room: "text", bounty: "count" },
  /**
   * This player has overtaken you in the day's league of a game, where `place` is yours now. Here and below, `game` is
   * its name in the table of games, and absent in notices of earlier versions.
   */
  overtaken: { player: "count", name: "text", place: "count", game: "optionalText" },
  /** This player mentioned you in a chat message. */
  mention: { channel: "text", line: "count", player: "count", name: "text" },
  /** A player you follow is online. */
  friend: { player: "count", name: "text" },
  /** A round is about to begin in the match of a player you follow. */
  round: { room: "text", round: "count", player: "count", name: "text", game: "optionalText" },
} as const satisfies Record<string, Readonly<Record<string, FieldKind>>>;

export type NotificationKind = keyof typeof FIELDS;
export const NOTIFICATION_KINDS = Object.keys(FIELDS) as readonly NotificationKind[];
export const isNotificationKind = (kind: string): kind is NotificationKind => Object.hasOwn(FIELDS, kind);

type Value<Kind> = Kind extends "count" ? number : string;
type OptionalFields<F> = { [N in keyof F]: F[N] extends "optionalText" ? N : never }[keyof F];
type Values<F> = { readonly [N in Exclude<keyof F, OptionalFields<F>>]: Value<F[N]> } & {
  readonly [N in OptionalFields<F>]?: string;
};
type Body<Kind extends NotificationKind> = Values<(typeof FIELDS)[Kind]>;

/** A message of the system to one player. The store keeps its kind, and the other fields as JSON. */
export type PlayerNotification = { [Kind in NotificationKind]: { readonly kind: Kind } & Body<Kind> }[NotificationKind];

/** A notice as inbox and push carry it. Ids rise, so clients recognise notices that they have. */
export type InboxNotification = PlayerNotification & { readonly id: number; readonly atMs: number };

export function notificationBody({ kind: _, ...body }: PlayerNotification): string {
  return JSON.stringify(body);
}

/** The JSON that the lobby pushes. */
export function notificationJson(item: InboxNotification): string {
  return JSON.stringify(item);
}

/** Validates a notice from parsed JSON, and drops unknown fields. null: it is none. */
export function parseNotification(value: unknown): InboxNotification | null {
  if (typeof value !== "object" || value === null) return null;
  const from = value as Readonly<Record<string, unknown>>;
  const { id, kind, atMs } = from;
  if (!isCount(id) || !isCount(atMs) || typeof kind !== "string" || !isNotificationKind(kind)) return null;
  const item: Record<string, unknown> = { id, kind, atMs };
  for (const [field, type] of Object.entries<FieldKind>(FIELDS[kind])) {
    const fieldValue = from[field];
    if (type === "optionalText" && fieldValue === undefined) continue;
    if (type !== "count" ? typeof fieldValue !== "string" : !isCount(fieldValue)) return null;
    item[field] = fieldValue;
  }
  return item as InboxNotification;
}

function isCount(value: unknown): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}
