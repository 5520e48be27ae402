import { ROLE } from "../../roles.ts";
import type { Command } from "./command.ts";
import { type Emit, refuse } from "./emit.ts";
import { memberOf, takeRequestToken } from "./members.ts";
import { type Member, occupant, type World } from "./world.ts";

interface Order {
  readonly member: Member;
  /** Seat of the moderator. */
  readonly by: number;
}

/** Checks a moderator's command about a player: the player must be known and of a lower role; null: it was refused. */
export function authorizeOrder(
  world: World,
  command: Extract<Command, { type: "mute" | "ban" }>,
  emit: Emit,
): Order | null {
  const found = occupant(world, command.seat);
  if (found === null) return null;
  const { player: by, role } = found;
  const wait = takeRequestToken(world, by);
  const whom = roleOf(world, command.player);
  if (wait > 0) refuse(emit, command, "tooFast", wait);
  else if (role < ROLE.moderator) refuse(emit, command, "notAllowed");
  else if (whom < 0) refuse(emit, command, "noSuchPlayer");
  else if (whom >= role) refuse(emit, command, "notAllowed");
  else {
    const member = memberOf(world, command.player);
    member.orderedAt = world.tick;
    return { member, by };
  }
  return null;
}

/** The highest role in which a player is known, from seats and messages; −1: unknown. */
function roleOf({ seats, channels }: World, player: number): number {
  if (player === 0) return -1;
  let role = -1;
  for (const seat of seats) if (seat?.player === player) role = Math.max(role, seat.role);
  for (const { lines } of channels.values())
    for (const line of lines) if (line.player === player) role = Math.max(role, line.role);
  return role;
}
