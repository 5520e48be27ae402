import { OrderBook, Side } from "nodejs-order-book";
import type { Operation } from "../exchange/mix.ts";

/** A book of npm: without accounts, holds, batches and events. */
export class NpmBook {
  readonly #book = new OrderBook();
  traded = 0;
  refused = 0;

  batch(operations: readonly Operation[]): () => void {
    return () => {
      for (const operation of operations) this.#apply(operation);
    };
  }

  #apply({ kind, id, order, buys, price, quantity }: Operation): void {
    if (kind === "cancel") {
      if (this.#book.cancel(String(order)) === undefined) this.refused++;
      return;
    }
    const { done, partial, err } =
      kind === "move"
        ? this.#book.modify(String(order), { price })
        : this.#book.limit({
            ...{ id: String(id), side: buys ? Side.BUY : Side.SELL, size: quantity, price },
            timeInForce: kind === "limit" ? "GTC" : "IOC",
          });
    this.traded += done.length + (partial === null ? 0 : 1);
    if (err !== null) this.refused++;
  }

  isOpen(id: number): boolean {
    return this.#book.order(String(id)) !== undefined;
  }

  close(): void {}
}
