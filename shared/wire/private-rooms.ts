/**
 * Unlisted rooms, joined by link. Their ids carry a prefix, so code that handles their events, journals or replays recognises them
 * without a lookup, also after a crash.
 */
const PREFIX = "private-";
/** Random characters after the prefix. Ids of other rooms are shorter than the whole. */
export const PRIVATE_ID_CHARS = 22;

/** @param random {@link PRIVATE_ID_CHARS} unguessable letters, digits, - or _ */
export const privateRoomId = (random: string): string => PREFIX + random;

/** @param id of a room, or of a replay, whose id begins with its room's */
export const isPrivateRoom = (id: string): boolean =>
  id.startsWith(PREFIX) && id.length >= PREFIX.length + PRIVATE_ID_CHARS;
