import type { FeedLimits } from "../../shared/wire/limits.ts";
import { addressKey } from "../transport/buckets.ts";
import { FeedRefused } from "./refused.ts";

/** How many read, in all and from each address. */
export class Crowd {
  readonly #limits: Pick<FeedLimits, "readers" | "readersPerAddress">;
  readonly #byAddress = new Map<string, number>();
  #count = 0;

  constructor(limits: Pick<FeedLimits, "readers" | "readersPerAddress">) {
    this.#limits = limits;
  }

  /** Throws {@link FeedRefused} where there is no room for one more. */
  check(address: string): void {
    const { readers, readersPerAddress } = this.#limits;
    if (this.#count >= readers) throw new FeedRefused("tooManyReaders", `this server has ${readers} readers, its most`);
    if ((this.#byAddress.get(addressKey(address)) ?? 0) >= readersPerAddress)
      throw new FeedRefused("tooManyFromAddress", `this address has ${readersPerAddress} readers, its most`);
  }

  /** One more, until what is returned is called. Throws as {@link Crowd.check} does. */
  enter(address: string): () => void {
    this.check(address);
    const key = addressKey(address);
    this.#count++;
    this.#byAddress.set(key, (this.#byAddress.get(key) ?? 0) + 1);
    let inside = true;
    return () => {
      if (!inside) return;
      inside = false;
      this.#count--;
      const left = (this.#byAddress.get(key) as number) - 1;
      if (left === 0) this.#byAddress.delete(key);
      else this.#byAddress.set(key, left);
    };
  }
}
