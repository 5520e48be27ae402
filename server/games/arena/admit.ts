import { HULLS } from "../../../shared/games/arena/data/hulls.ts";
import { admitNamed, type NamedPlayer, playerNaming } from "../../platform/identity/named-player.ts";
import { ANONYMOUS, JoinRefused, type Person } from "../../runtime/room-definition.ts";

/** Validated join options. */
export interface ArenaPlayer extends NamedPlayer {
  /** Index into {@link HULLS}. */
  readonly hull: number;
}

/**
 * Join options are `{name?, hull?}`, the hull by name or number, by default the first; see {@link admitNamed}. Throws
 * {@link JoinRefused}.
 */
export function admitPlayer(
  options: unknown,
  present: readonly ArenaPlayer[],
  person: Person = ANONYMOUS,
): ArenaPlayer {
  if (typeof options !== "object" || options === null)
    throw new JoinRefused("badOption", "options: must be an object with name and hull");
  const { hull } = options as { hull?: unknown };
  return { ...admitNamed(options, present, person, "arena"), hull: readHull(hull) };
}

/** Separates a {@link ArenaPlayer}'s name from the fields that are recorded. */
export const PLAYER_NAMING = playerNaming<ArenaPlayer>();

function readHull(raw: unknown): number {
  if (raw === undefined) return 0;
  if (typeof raw === "number" && Number.isInteger(raw) && raw >= 0 && raw < HULLS.length) return raw;
  const wanted = typeof raw === "string" ? raw.toLowerCase() : null;
  const index = HULLS.findIndex(({ name }) => name.toLowerCase() === wanted);
  if (index >= 0) return index;
  const names = HULLS.map(({ name }) => name).join(", ");
  throw new JoinRefused("badOption", `hull: ${display(raw)} is not one of ${names} or 0 to ${HULLS.length - 1}`);
}

const DISPLAY_MOST = 24;

/** A value from outside as short, printable ASCII. */
function display(raw: unknown): string {
  if (typeof raw === "number") return String(raw);
  if (typeof raw !== "string") return raw === null ? "null" : `a value of type ${typeof raw}`;
  const short = raw.slice(0, DISPLAY_MOST).replace(/[^ -~]/g, "?");
  return `"${short}${raw.length > DISPLAY_MOST ? "…" : ""}"`;
}
