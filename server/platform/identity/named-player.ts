import { ROLE } from "../../../shared/roles.ts";
import type { Person } from "../../runtime/room-definition.ts";
import { JoinRefused } from "../../runtime/room-definition.ts";
import { looksAlike, nameKey, parsePlayerName } from "./name.ts";

/** A player of a room whose journal holds no names. */
export interface NamedPlayer {
  readonly name: string;
  /** Key of the name, see `nameKey`. */
  readonly key: string;
  /** Id of a guest or an account; 0: joined without a token. */
  readonly player: number;
}

/**
 * Reads the join option `name`. An account uses its own name. A guest may choose any, because all tabs of a browser are one
 * guest. Throws {@link JoinRefused}, also if a player who is present has a name like it.
 *
 * @param place what players call the room
 */
export function admitNamed(
  options: { readonly name?: unknown },
  present: readonly Pick<NamedPlayer, "key">[],
  person: Person,
  place: string,
): NamedPlayer {
  const chosen = options.name === undefined && person.name !== "" ? person.name : options.name;
  const name = person.role === ROLE.guest ? parsePlayerName(chosen) : person.name;
  const key = nameKey(name);
  if (present.some((other) => looksAlike(other.key, key)))
    throw new JoinRefused("nameTaken", `name: ${name} is already in this ${place}; choose another name`);
  return { name, key, player: person.player };
}

/** The `naming` of a room definition: separates a player's name from the fields that are recorded. */
export function playerNaming<Join extends NamedPlayer>() {
  return {
    nameOf: ({ player, name }: Join) => ({ player, name }),
    record({ name: _name, key: _key, ...recorded }: Join): Omit<Join, "name" | "key"> {
      return recorded;
    },
    restore: (recorded: unknown, name: string): Join =>
      ({ ...(recorded as object), name, key: name === "" ? "" : nameKey(name) }) as Join,
  };
}
