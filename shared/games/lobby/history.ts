import type { Channel, ChatMessage } from "./world.ts";

/** Adds a message to a channel's history. Beyond `most` messages, removes {@link nextToForget}. */
export function remember({ lines }: Channel, line: ChatMessage, most: number): void {
  lines.push(line);
  if (lines.length > most) lines.splice(nextToForget(lines), 1);
}

/**
 * The message to remove: the oldest of the origin or player with most messages. So nobody displaces others' messages
 * with more than their own share. Messages of unknown origin share one quota. The newest message is never removed.
 */
function nextToForget(lines: readonly ChatMessage[]): number {
  const byOrigin = new Map<number, number>();
  const byPlayer = new Map<number, number>();
  for (const { origin, player } of lines) {
    count(byOrigin, origin);
    if (origin > 0) count(byPlayer, player);
  }
  let next = 0;
  let [nextMost, nextOwn] = [0, 0];
  lines.slice(0, -1).forEach(({ origin, player }, at) => {
    const own = origin > 0 ? (byPlayer.get(player) ?? 0) : 0;
    const most = Math.max(byOrigin.get(origin) ?? 0, own);
    if (most < nextMost || (most === nextMost && own <= nextOwn)) return;
    next = at;
    [nextMost, nextOwn] = [most, own];
  });
  return next;
}

const count = (counts: Map<number, number>, key: number) => void counts.set(key, (counts.get(key) ?? 0) + 1);

/** Number of the oldest message since which none is missing; 0: no messages. */
export function firstLine({ lines }: Channel): number {
  let at = lines.length - 1;
  while (at > 0 && lines[at - 1].id === lines[at].id - 1) at--;
  return lines[at]?.id ?? 0;
}

/** A message by its number; undefined: not in the history. */
export function lineOf({ lines }: Channel, id: number): ChatMessage | undefined {
  const line = lines[indexAfter(lines, id - 1)];
  return line?.id === id ? line : undefined;
}

/** Index of the first message after a number; the number of messages if there is none. */
export function indexAfter(lines: readonly ChatMessage[], id: number): number {
  let [low, high] = [0, lines.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (lines[middle].id > id) high = middle;
    else low = middle + 1;
  }
  return low;
}
