import { JoinRefused, type Person } from "../../runtime/room-definition.ts";
import { EXCHANGE_LIMITS } from "./limits.ts";

/** The holder of a seat in the exchange. */
export interface Trader {
  readonly player: number;
}

/** Admits signed-in players, guests included. Options are ignored. Throws {@link JoinRefused}. */
export function admitTrader(_options: unknown, present: readonly Trader[], { player }: Person): Trader {
  if (player === 0)
    throw new JoinRefused("signInFirst", "token: missing; sign in, at least as a guest (POST /auth/guest)");
  const { seatsPerPlayer } = EXCHANGE_LIMITS;
  if (present.filter((trader) => trader.player === player).length >= seatsPerPlayer)
    throw new JoinRefused(
      "tooManySeats",
      `seats: you have ${seatsPerPlayer} in the exchange already; close another tab`,
    );
  return { player };
}
