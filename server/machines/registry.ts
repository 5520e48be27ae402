import { JournalError } from "../../shared/journal/index.ts";
import { type AnyMachine, loadRelease, type Release, readReleases } from "./released.ts";

/** Every machine whose journals can be played: those of the source, and what was released before them. */
export class MachineRegistry {
  readonly #current: readonly AnyMachine[];
  readonly #folder: string | null;
  readonly #releases: readonly Release[];
  readonly #loaded = new Map<Release, AnyMachine>();

  /** @param folder of releases; null: none */
  constructor(current: readonly AnyMachine[], folder: string | null) {
    this.#current = current;
    this.#folder = folder;
    this.#releases = folder === null ? [] : readReleases(folder);
  }

  /** From the source if it is there, else from its bundle. Throws {@link JournalError} when there is neither. */
  find(id: string, version: number): AnyMachine {
    const current = this.#current.find((machine) => machine.id === id && machine.version === version);
    if (current !== undefined) return current;
    const release = this.#releases.find((row) => row.id === id && row.version === version);
    if (release === undefined || this.#folder === null) throw new JournalError("machine", this.#missing(id, version));
    let machine = this.#loaded.get(release);
    if (machine === undefined) {
      machine = loadRelease(release, this.#folder);
      this.#loaded.set(release, machine);
    }
    return machine;
  }

  #missing(id: string, version: number): string {
    const known = [...this.#current, ...this.#releases];
    const versions = [...new Set(known.filter((row) => row.id === id).map((row) => row.version))].sort((a, b) => a - b);
    if (versions.length > 0)
      return `a journal of ${id} version ${version} cannot be played by ${id} version ${versions.join(", ")}`;
    return `a journal of the unknown machine ${id}; known are ${[...new Set(known.map((row) => row.id))].join(", ")}`;
  }
}
