/**
 * Rooms that are listed nowhere, for those who were given their link. Their ids say so: whatever meets one of their events,
 * journals or replays knows without asking, after a crash as well.
 */
const PREFIX = "private-";
/** Random characters after it; ids of other rooms are shorter than both together. */
export const PRIVATE_ID_CHARS = 22;

/** @param random {@link PRIVATE_ID_CHARS} letters, digits, - or _ that nobody can guess */
export const privateRoomId = (random: string): string => PREFIX + random;

/** @param id of a room, or of a replay, which begins with its room's */
export const isPrivateRoom = (id: string): boolean =>
  id.startsWith(PREFIX) && id.length >= PREFIX.length + PRIVATE_ID_CHARS;
