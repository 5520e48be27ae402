import { LOBBY_CHANNEL } from "../../../shared/chat.ts";
import type { AuditEntry } from "../identity/index.ts";
import { matchName } from "./match-name.ts";

/** A row of the audit trail as text: `verb whom after`, with the quote and the reason if it has them. */
export interface AuditText {
  readonly verb: string;
  /** Whether a player's name follows the verb. */
  readonly about: boolean;
  readonly after: string;
  /** ms since 1970; 0: no end. */
  readonly untilMs: number;
  /** Where the line was written; "": unknown, or no line. */
  readonly place: string;
  readonly quote: string;
  readonly why: string;
}

type Detail = Readonly<Record<string, unknown>>;

const NONE: AuditText = { verb: "", about: true, after: "", untilMs: 0, place: "", quote: "", why: "" };

const text = (value: unknown): string => (typeof value === "string" ? value : "");
const number = (value: unknown): number => (typeof value === "number" && Number.isFinite(value) ? value : 0);

const from = (address: string): string => (address === "" ? "" : `from ${address}`);

const WORDS: Readonly<Record<string, (detail: Detail, plain: string) => Partial<AuditText>>> = {
  report: (detail) => ({ verb: "reported", quote: text(detail.text) }),
  erase: () => ({ verb: "erased a line", about: false }),
  mute: (detail) => ({ verb: "muted", untilMs: number(detail.untilMs) }),
  unmute: () => ({ verb: "unmuted" }),
  ban: (detail) => ({ verb: "banned", untilMs: number(detail.untilMs) }),
  unban: () => ({ verb: "unbanned" }),
  refused: (detail) => ({ verb: `was refused (${text(detail.deed)})`, about: true, untilMs: number(detail.untilMs) }),
  signin: (detail) => ({ verb: "saw a failed sign-in of", after: from(text(detail.address)) }),
  role: (_, plain) => ({ verb: "changed the role of", ...(plain !== "" && { after: `from ${plain}` }) }),
};

/** The text of a row. Shows what it can of an unknown kind or an unreadable detail. */
export function auditText({ action, player, detail }: AuditEntry): AuditText {
  const read = fields(detail);
  const known = Object.hasOwn(WORDS, action) ? WORDS[action] : undefined;
  const own = known?.(read, detail) ?? { verb: action, about: player > 0 };
  return { ...NONE, place: placeOf(text(read.channel)), why: text(read.why), ...own };
}

/** Name of the player who acted. */
export const actorName = ({ by, byName }: AuditEntry): string =>
  byName || (by === 0 ? "The server" : "A deleted account");

/** Name of the player whom it is about. */
export const subjectName = ({ player, playerName }: AuditEntry): string =>
  playerName || (player === 0 ? "an unnamed visitor" : "a deleted account");

function placeOf(channel: string): string {
  if (channel === "") return "";
  return channel === LOBBY_CHANNEL ? "the lobby" : matchName(channel.replace(/^match\//, ""));
}

function fields(detail: string): Detail {
  try {
    const read: unknown = JSON.parse(detail);
    return typeof read === "object" && read !== null ? (read as Detail) : {};
  } catch {
    return {};
  }
}
