import type { FileSystem } from "../journal/files/file-system.ts";
import { DATA, TEMP_SUFFIX } from "../storage/inventory.ts";
import type { EstateFiles } from "./estates.ts";

/** Stores estates below the data folder, one file each, named after the room. */
export function estateFiles(files: FileSystem, dataDir: string): EstateFiles {
  const folder = `${dataDir}/${DATA.estates}`;
  const path = (roomId: string) => `${folder}/${roomId}`;
  return {
    list: () => files.list(folder).flatMap(({ name }) => (name.endsWith(TEMP_SUFFIX) ? [] : name)),
    read: (roomId) => files.read(path(roomId)),
    replace: (roomId, bytes) => files.replace(path(roomId), bytes),
    remove: (roomId) => files.remove(path(roomId)),
  };
}
