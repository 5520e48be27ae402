import {
  hasOpenTransfers,
  POSTED,
  returnedFrom,
  returnsOf,
  standingRoom,
  startTransfer,
  TRANSFER_REFUSAL,
  type TransferMessage,
  type TransferRules,
  takeTransferMessage,
} from "../../shared/transfers/index.ts";
import type { Clock } from "../clock.ts";
import { Courier } from "./courier.ts";
import { decodeEstate, type EstateRecord, encodeEstate } from "./estate-record.ts";
import type { TransferNetwork } from "./network.ts";

export interface EstateOptions {
  readonly clock: Clock;
  readonly network: TransferNetwork;
  /** Stores the record durably, in place of the previous one. Throws if that fails. */
  readonly save: (bytes: Uint8Array) => void;
  /** Nobody takes something more of it. */
  readonly unclaimed: (record: EstateRecord) => void;
  /** Nothing is left of it. */
  readonly settled: () => void;
  readonly report: (error: unknown) => void;
}

/**
 * Stands in for a room that was set aside, from the tables at the end of its journal. It answers for what the room had
 * decided, refuses everything else, and offers what the room had in escrow until each receiver has decided. What is
 * refused goes to the heir.
 */
export class Estate {
  readonly #options: EstateOptions;
  readonly #couriers: { readonly transfers: Courier; readonly returns: Courier };
  #record: EstateRecord;

  /** @param record stored already */
  constructor(record: EstateRecord, options: EstateOptions) {
    this.#record = record;
    this.#options = options;
    const { clock, network, report } = options;
    const courier = (table: "transfers" | "returns", address: string) =>
      new Courier({
        address,
        clock,
        network,
        report,
        current: () => this.#record[table],
        put: (message) => this.#take(table, message),
      });
    const { roomId } = record;
    this.#couriers = { transfers: courier("transfers", roomId), returns: courier("returns", returnsOf(roomId)) };
  }

  get record(): EstateRecord {
    return this.#record;
  }

  start(): void {
    this.#update();
  }

  /** See `TransferNetwork.send`. Its address is that of the room, or of its returns. */
  async receive(to: string, message: TransferMessage): Promise<void> {
    await this.#couriers[returnedFrom(to) === null ? "transfers" : "returns"].receive(message);
  }

  close(): void {
    for (const courier of Object.values(this.#couriers)) courier.close();
  }

  /** If it cannot be stored, nothing has changed, and what sent it comes again. */
  #take(table: "transfers" | "returns", message: TransferMessage): void {
    const decoded = decodeEstate(encodeEstate(this.#record));
    const unclaimed = [...decoded.unclaimed];
    const next: EstateRecord = { ...decoded, unclaimed };
    takeTransferMessage(next[table], message, rules(next, table, unclaimed));
    try {
      this.#options.save(encodeEstate(next));
      this.#record = next;
      if (unclaimed.length > decoded.unclaimed.length) this.#options.unclaimed(next);
    } catch (error) {
      this.#options.report(error);
    } finally {
      this.#update();
    }
  }

  #update(): void {
    for (const courier of Object.values(this.#couriers)) courier.update(true);
    const { transfers, returns, unclaimed, isKnown } = this.#record;
    if (isKnown && unclaimed.length === 0 && !hasOpenTransfers(transfers) && !hasOpenTransfers(returns))
      this.#options.settled();
  }
}

/** @param unclaimed gets what nobody takes */
function rules(
  { heir, returns }: EstateRecord,
  table: "transfers" | "returns",
  unclaimed: Uint8Array[],
): TransferRules {
  return {
    post: () => TRANSFER_REFUSAL.receiverGone,
    settled({ payload }, code) {
      if (code === POSTED) return;
      if (table === "transfers" && heir !== "") startTransfer(returns, standingRoom(heir), payload);
      else unclaimed.push(payload);
    },
  };
}
