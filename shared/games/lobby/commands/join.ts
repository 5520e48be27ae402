import { hasRecentOrder, memberOf } from "../members.ts";
import { addPresence } from "../presence.ts";
import { EVICTION } from "../world.ts";
import type { Handler } from "./handler.ts";

/** A player takes a free seat. A recent moderator's command takes precedence over what the join says. */
export const join: Handler<"join"> = (world, { seat, player, name, role, mutedUntilS }, emit) => {
  if (seat >= world.config.seats || world.seats[seat] !== null) return;
  const member = memberOf(world, player);
  const ordered = hasRecentOrder(world, member);
  if (!ordered) {
    member.mutedUntilS = mutedUntilS;
    member.bannedUntilS = 0;
  }
  const out = member.bannedUntilS > 0 ? EVICTION.banned : EVICTION.no;
  const sitter = { player, name, role, away: false, out, reads: [] };
  world.seats[seat] = sitter;
  if (out === EVICTION.no) addPresence(world, sitter, emit);
};
