import { afterAll, afterEach, beforeAll, beforeEach } from "vitest";
import type { Store } from "../../server/platform/store/port.ts";
import type { Shelf, StoreKind } from "./store-backends.ts";

/** A store at an empty place, another one for each test of a `describe`. */
export class StoreLab {
  shelf!: Shelf;
  place!: string;
  store!: Store;
  /** Closed after each test. */
  readonly open: Store[] = [];
  /** Pruned rows in this test, by kind. */
  pruned: Record<string, number> = {};

  constructor(kind: StoreKind) {
    beforeAll(async () => {
      this.shelf = await kind.start();
    });
    afterAll(() => this.shelf.end());
    beforeEach(async () => {
      this.place = await this.shelf.place();
      this.pruned = {};
      this.store = await this.another();
    });
    afterEach(async () => {
      await Promise.all(this.open.splice(0).map((one) => one.close()));
    });
  }

  /** Counts pruned rows. */
  readonly countPruned = (what: string, rows: number): void => {
    this.pruned[what] = (this.pruned[what] ?? 0) + rows;
  };

  /** Opens a further store at the same place, as another process would. */
  async another(): Promise<Store> {
    const store = await this.shelf.open(this.place, { pruned: this.countPruned });
    this.open.push(store);
    return store;
  }
}
