import { roomOfReplay } from "../../journal/files/journal-paths.ts";
import type { JournalStore } from "../../journal/port.ts";
import type { Store } from "../store/port.ts";
import type { PilotNames } from "./pilot-names.ts";

/** Deletes names of rooms that have neither a journal nor a replay. */
export async function pruneNames(
  store: Pick<Store, "pilotRooms" | "removePilotsOf">,
  journals: Pick<JournalStore, "rooms" | "replays">,
  names: Pick<PilotNames, "isOpen">,
): Promise<void> {
  const rooms = await store.pilotRooms();
  const replays = await journals.replays();
  const kept = new Set([...(await journals.rooms()), ...replays.map(({ id }) => roomOfReplay(id))]);
  for (const room of rooms) if (!kept.has(room) && !names.isOpen(room)) await store.removePilotsOf(room);
}
