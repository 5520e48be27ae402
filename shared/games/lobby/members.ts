import type { Tick } from "../../machine.ts";
import { LOBBY_BOUNDS, ORDER_PRECEDENCE_TICKS } from "./bounds.ts";
import type { Member, World } from "./world.ts";

/** The record of a player, created if needed. */
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

/** Marks a player as the most recent, to be forgotten last. */
export function markRecent({ members }: World, player: number): void {
  const member = members.get(player);
  if (member === undefined) return;
  members.delete(player);
  members.set(player, member);
}

/** Whether a moderator's command is recent enough to take precedence. */
export function hasRecentOrder({ tick }: World, { orderedAt }: Member): boolean {
  return orderedAt > 0 && tick - orderedAt < ORDER_PRECEDENCE_TICKS;
}

/** Removes records that hold nothing. */
export function sweepMembers(world: World): void {
  const { members, derived, tick } = world;
  for (const [player, member] of members) {
    const { saidUntil, askedUntil, match } = member;
    if (derived.present.has(player) || match !== "" || saidUntil > tick || askedUntil > tick) continue;
    if (!hasRecentOrder(world, member)) members.delete(player);
  }
}

/**
 * Ticks until a token bucket has a token; 0: it has one.
 *
 * @param fullAt tick at which the bucket is full
 * @param every ticks per token
 */
export function waitTicks(fullAt: Tick, tick: Tick, burst: number, everyTicks: number): number {
  return Math.max(0, Math.max(fullAt, tick) - (burst - 1) * everyTicks - tick);
}

/** Takes a request token. Returns the ticks until there is one; 0: it was taken. */
export function takeRequestToken(world: World, player: number): number {
  const { askBurst, askEveryTicks } = LOBBY_BOUNDS;
  const member = memberOf(world, player);
  const wait = waitTicks(member.askedUntil, world.tick, askBurst, askEveryTicks);
  if (wait === 0) member.askedUntil = Math.max(member.askedUntil, world.tick) + askEveryTicks;
  return wait;
}
