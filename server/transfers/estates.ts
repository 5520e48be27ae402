import { returnedFrom, type TransferMessage } from "../../shared/transfers/index.ts";
import { TRANSFER_LIMITS } from "../../shared/wire/limits.ts";
import type { Clock } from "../clock.ts";
import { Estate } from "./estate.ts";
import { decodeEstate, type Escrow, type EstateRecord, encodeEstate, newEstate } from "./estate-record.ts";
import type { TransferNetwork } from "./network.ts";

/** The files of estates, one for each. Its methods throw errors of the file system. */
export interface EstateFiles {
  /** Ids of their rooms. */
  list(): readonly string[];
  read(roomId: string): Uint8Array;
  replace(roomId: string, bytes: Uint8Array): void;
  remove(roomId: string): void;
}

export interface EstatesOptions {
  readonly files: EstateFiles;
  readonly clock: Clock;
  readonly report: (error: unknown) => void;
  readonly warn: (text: string) => void;
}

/** What estates need of the running server. */
export interface EstateHost {
  readonly network: TransferNetwork;
  /**
   * Reads the transfers at the end of the journal of a room that is about to be set aside. Rejects if they cannot be read;
   * null: it has none.
   */
  readonly readEscrow: (roomId: string) => Promise<Escrow | null>;
  /**
   * Rooms with a journal. One with an estate too was not set aside: the process ended before. null: the journals cannot be
   * listed, so estates rest until the next start.
   */
  readonly journaled: readonly string[] | null;
}

/** The rooms that were set aside with unsettled transfers. */
export class Estates {
  readonly #options: EstatesOptions;
  readonly #estates = new Map<string, Estate>();
  /** null: not started. */
  #host: EstateHost | null = null;

  constructor(options: EstatesOptions) {
    this.#options = options;
  }

  /** Number of estates, and of payloads in them that nobody takes. */
  get counts(): { readonly estates: number; readonly unclaimed: number } {
    const records = [...this.#estates.values()].map(({ record }) => record);
    return { estates: records.length, unclaimed: records.reduce((sum, { unclaimed }) => sum + unclaimed.length, 0) };
  }

  /** Begins to settle. Call it before rooms are recovered. Never throws. */
  start(host: EstateHost): void {
    const { files, report } = this.#options;
    const { journaled } = host;
    this.#host = host;
    if (journaled === null) return;
    try {
      for (const roomId of files.list()) {
        if (journaled.includes(roomId)) files.remove(roomId);
        else this.#open(this.#load(roomId), host);
      }
    } catch (error) {
      report(error);
    }
    for (const { record } of this.#estates.values()) this.#warnOf(record);
  }

  /** Tells the operator what nobody else can settle. */
  #warnOf({ roomId, isKnown, unclaimed }: EstateRecord): void {
    const { warn } = this.#options;
    if (!isKnown)
      warn(`room ${roomId} was set aside; nobody knows what it had received, so what others sent to it waits`);
    if (unclaimed.length > 0)
      warn(`room ${roomId} was set aside; nobody takes ${unclaimed.length} of the transfers that it had sent`);
  }

  /** One that cannot be read still says that its room is not gone without a trace. */
  #load(roomId: string): EstateRecord {
    const { files, report } = this.#options;
    try {
      return decodeEstate(files.read(roomId));
    } catch (error) {
      report(new Error(`the transfers of room ${roomId}, which was set aside, cannot be read`, { cause: error }));
      return newEstate(roomId, null);
    }
  }

  /** The estate of a room, or of its returns; null: there is none. */
  find(address: string): Estate | null {
    return this.#estates.get(returnedFrom(address) ?? address) ?? null;
  }

  /** @see TransferNetwork.send. @returns whether it was taken; false: nobody knows what the room had posted */
  async send(estate: Estate, to: string, message: TransferMessage): Promise<boolean> {
    if (!estate.record.isKnown) return false;
    await estate.receive(to, message);
    return true;
  }

  /**
   * Sets a room aside: keeps its unsettled transfers, then moves its journal. Rejects if that fails; the room is then
   * where it was.
   */
  async setAside(roomId: string, move: () => void): Promise<void> {
    const host = this.#host;
    const record = host === null ? null : await this.#recordOf(roomId, host);
    if (host === null || record === null) {
      move();
      return;
    }
    const { files } = this.#options;
    if (this.#estates.size >= TRANSFER_LIMITS.estates)
      throw new RangeError(`room ${roomId}: ${this.#estates.size} rooms set aside have unsettled transfers already`);
    files.replace(roomId, encodeEstate(record));
    move();
    this.#open(record, host);
  }

  close(): void {
    for (const estate of this.#estates.values()) estate.close();
  }

  async #recordOf(roomId: string, { readEscrow }: EstateHost): Promise<EstateRecord | null> {
    const { warn } = this.#options;
    try {
      const escrow = await readEscrow(roomId);
      return escrow === null ? null : newEstate(roomId, escrow);
    } catch (error) {
      warn(`room ${roomId}: its transfers cannot be read: ${(error as Error).message}`);
      const record = newEstate(roomId, null);
      this.#warnOf(record);
      return record;
    }
  }

  #open(record: EstateRecord, { network }: EstateHost): void {
    const { files, clock, report } = this.#options;
    const { roomId } = record;
    const settled = () => {
      this.#estates.get(roomId)?.close();
      this.#estates.delete(roomId);
      files.remove(roomId);
    };
    const save = (bytes: Uint8Array) => files.replace(roomId, bytes);
    const unclaimed = (next: EstateRecord) => this.#warnOf(next);
    const estate = new Estate(record, { clock, network, save, settled, unclaimed, report });
    this.#estates.set(roomId, estate);
    estate.start();
  }
}
