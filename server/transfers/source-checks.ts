import { TRANSFER_BOUNDS, type Transfers } from "../../shared/transfers/index.ts";
import { TRANSFER_LIMITS } from "../../shared/wire/limits.ts";
import { RetryLater } from "../outbox/index.ts";
import type { TransferNetwork } from "./network.ts";

/**
 * Decides which sources a room may meet and forget, one after another. A forgotten source is gone for good, and a source
 * without a row is met only if it is not: so nothing that comes late is posted a second time.
 */
export class SourceChecks {
  readonly #network: Pick<TransferNetwork, "isGone">;
  readonly #forget: (source: string) => void;
  #last: Promise<unknown> = Promise.resolve();
  #meeting = 0;
  #sweepFrom: number = TRANSFER_LIMITS.sweepFromSources;

  constructor(network: Pick<TransferNetwork, "isGone">, forget: (source: string) => void) {
    this.#network = network;
    this.#forget = forget;
  }

  /** Calls `met` unless the source is gone. Rejects if that cannot be said now. */
  async meet(source: string, sources: Transfers["sources"], met: () => void): Promise<void> {
    if (this.#meeting >= TRANSFER_LIMITS.messagesPerTick)
      throw new RetryLater(`${this.#meeting} rooms are already being met`);
    this.#meeting++;
    const checked = this.#last.then(async () => {
      if (!(await this.#network.isGone(source))) met();
    });
    this.#last = checked.catch(() => {});
    if (sources.size >= this.#sweepFrom)
      this.#last = this.#last.then(() => this.#sweep([...sources.keys()]).catch(() => {}));
    await checked.finally(() => this.#meeting--);
  }

  async #sweep(sources: readonly string[]): Promise<void> {
    let kept = 0;
    for (const source of sources)
      if (await this.#network.isGone(source)) this.#forget(source);
      else kept++;
    this.#sweepFrom = Math.min(TRANSFER_BOUNDS.sources, Math.max(TRANSFER_LIMITS.sweepFromSources, 2 * kept));
  }
}
