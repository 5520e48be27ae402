import { LOBBY_LIMITS } from "../../../shared/wire/limits.ts";
import { Refused } from "../../clockwork/definition.ts";
import type { Person } from "../../clockwork/person.ts";

/** Who takes a seat in the lobby. */
export type Guest = Person;

/** Whoever is signed in, if only as a guest. Options are ignored. Throws {@link Refused}. */
export function admitGuest(_options: unknown, present: readonly Guest[], person: Person): Guest {
  const { player, name, role, mutedUntilS } = person;
  if (player === 0)
    throw new Refused("signInFirst", "token: none came; sign in, if only as a guest (POST /auth/guest)");
  const { seatsPerPlayer } = LOBBY_LIMITS;
  if (present.filter((guest) => guest.player === player).length >= seatsPerPlayer)
    throw new Refused("tooManySeats", `seats: you have ${seatsPerPlayer} in the lobby already; close another tab`);
  return { player, name, role, mutedUntilS };
}
