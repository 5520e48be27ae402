/** Characters (code points) of a chat message, and of a channel's name. */
export const MAX_MESSAGE_CHARS = 240;
export const MAX_CHANNEL_CHARS = 40;

/** The channel that everyone has; a match's is {@link matchChannel}. */
export const LOBBY_CHANNEL = "lobby";
const MATCH_PREFIX = "match/";

/** The channel of a room's match. Anyone who knows the id may open it, so that those of private matches stay private. */
export const matchChannel = (room: string): string => MATCH_PREFIX + room;

/** Why the lobby refused a command. */
export const LOBBY_REFUSAL = {
  tooFast: 1,
  muted: 2,
  noSuchChannel: 3,
  noSuchLine: 4,
  notAllowed: 5,
  tooManyChannels: 6,
  notReading: 7,
  noSuchPlayer: 8,
  noText: 9,
  tooLong: 10,
} as const;
