import { LOBBY_CHANNEL } from "../../chat.ts";
import type { Tick } from "../../machine.ts";
import type { LobbyConfig } from "./config.ts";

/** Why someone at a seat is sent away. */
export const EVICTION = { no: 0, banned: 1, forgotten: 2 } as const;

/** A channel that a seat reads. */
export interface ChannelSubscription {
  readonly channel: string;
  /** The next line it is sent of what was said before; 0: it has all, and hears what is said. */
  next: number;
}

/** Someone in the lobby. */
export interface Seat {
  readonly player: number;
  readonly name: string;
  /** A value of `ROLE`. */
  readonly role: number;
  /** The socket is lost, and the seat held. */
  away: boolean;
  /** A value of {@link EVICTION}: nobody any more, until the seat is free. */
  out: number;
  /** In the order in which they were asked for. */
  readonly reads: ChannelSubscription[];
}

/** What is remembered of a player, here or not. */
export interface Member {
  /** When as much may be said as ever, and asked for; ticks. */
  saidUntil: Tick;
  askedUntil: Tick;
  /** s since 1970; 0: no such order holds. */
  mutedUntilS: number;
  bannedUntilS: number;
  /** When a moderator's order about them came last; 0: none did. */
  orderedAt: Tick;
  /** Room of the match that they are in; "": none. */
  match: string;
}

export interface ChatMessage {
  /** Its number in the channel. */
  readonly id: number;
  /** One of 65,535 groups of addresses, by which lines share what a channel remembers; 0: not known. */
  origin: number;
  player: number;
  name: string;
  readonly role: number;
  readonly atS: number;
  readonly nonce: number;
  /** "": erased. */
  text: string;
}

export interface Channel {
  readonly name: string;
  /** Of the newest line; lines count from 1. */
  last: number;
  /** Those that are remembered, in order: the newest, and those that its origin's share has room for. */
  readonly lines: ChatMessage[];
  /** When it goes, as its match is gone; 0: it does not. */
  goesAt: Tick;
}

export interface Match {
  readonly room: string;
  /** Whether everyone is shown it. */
  listed: boolean;
  round: number;
  playing: boolean;
  endsAt: Tick;
  people: number;
  seats: number;
  heardAt: Tick;
}

export interface Score {
  /** Row of the match, and the seat there. */
  readonly match: number;
  readonly seat: number;
  player: number;
  name: string;
  credits: number;
  kills: number;
  deaths: number;
}

export interface World {
  readonly config: LobbyConfig;
  tick: Tick;
  /** How often something that was written was taken back. */
  erasures: number;
  /** By seat. */
  readonly seats: (Seat | null)[];
  /** By player; those heard of longest ago first. */
  readonly members: Map<number, Member>;
  /** By name, in the order in which they were opened. */
  readonly channels: Map<string, Channel>;
  /** Rows keep their numbers, which clients know them by. */
  readonly matches: (Match | null)[];
  readonly scores: (Score | null)[];
  /** What follows from the rest, or holds for one tick. */
  readonly derived: {
    /** Who hears what is said in a channel, as seats in order; lists do not change any more. */
    readonly readers: Map<string, readonly number[]>;
    /** Rows of matches by room, and of scores by match and seat. */
    readonly matchRows: Map<string, number>;
    readonly scoreRows: Map<string, number>;
    /** How many seats each player has, but for those who are out. */
    readonly present: Map<number, number>;
    /** Lines said in this tick, by channel. */
    readonly said: Map<string, number>;
  };
}

export const newChannel = (name: string): Channel => ({ name, last: 0, lines: [], goesAt: 0 });

export function emptyWorld(config: LobbyConfig): World {
  return {
    config,
    tick: 0,
    erasures: 0,
    seats: new Array<Seat | null>(config.seats).fill(null),
    members: new Map(),
    channels: new Map([[LOBBY_CHANNEL, newChannel(LOBBY_CHANNEL)]]),
    matches: [],
    scores: [],
    derived: {
      readers: new Map(),
      matchRows: new Map(),
      scoreRows: new Map(),
      present: new Map(),
      said: new Map(),
    },
  };
}

/** Who is at a seat and was not sent away. */
export function occupant(world: World, seat: number): Seat | null {
  const found = world.seats[seat] ?? null;
  return found === null || found.out !== EVICTION.no ? null : found;
}

/** Seats of a player, but for those sent away, in order. */
export function seatsOf(world: World, player: number): number[] {
  if (!world.derived.present.has(player)) return [];
  const found: number[] = [];
  for (let seat = 0; seat < world.seats.length; seat++) if (occupant(world, seat)?.player === player) found.push(seat);
  return found;
}

export const scoreKey = (match: number, seat: number): string => `${match}/${seat}`;
