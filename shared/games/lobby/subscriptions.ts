import { LOBBY_BOUNDS } from "./bounds.ts";
import type { Emit } from "./emit.ts";
import type { Event } from "./event.ts";
import { firstLine, indexAfter } from "./history.ts";
import { type ChatMessage, occupant, type Seat, type World } from "./world.ts";

/** Recomputes the readers of a channel. */
export function updateReaders(world: World, channel: string): void {
  const seats: number[] = [];
  for (let seat = 0; seat < world.seats.length; seat++)
    if (occupant(world, seat)?.reads.some((reading) => reading.channel === channel && reading.next === 0))
      seats.push(seat);
  if (seats.length > 0) world.derived.readers.set(channel, seats);
  else world.derived.readers.delete(channel);
}

/** The subscribers of a channel, including those who still receive its history. */
export function subscribersOf(world: World, channel: string): number[] {
  const seats: number[] = [];
  for (let seat = 0; seat < world.seats.length; seat++)
    if (occupant(world, seat)?.reads.some((reading) => reading.channel === channel)) seats.push(seat);
  return seats;
}

/** Ends all subscriptions of a seat. */
export function unsubscribeAll(world: World, seat: Seat): void {
  const channels = seat.reads.map(({ channel }) => channel);
  seat.reads.length = 0;
  for (const channel of channels) updateReaders(world, channel);
}

/** Ends one subscription of a seat. */
export function unsubscribe(world: World, seat: Seat, channel: string): void {
  const at = seat.reads.findIndex((reading) => reading.channel === channel);
  if (at < 0) return;
  seat.reads.splice(at, 1);
  updateReaders(world, channel);
}

/** The event of a message. @param seat see the event */
export function lineEvent(seat: number, channel: string, said: ChatMessage): Extract<Event, { type: "line" }> {
  const { id: line, player, name, role, atS, nonce, text } = said;
  return { type: "line", seat, channel, line, player, name, role, atS, nonce, text };
}

/** Sends the next part of the history to new subscribers; they get new messages after it. */
export function sendHistory(world: World, emit: Emit): void {
  for (let seat = 0; seat < world.seats.length; seat++) {
    const reads = occupant(world, seat)?.reads;
    if (reads === undefined) continue;
    let left: number = LOBBY_BOUNDS.historyPerTick;
    for (let i = 0; i < reads.length && left > 0; i++)
      if (reads[i].next > 0) left -= tellSome(world, seat, i, left, emit);
  }
}

function tellSome(world: World, seat: number, row: number, most: number, emit: Emit): number {
  const reading = world.seats[seat]?.reads[row];
  const channel = reading && world.channels.get(reading.channel);
  if (reading === undefined || channel === undefined) return 0;
  const { name, last, lines } = channel;
  let at = indexAfter(lines, reading.next - 1);
  let sent = 0;
  for (; at < lines.length && sent < most; at++, sent++) {
    emit(lineEvent(seat, name, lines[at]));
    reading.next = lines[at].id + 1;
  }
  if (at < lines.length) return sent;
  reading.next = 0;
  updateReaders(world, name);
  emit({ type: "opened", seat, channel: name, first: firstLine(channel), last });
  return sent;
}
