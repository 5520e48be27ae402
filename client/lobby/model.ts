import type { LinkStatus } from "../net/index.ts";

/** Someone who is here, under however many seats. */
export interface Person {
  readonly player: number;
  readonly name: string;
  /** A value of `ROLE`. */
  readonly role: number;
  /** Room of the match that they are in; "" in none, or in a private one. */
  readonly match: string;
  /** The socket is lost, and the seat held. */
  readonly away: boolean;
}

export interface Score {
  readonly player: number;
  readonly name: string;
  readonly credits: number;
  readonly kills: number;
  readonly deaths: number;
}

/** A running match that is listed. */
export interface Match {
  readonly room: string;
  readonly round: number;
  readonly playing: boolean;
  /** When the round, or the time between two, ends: on the clock that `nowMs` of the link tells. */
  readonly endsAtMs: number;
  readonly people: number;
  readonly seats: number;
  /** Who leads first: by credits, then kills, then fewer deaths, then id. */
  readonly scores: readonly Score[];
}

export interface Line {
  /** Counts from 1 in its channel, without gaps. */
  readonly id: number;
  readonly player: number;
  readonly name: string;
  /** A value of `ROLE`. */
  readonly role: number;
  /** ms since 1970. */
  readonly atMs: number;
  /** To be shown as text only; "" where it was erased. */
  readonly text: string;
  readonly erased: boolean;
}

export interface Channel {
  readonly name: string;
  /** `opening`: asked for; `open`: complete and kept so; `gone`: there is none of this name, or no longer. */
  readonly status: "opening" | "open" | "gone";
  /** In order, without gaps; the newest `LINES_KEPT`. What the server no longer remembers is not there. */
  readonly lines: readonly Line[];
}

/** Something for this player's eyes. `text`: JSON, see `shared/wire/notices.ts`. Each `id` comes once. */
export interface Notice {
  readonly id: number;
  readonly text: string;
}

/** What became of a command. `reason`: in words for a player; `waitMs`: until it may be tried again, 0: no use. */
export type Outcome =
  | { readonly ok: true }
  | { readonly ok: false; readonly code: number; readonly reason: string; readonly waitMs: number };

/** An order that moderators, and whom it concerns, are told of. */
export interface Sanction {
  readonly kind: "mute" | "ban";
  readonly player: number;
  /** s since 1970; 0: lifted. */
  readonly untilS: number;
  readonly by: number;
  readonly why: string;
}

/** For moderators, and for who reported. */
export interface Report {
  readonly channel: string;
  readonly line: number;
  readonly player: number;
  readonly by: number;
  readonly text: string;
  readonly why: string;
}

/** What a lobby tells whoever listens; asked about with {@link Lobby}'s own methods. */
export interface LobbyNews {
  status: LinkStatus;
  /** Somebody came, went, or changed. */
  people: undefined;
  /** A match or a score changed. */
  matches: undefined;
  /** Lines or status of one channel changed; `fresh`: lines that were said since it was opened first, not history. */
  channel: { readonly name: string; readonly fresh: readonly Line[] };
  notice: Notice;
  sanction: Sanction;
  report: Report;
}

/** The lobby as a page or a bot has it: comes back by itself, and then has neither gaps nor repeats. */
export interface Lobby {
  readonly status: LinkStatus;
  /** Why it is closed, in words for a player; "" otherwise. */
  readonly reason: string;
  /** The close or refusal code behind {@link reason}; 0: none. */
  readonly code: number;
  /** Calls `hear` with each; returns what ends that. */
  on<K extends keyof LobbyNews>(kind: K, hear: (news: LobbyNews[K]) => void): () => void;
  /** By name, then id. */
  people(): readonly Person[];
  person(player: number): Person | null;
  /** Fullest first, then by room. */
  matches(): readonly Match[];
  /** Those asked for and not closed, in the order in which they were. */
  channels(): readonly Channel[];
  channel(name: string): Channel | null;
  /** Begins to read a channel and stays with it. One that does not exist yet is asked for again for some seconds. */
  open(channel: string): void;
  close(channel: string): void;
  /** Resolves when the line is in the channel for all, or was refused; not later than some seconds. */
  say(channel: string, text: string): Promise<Outcome>;
  report(channel: string, line: number, why: string): Promise<Outcome>;
  /** Moderators' orders. */
  erase(channel: string, line: number): Promise<Outcome>;
  /** `untilS`: for so many s, or s since 1970 above `DURATION_MOST_S`; 0: may speak again. */
  mute(player: number, untilS: number, why: string): Promise<Outcome>;
  ban(player: number, untilS: number, why: string): Promise<Outcome>;
  leave(reason: string): void;
}

/** Lines of a channel that a client keeps. */
export const LINES_KEPT = 300;
