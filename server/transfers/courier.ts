import {
  answersTo,
  changesTransfers,
  hasOpenTransfers,
  type OpenTransfer,
  offersTo,
  standingName,
  TRANSFER_BOUNDS,
  TRANSFER_REFUSAL,
  type TransferMessage,
  type Transfers,
} from "../../shared/transfers/index.ts";
import { TRANSFER_LIMITS } from "../../shared/wire/limits.ts";
import type { Clock } from "../clock.ts";
import { RetryLater } from "../outbox/index.ts";
import { Lane } from "./lane.ts";
import type { TransferNetwork } from "./network.ts";
import { SourceChecks } from "./source-checks.ts";

export interface CourierOptions {
  /** Id of the room. */
  readonly address: string;
  readonly clock: Clock;
  readonly network: TransferNetwork;
  /** The world's transfers, which may be ahead of what is durable. */
  readonly current: () => Transfers;
  /** Queues a message for the world's next tick. */
  readonly put: (message: TransferMessage) => void;
  readonly report: (error: unknown) => void;
}

/**
 * Carries one room's transfers: sends what its durable tables say until the tables say that it is settled, and takes in
 * what other rooms send. It keeps nothing of its own, so a room that is recovered goes on where its tables are.
 */
export class Courier {
  readonly #options: CourierOptions;
  readonly #lanes = new Map<string, Lane>();
  readonly #checks: SourceChecks;
  /** The last tables of which every part is durable: nothing else may leave (D4). */
  #durable: Readonly<Transfers> = { revision: 0, nextNumber: 1, open: [], sources: new Map() };
  /** Messages that wait for the next tick. */
  #waiting = 0;
  #closed = false;

  constructor(options: CourierOptions) {
    this.#options = options;
    const { network } = options;
    this.#checks = new SourceChecks(network, (source) => this.#put({ type: "forget", source }));
  }

  /** Whether the current tables are durable. */
  get isDurable(): boolean {
    return this.#options.current().revision === this.#durable.revision;
  }

  /** Whether nothing is open, in tables that are durable, and no message waits. */
  get isSettled(): boolean {
    return this.isDurable && this.#waiting === 0 && !hasOpenTransfers(this.#durable);
  }

  /** Call it after each commit. @param isDurable whether the current tables are */
  update(isDurable: boolean): void {
    this.#waiting = 0;
    const { revision, nextNumber, open, sources } = this.#options.current();
    if (!isDurable || revision === this.#durable.revision || this.#closed) return;
    this.#durable = { revision, nextNumber, open, sources: new Map(sources) };
    const offers = new Map<string, OpenTransfer[]>();
    for (const transfer of open) {
      const others = offers.get(transfer.to);
      if (others === undefined) offers.set(transfer.to, [transfer]);
      else others.push(transfer);
    }
    const peers = new Set([...this.#lanes.keys(), ...offers.keys()]);
    for (const [source, { answers }] of sources) if (answers.length > 0) peers.add(source);
    for (const peer of peers) this.#lane(peer).update(offers.get(peer), sources.get(peer)?.answers);
  }

  /**
   * Takes a message of another room. Resolves once it is queued; rejects if it must be sent again, and with a RangeError
   * if rooms may not send it.
   */
  async receive(message: TransferMessage): Promise<void> {
    if (message.type === "bind" || message.type === "forget")
      throw new RangeError(`rooms do not send each other messages of type ${message.type}`);
    if (this.#closed) throw new RetryLater("the room is over");
    if (!changesTransfers(this.#options.current(), message)) {
      this.#answerRepeat(message);
      return;
    }
    if (this.#waiting >= TRANSFER_LIMITS.messagesPerTick)
      throw new RetryLater(`${this.#waiting} messages about transfers already wait for the next tick`);
    const { sources } = this.#options.current();
    if (message.type === "answers" || sources.has(message.from)) this.#put(message);
    else await this.#checks.meet(message.from, sources, () => this.#put(message));
  }

  /** Ends: what is open goes on after the room's recovery. */
  close(): void {
    this.#closed = true;
    for (const lane of this.#lanes.values()) lane.close();
    this.#lanes.clear();
  }

  /**
   * The sender lacks something that this room knows, and is sent that alone: offers are answered, answers confirmed and
   * confirmations not answered, so that two rooms that wait for their commits do not write to each other meanwhile.
   */
  #answerRepeat(message: TransferMessage & { readonly type: "offers" | "answers" }): void {
    const { address, network } = this.#options;
    const { from } = message;
    const answers = answersTo(this.#durable, address, from);
    const confirmation = { ...offersTo(this.#durable, address, from), offers: [] };
    if (message.type === "offers" && (message.offers.length === 0 || answers.answers.length === 0)) return;
    // If it is lost, the sender repeats itself.
    network.send(from, message.type === "offers" ? answers : confirmation).catch(() => {});
  }

  #put(message: TransferMessage): void {
    if (this.#closed || !changesTransfers(this.#options.current(), message)) return;
    this.#waiting++;
    this.#options.put(message);
  }

  #lane(peer: string): Lane {
    let lane = this.#lanes.get(peer);
    if (lane === undefined) {
      const { clock, report } = this.#options;
      const idle = () => void this.#lanes.delete(peer);
      lane = new Lane(peer, { clock, report, idle, send: (each) => this.#send(each) });
      this.#lanes.set(peer, lane);
    }
    return lane;
  }

  async #send(lane: Lane): Promise<void> {
    const { peer } = lane;
    const { address, network } = this.#options;
    const name = standingName(peer);
    if (name !== null) {
      const room = await network.standingRoomId(name);
      if (room !== null) this.#put({ type: "bind", address: peer, room });
      return;
    }
    const messages: TransferMessage[] = [];
    if (lane.takeOffers()) messages.push(offersTo(this.#durable, address, peer));
    if (lane.answers.length > 0) messages.push(answersTo(this.#durable, address, peer));
    for (const message of messages) {
      const reception = await network.send(peer, message);
      if (reception === "gone") this.#settleWithout(lane);
      if (reception !== "taken") return;
    }
  }

  /** A room that is gone had posted nothing that is still open here, and repeats nothing. */
  #settleWithout({ peer, offers }: Lane): void {
    const code = TRANSFER_REFUSAL.receiverGone;
    const answers = offers.slice(0, TRANSFER_BOUNDS.perMessage).map(({ number }) => ({ number, code }));
    if (answers.length > 0) this.#put({ type: "answers", from: peer, answers });
    this.#put({ type: "forget", source: peer });
  }
}
