/** What one lobby is; hashed, journaled and handed to clients. */
export interface LobbyConfig {
  readonly seats: number;
  /** Lines that a channel remembers. */
  readonly historyLines: number;
  /** Lines that someone may say at once, and ticks until one more may be said. */
  readonly sayBurst: number;
  readonly sayEveryTicks: number;
  /** Channels that one seat may have open. */
  readonly openChannels: number;
  /** A match that told nothing for so long is no longer listed. */
  readonly matchSilentTicks: number;
}

/** Characters (code points) of a line, and of a channel's name. */
export const LINE_MOST = 240;
export const CHANNEL_MOST = 40;

/** The channel that everyone has; a match's is {@link matchChannel}. */
export const LOBBY_CHANNEL = "lobby";
const MATCH_PREFIX = "match/";

/** Of the match in a room. Who knows its id may open it, so that those of private matches stay private. */
export const matchChannel = (room: string): string => MATCH_PREFIX + room;
