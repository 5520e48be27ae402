/** Rooms that are closed and about to open again under their ids. */
const reopening = new Map<string, Promise<void>>();

/** Reopens rooms: whoever wants one meanwhile waits for it, see {@link whenReopened}. @param work closes and opens them */
export async function reopenRooms(roomIds: readonly string[], work: () => Promise<unknown>): Promise<void> {
  const done = Promise.withResolvers<void>();
  for (const roomId of roomIds) reopening.set(roomId, done.promise);
  try {
    await work();
  } finally {
    for (const roomId of roomIds) reopening.delete(roomId);
    done.resolve();
  }
}

/** Resolves when a room is open again, or could not be opened; undefined: it is not being reopened. */
export function whenReopened(roomId: string): Promise<void> | undefined {
  return reopening.get(roomId);
}
