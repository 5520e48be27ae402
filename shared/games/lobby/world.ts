import { LOBBY_CHANNEL } from "../../chat.ts";
import type { Tick } from "../../machine.ts";
import type { LobbyConfig } from "./config.ts";

/** Reasons for evicting a seat. */
export const EVICTION = { no: 0, banned: 1, forgotten: 2 } as const;

/** A seat's subscription to a channel. */
export interface ChannelSubscription {
  readonly channel: string;
  /** Number of the next message of the history to send; 0: all are sent, and it receives new ones. */
  next: number;
}

/** An occupied seat. */
export interface Seat {
  readonly player: number;
  readonly name: string;
  /** A value of `ROLE`. */
  readonly role: number;
  /** The socket is lost, and the seat held. */
  away: boolean;
  /** A value of {@link EVICTION}: an evicted seat counts as empty until it is freed. */
  out: number;
  /** In the order of opening. */
  readonly reads: ChannelSubscription[];
}

/** The record of a player, present or not. */
export interface Member {
  /** Ticks at which the token buckets of messages and of requests are full. */
  saidUntil: Tick;
  askedUntil: Tick;
  /** s since 1970; 0: none. */
  mutedUntilS: number;
  bannedUntilS: number;
  /** Tick of the latest moderator's command about them; 0: none. */
  orderedAt: Tick;
  /** Room of their match; "": none. */
  match: string;
}

export interface ChatMessage {
  /** Its number in the channel. */
  readonly id: number;
  /** The group of addresses, which shares a quota in the history; 0: unknown. */
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
  /** Number of the newest message, from 1. */
  last: number;
  /** The history, in order: the newest messages, and older ones within their origin's share. */
  readonly lines: ChatMessage[];
  /** Tick at which it closes, because its match has ended; 0: never. */
  goesAt: Tick;
}

export interface Match {
  readonly room: string;
  /** Whether it is public. */
  listed: boolean;
  round: number;
  playing: boolean;
  endsAt: Tick;
  people: number;
  seats: number;
  heardAt: Tick;
}

export interface Score {
  /** Row of the match, and seat in it. */
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
  /** Number of erasures. */
  erasures: number;
  /** By seat. */
  readonly seats: (Seat | null)[];
  /** By player; those unheard of longest come first. */
  readonly members: Map<number, Member>;
  /** By name, in order of opening. */
  readonly channels: Map<string, Channel>;
  /** Rows keep their numbers, which are keys for clients. */
  readonly matches: (Match | null)[];
  readonly scores: (Score | null)[];
  /** Derived from the rest, or valid for one tick. */
  readonly derived: {
    /** Seats that receive a channel's new messages, in order; a list never changes. */
    readonly readers: Map<string, readonly number[]>;
    /** Rows of matches by room, and of scores by match and seat. */
    readonly matchRows: Map<string, number>;
    readonly scoreRows: Map<string, number>;
    /** Number of seats of each player, without evicted ones. */
    readonly present: Map<number, number>;
    /** Messages of this tick, by channel. */
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

/** The occupant of a seat; null: empty or evicted. */
export function occupant(world: World, seat: number): Seat | null {
  const found = world.seats[seat] ?? null;
  return found === null || found.out !== EVICTION.no ? null : found;
}

/** Seats of a player, without evicted ones, in order. */
export function seatsOf(world: World, player: number): number[] {
  if (!world.derived.present.has(player)) return [];
  const found: number[] = [];
  for (let seat = 0; seat < world.seats.length; seat++) if (occupant(world, seat)?.player === player) found.push(seat);
  return found;
}

export const scoreKey = (match: number, seat: number): string => `${match}/${seat}`;
