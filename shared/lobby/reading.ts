import { LOBBY_BOUNDS } from "./bounds.ts";
import type { Emit } from "./emit.ts";
import { type Channel, type Line, type Seat, sitter, type World } from "./world.ts";

/** Works out anew who hears a channel. */
export function findReaders(world: World, channel: string): void {
  const seats: number[] = [];
  for (let seat = 0; seat < world.seats.length; seat++)
    if (sitter(world, seat)?.reads.some((reading) => reading.channel === channel && reading.next === 0))
      seats.push(seat);
  if (seats.length > 0) world.derived.readers.set(channel, seats);
  else world.derived.readers.delete(channel);
}

/** Everyone who asked for a channel, also those who are still told what was said before. */
export function askersOf(world: World, channel: string): number[] {
  const seats: number[] = [];
  for (let seat = 0; seat < world.seats.length; seat++)
    if (sitter(world, seat)?.reads.some((reading) => reading.channel === channel)) seats.push(seat);
  return seats;
}

/** A seat reads nothing any more. */
export function stopReading(world: World, seat: Seat): void {
  const channels = seat.reads.map(({ channel }) => channel);
  seat.reads.length = 0;
  for (const channel of channels) findReaders(world, channel);
}

/** Ends a seat's reading of one channel. */
export function close(world: World, seat: Seat, channel: string): void {
  const at = seat.reads.findIndex((reading) => reading.channel === channel);
  if (at < 0) return;
  seat.reads.splice(at, 1);
  findReaders(world, channel);
}

/** Number of the first line that a channel remembers; 0: none. */
export const firstLine = ({ last, lines }: Channel): number => (lines.length === 0 ? 0 : last - lines.length + 1);

/** A line by its number; undefined: it is not remembered. */
export function lineOf(channel: Channel, id: number): Line | undefined {
  return channel.lines[id - firstLine(channel)];
}

/** Tells those who have just asked what was said before: each a part of it, in order, before they hear anything new. */
export function tellHistory(world: World, emit: Emit): void {
  for (let seat = 0; seat < world.seats.length; seat++) {
    const reads = sitter(world, seat)?.reads;
    if (reads === undefined) continue;
    let left: number = LOBBY_BOUNDS.historyPerTick;
    for (let i = 0; i < reads.length && left > 0; i++)
      if (reads[i].next > 0) left -= tellSome(world, seat, i, left, emit);
  }
}

function tellSome(world: World, seat: number, at: number, most: number, emit: Emit): number {
  const reading = world.seats[seat]?.reads[at];
  const channel = reading && world.channels.get(reading.channel);
  if (reading === undefined || channel === undefined) return 0;
  const { name, last } = channel;
  const first = firstLine(channel);
  let told = 0;
  for (let line = Math.max(reading.next, first); line <= last && line > 0 && told < most; line++, told++) {
    emit({ type: "line", seat, channel: name, line, ...(lineOf(channel, line) as Line) });
    reading.next = line + 1;
  }
  if (reading.next <= last && last > 0 && told === most) return told;
  reading.next = 0;
  findReaders(world, name);
  emit({ type: "opened", seat, channel: name, first, last });
  return told;
}
