import { isOrdered, memberOf } from "../members.ts";
import { appear } from "../presence.ts";
import { OUT } from "../world.ts";
import type { Handler } from "./handler.ts";

/** Someone takes a free seat. What a moderator has just ordered counts more than what the store knew. */
export const join: Handler<"join"> = (world, { seat, player, name, role, mutedUntilS }, emit) => {
  if (seat >= world.config.seats || world.seats[seat] !== null) return;
  const member = memberOf(world, player);
  const ordered = isOrdered(world, member);
  if (!ordered) {
    member.mutedUntilS = mutedUntilS;
    member.bannedUntilS = 0;
  }
  const out = member.bannedUntilS > 0 ? OUT.banned : OUT.no;
  const sitter = { player, name, role, away: false, out, reads: [] };
  world.seats[seat] = sitter;
  if (out === OUT.no) appear(world, sitter, emit);
};
