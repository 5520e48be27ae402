/** A singleton room that does not run in this process. */
export interface SingletonHalt {
  /** Ids of the journals that hold its world, or may. Empty: unknown. */
  readonly rooms: readonly string[];
  readonly reason: string;
  /** The storage failed: its recovery is tried again while this process runs. */
  readonly retries: boolean;
}

/** Singleton rooms whose world cannot run now. Their journals stay as they are, and nobody may create them anew. */
export class SingletonHalts {
  readonly #halts = new Map<string, SingletonHalt>();
  readonly #log: (text: string) => void;

  /** @param log writes a line for the operator */
  constructor(log: (text: string) => void = () => {}) {
    this.#log = log;
  }

  /** @param name of the room type */
  get(name: string): SingletonHalt | undefined {
    return this.#halts.get(name);
  }

  /** While the storage fails, the first reason stays. */
  add(name: string, halt: SingletonHalt): void {
    if (halt.retries && this.#halts.get(name)?.retries) return;
    this.#halts.set(name, halt);
    const { rooms, reason, retries } = halt;
    const place = rooms.length === 0 ? "" : ` Its world stays in journal/${rooms.join(" and journal/")}.`;
    const next = retries
      ? "It goes on by itself once the disk can be read and written."
      : `See "Standing rooms" in docs/operate.md; SET_ASIDE=${rooms.join(",")} would give its world up.`;
    this.#log(`the ${name} is halted: ${reason}.${place} ${next}`);
  }

  remove(name: string): void {
    if (this.#halts.delete(name)) this.#log(`the ${name} goes on`);
  }

  entries(): readonly (readonly [name: string, halt: SingletonHalt])[] {
    return [...this.#halts];
  }
}

export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
