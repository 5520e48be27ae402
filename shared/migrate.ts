import { CodecError, type Machine, type SavedWorld } from "./machine.ts";

type Migrating = Pick<Machine<unknown, unknown, unknown, unknown>, "id" | "version" | "migrations">;

/** Converts what `version` saved into what the machine's version loads. Throws {@link CodecError} if no steps lead there. */
export function migrate(machine: Migrating, version: number, saved: SavedWorld): SavedWorld {
  const { id, version: current, migrations = {} } = machine;
  if (version > current)
    throw new CodecError(`${id} version ${version} is newer than this server's version ${current}`);
  let migrated = saved;
  for (let from = version; from < current; from++) {
    if (!Object.hasOwn(migrations, from))
      throw new CodecError(`${id} has no migration from version ${from} to ${from + 1}`);
    migrated = migrations[from](migrated);
  }
  return migrated;
}
