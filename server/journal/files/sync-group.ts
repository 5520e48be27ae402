type Deferred = ReturnType<typeof Promise.withResolvers<void>>;

/**
 * Syncs files in rounds: all that ask during a round share the next one, each file once. So a slow disk has one round to do
 * at a time, however many rooms commit meanwhile.
 */
export class SyncGroup {
  readonly #sync: (fd: number) => Promise<void>;
  /** By file descriptor. */
  #next = new Map<number, Deferred>();
  #running = false;

  /** @param sync resolves when a file's written bytes are on the disk */
  constructor(sync: (fd: number) => Promise<void>) {
    this.#sync = sync;
  }

  /** Resolves when everything written to the file before this call is on the disk. The file must stay open until then. */
  join(fd: number): Promise<void> {
    let entry = this.#next.get(fd);
    if (entry === undefined) {
      entry = Promise.withResolvers<void>();
      this.#next.set(fd, entry);
    }
    if (!this.#running) void this.#run();
    return entry.promise;
  }

  async #run(): Promise<void> {
    this.#running = true;
    while (this.#next.size > 0) {
      const round = this.#next;
      this.#next = new Map();
      await Promise.all(Array.from(round, ([fd, { resolve, reject }]) => this.#sync(fd).then(resolve, reject)));
    }
    this.#running = false;
  }
}
