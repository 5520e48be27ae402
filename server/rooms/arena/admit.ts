import { HULLS } from "../../../shared/arena/data/hulls.ts";
import { ROLE } from "../../../shared/lobby/roles.ts";
import { Refused } from "../../clockwork/definition.ts";
import { NOBODY, type Person } from "../../clockwork/person.ts";
import { alike, nameKey, readName } from "../../identity/name.ts";

/** Validated join options. */
export interface Pilot {
  readonly name: string;
  /** Index into {@link HULLS}. */
  readonly hull: number;
  /** Key of the name, see `nameKey`. */
  readonly key: string;
  /** Id of a guest or an account; 0: joined without a token. */
  readonly player: number;
}

/**
 * Join options are `{name?, hull?}`, the hull by name or number, by default the first. An account uses its own name. A guest may
 * choose any name, because all tabs of a browser are one guest. Throws {@link Refused}.
 */
export function admitPilot(options: unknown, present: readonly Pilot[], person: Person = NOBODY): Pilot {
  if (typeof options !== "object" || options === null)
    throw new Refused("badOption", "options: must be an object with name and hull");
  const { name: rawName, hull: rawHull } = options as { name?: unknown; hull?: unknown };
  const chosen = rawName === undefined && person.name !== "" ? person.name : rawName;
  const name = person.role === ROLE.guest ? readName(chosen) : person.name;
  const hull = readHull(rawHull);
  const key = nameKey(name);
  if (present.some((pilot) => alike(pilot.key, key)))
    throw new Refused("nameTaken", `name: ${name} is already in this arena; choose another name`);
  return { name, hull, key, player: person.player };
}

/** Separates a {@link Pilot}'s name from the fields that are recorded. */
export const PILOT_NAMING = {
  nameOf: ({ player, name }: Pilot) => ({ player, name }),
  record: ({ player, hull }: Pilot): Omit<Pilot, "name" | "key"> => ({ player, hull }),
  restore: (recorded: unknown, name: string): Pilot => ({
    ...(recorded as Omit<Pilot, "name" | "key">),
    name,
    key: name === "" ? "" : nameKey(name),
  }),
} as const;

function readHull(raw: unknown): number {
  if (raw === undefined) return 0;
  if (typeof raw === "number" && Number.isInteger(raw) && raw >= 0 && raw < HULLS.length) return raw;
  const wanted = typeof raw === "string" ? raw.toLowerCase() : null;
  const index = HULLS.findIndex(({ name }) => name.toLowerCase() === wanted);
  if (index >= 0) return index;
  const names = HULLS.map(({ name }) => name).join(", ");
  throw new Refused("badOption", `hull: ${display(raw)} is not one of ${names} or 0 to ${HULLS.length - 1}`);
}

const DISPLAY_MOST = 24;

/** A value from outside as short, printable ASCII. */
function display(raw: unknown): string {
  if (typeof raw === "number") return String(raw);
  if (typeof raw !== "string") return raw === null ? "null" : `a value of type ${typeof raw}`;
  const short = raw.slice(0, DISPLAY_MOST).replace(/[^ -~]/g, "?");
  return `"${short}${raw.length > DISPLAY_MOST ? "…" : ""}"`;
}
