import type { Tick } from "../../machine.ts";
import { LOBBY_BOUNDS, ORDER_PRECEDENCE_TICKS } from "./bounds.ts";
import type { Member, World } from "./world.ts";

/** What is remembered of a player, from now on if it was not before. */
export function memberOf(world: World, player: number): Member {
  const { members } = world;
  const known = members.get(player);
  if (known !== undefined) return known;
  const member: Member = {
    ...{ saidUntil: 0, askedUntil: 0, mutedUntilS: 0, bannedUntilS: 0, orderedAt: 0, match: "" },
  };
  members.set(player, member);
  if (members.size > LOBBY_BOUNDS.members) forgetOldest(world, player);
  return member;
}

function forgetOldest({ members, derived }: World, but: number): void {
  for (const player of members.keys()) {
    if (player === but || derived.present.has(player)) continue;
    members.delete(player);
    return;
  }
}

/** Someone who goes is the last to be forgotten. */
export function markRecent({ members }: World, player: number): void {
  const member = members.get(player);
  if (member === undefined) return;
  members.delete(player);
  members.set(player, member);
}

/** Whether a moderator's order is so new that nothing else counts. */
export function hasRecentOrder({ tick }: World, { orderedAt }: Member): boolean {
  return orderedAt > 0 && tick - orderedAt < ORDER_PRECEDENCE_TICKS;
}

/** Forgets of whom there is nothing to remember. */
export function sweepMembers(world: World): void {
  const { members, derived, tick } = world;
  for (const [player, member] of members) {
    const { saidUntil, askedUntil, match } = member;
    if (derived.present.has(player) || match !== "" || saidUntil > tick || askedUntil > tick) continue;
    if (!hasRecentOrder(world, member)) members.delete(player);
  }
}

/**
 * A bucket of `burst` tokens, one more every so many ticks, as the tick at which it is full again.
 *
 * @returns ticks until there is a token; 0: there is
 */
export function waitTicks(fullAt: Tick, tick: Tick, burst: number, everyTicks: number): number {
  return Math.max(0, Math.max(fullAt, tick) - (burst - 1) * everyTicks - tick);
}

/** Takes a token to ask for something; returns ticks until there is one. */
export function takeRequestToken(world: World, player: number): number {
  const { askBurst, askEveryTicks } = LOBBY_BOUNDS;
  const member = memberOf(world, player);
  const wait = waitTicks(member.askedUntil, world.tick, askBurst, askEveryTicks);
  if (wait === 0) member.askedUntil = Math.max(member.askedUntil, world.tick) + askEveryTicks;
  return wait;
}
