import { LOBBY_LIMITS } from "../../../shared/wire/limits.ts";
import { JoinRefused, type Person } from "../../runtime/room-definition.ts";

/** The holder of a seat in the lobby. */
export type LobbyVisitor = Person;

/** Admits signed-in players, guests included. Options are ignored. Throws {@link JoinRefused}. */
export function admitVisitor(_options: unknown, present: readonly LobbyVisitor[], person: Person): LobbyVisitor {
  const { player, name, role, mutedUntilS } = person;
  if (player === 0)
    throw new JoinRefused("signInFirst", "token: missing; sign in, at least as a guest (POST /auth/guest)");
  const { seatsPerPlayer } = LOBBY_LIMITS;
  if (present.filter((guest) => guest.player === player).length >= seatsPerPlayer)
    throw new JoinRefused("tooManySeats", `seats: you have ${seatsPerPlayer} in the lobby already; close another tab`);
  return { player, name, role, mutedUntilS };
}
