import type { ConnectionOptions, LinkStatus, TokenStore } from "../../net/index.ts";

/** A player in the lobby, with one or more seats. */
export interface LobbyPlayer {
  readonly player: number;
  readonly name: string;
  /** A value of `ROLE`. */
  readonly role: number;
  /** Room of the player's match; "": none, or a private one. */
  readonly match: string;
  /** The socket is lost, and the seat is held. */
  readonly away: boolean;
}

export interface Score {
  readonly player: number;
  readonly name: string;
  readonly credits: number;
  readonly kills: number;
  readonly deaths: number;
}

/** A match in the public list. */
export interface Match {
  readonly room: string;
  readonly round: number;
  readonly playing: boolean;
  /** When the round or the break ends, on the clock of {@link LobbyLinkOptions.nowMs}. */
  readonly endsAtMs: number;
  readonly people: number;
  readonly seats: number;
  /** Best first: by credits, then kills, then fewer deaths, then id. */
  readonly scores: readonly Score[];
}

export interface ChatMessage {
  /** Counts from 1 in its channel, without gaps. */
  readonly id: number;
  readonly player: number;
  readonly name: string;
  /** A value of `ROLE`. */
  readonly role: number;
  /** ms since 1970. */
  readonly atMs: number;
  /** Show it as plain text only; "": erased. */
  readonly text: string;
  readonly erased: boolean;
}

export interface Channel {
  readonly name: string;
  /** `opening`: requested; `open`: complete and kept up to date; `gone`: it does not exist, or no longer. */
  readonly status: "opening" | "open" | "gone";
  /** The newest {@link MAX_MESSAGES} that the server remembers, in order, without gaps. */
  readonly messages: readonly ChatMessage[];
}

/** A notice for this player. `text`: JSON, see `shared/wire/notifications.ts`. Each `id` arrives once. */
export interface Notice {
  readonly id: number;
  readonly text: string;
}

/** Result of a command. `reason`: in words for a player; `waitMs`: until a retry may work, 0: never. */
export type CommandResult =
  | { readonly ok: true }
  | { readonly ok: false; readonly code: number; readonly reason: string; readonly waitMs: number };

/** A mute or ban. Moderators and its player receive it. */
export interface Sanction {
  readonly kind: "mute" | "ban";
  readonly player: number;
  /** s since 1970; 0: lifted. */
  readonly untilS: number;
  readonly by: number;
  readonly why: string;
}

/** A report of a line. Moderators and the reporter receive it. */
export interface Report {
  readonly channel: string;
  readonly line: number;
  readonly player: number;
  readonly by: number;
  readonly text: string;
  readonly why: string;
}

/** Events of a {@link Lobby}, with their payloads. */
export interface LobbyEvents {
  status: LinkStatus;
  /** A player joined, left or changed. */
  people: undefined;
  /** A match or a score changed. */
  matches: undefined;
  /** Lines or status of one channel changed; `fresh`: new lines that are not history. */
  channel: { readonly name: string; readonly fresh: readonly ChatMessage[] };
  notice: Notice;
  sanction: Sanction;
  report: Report;
}

/** A client's view of the lobby. It reconnects by itself, without gaps or repeated lines. */
export interface Lobby {
  readonly status: LinkStatus;
  /** Why it is closed, in words for a player; "" otherwise. */
  readonly reason: string;
  /** The close or refusal code behind {@link reason}; 0: none. */
  readonly code: number;
  /** Calls `listener` on each event. Returns a function that stops it. */
  on<K extends keyof LobbyEvents>(kind: K, listener: (payload: LobbyEvents[K]) => void): () => void;
  /** Sorted by name, then id. */
  people(): readonly LobbyPlayer[];
  person(player: number): LobbyPlayer | null;
  /** Fullest first, then by room. */
  matches(): readonly Match[];
  /** The open channels, in the order in which they were opened. */
  channels(): readonly Channel[];
  channel(name: string): Channel | null;
  /** Reads a channel until it is closed. Retries for some seconds if it does not exist yet. */
  open(channel: string): void;
  close(channel: string): void;
  /** Resolves within seconds, when the line is in the channel or was refused. */
  say(channel: string, text: string): Promise<CommandResult>;
  report(channel: string, line: number, why: string): Promise<CommandResult>;
  /** For moderators, as are the next two. */
  erase(channel: string, line: number): Promise<CommandResult>;
  /** `untilS`: a duration in s, or above `MAX_DURATION_S` s since 1970; 0: lifts it. */
  mute(player: number, untilS: number, why: string): Promise<CommandResult>;
  ban(player: number, untilS: number, why: string): Promise<CommandResult>;
  leave(reason: string): void;
}

/** How to join a server's lobby. */
export interface LobbyOptions {
  /** `http(s)://` or `ws(s)://`, with port. */
  readonly url: string;
  /** The player's token, see `ConnectionOptions`. */
  readonly token: NonNullable<ConnectionOptions["token"]>;
  /** Stores the token of the lobby seat, apart from the match's. */
  readonly tokens: TokenStore;
  /** The server speaks another version of the protocol: reload. */
  readonly outdated?: () => void;
  /** Aborts joining: the seat is left as soon as it is taken. */
  readonly signal?: AbortSignal;
}

/** Messages of a channel that a client keeps. */
export const MAX_MESSAGES = 300;
