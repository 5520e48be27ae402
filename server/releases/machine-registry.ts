import { JournalError } from "../../shared/journal/index.ts";
import type { AnyMachine } from "../runtime/room-definition.ts";
import { DEVELOPMENT_VERSIONS } from "./release.ts";
import type { ReleaseStore } from "./release-store.ts";

/** All machines whose journals can be played: those of the source and those of kept releases. */
export class MachineRegistry {
  readonly #current: readonly AnyMachine[];
  readonly #shelf: ReleaseStore | null;

  constructor(current: readonly AnyMachine[], shelf: ReleaseStore | null) {
    this.#current = current;
    this.#shelf = shelf;
  }

  /**
   * Finds a machine in the source, or else in a release. Where development has changed the rules, the release comes first:
   * the source has the same version after a change. Throws {@link JournalError} if there is none.
   */
  find(id: string, version: number): AnyMachine {
    const releases = this.#shelf?.list() ?? [];
    const wasDeveloped = releases.some((row) => row.machine === id && row.version >= DEVELOPMENT_VERSIONS);
    const current = this.#current.find((machine) => machine.id === id && machine.version === version);
    if (current !== undefined && !wasDeveloped) return current;
    const release = this.#shelf?.findByMachine(id, version) ?? null;
    if (release !== null && this.#shelf !== null) return this.#shelf.loadRoom(release, 0).machine;
    if (current !== undefined) return current;
    const known = [...this.#current, ...releases.map(({ machine, version: of }) => ({ id: machine, version: of }))];
    const versions = [...new Set(known.filter((row) => row.id === id).map((row) => row.version))].sort((a, b) => a - b);
    const message =
      versions.length > 0
        ? `a journal of ${id} version ${version} cannot be played by ${id} version ${versions.join(", ")}`
        : `a journal of the unknown machine ${id}; known are ${[...new Set(known.map((row) => row.id))].join(", ")}`;
    throw new JournalError("machine", message);
  }
}
