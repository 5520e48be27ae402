import type { Clock } from "../../server/clock.ts";
import { Courier, type Escrow, type TransferNetwork } from "../../server/transfers/index.ts";
import { hasOpenTransfers } from "../../shared/transfers/index.ts";
import { type VaultCommand, type VaultWorld, vaultMachine } from "./vaults.ts";

const machine = vaultMachine({ refusesEvery: 4 });

/** `down`: its journal waits for a process that goes on. `aside` and `over`: it never comes back. */
export type Fate = "up" | "down" | "aside" | "over";

export interface CourierRoomOptions {
  readonly clock: Clock;
  readonly network: TransferNetwork;
  readonly heir: string;
}

/** A vault with a courier, and with a journal whose last ticks may not be durable. */
export class CourierRoom {
  readonly id: string;
  fate: Fate = "up";
  world: VaultWorld;
  #durable: Uint8Array;
  #courier!: Courier;
  readonly #options: CourierRoomOptions;
  readonly #queue: VaultCommand[] = [];

  constructor(id: string, options: CourierRoomOptions) {
    this.id = id;
    this.#options = options;
    this.world = machine.create(0, { refusesEvery: 4 });
    this.#durable = machine.save(this.world);
    this.#start();
  }

  get escrow(): Escrow {
    return { transfers: machine.load(this.#durable).transfers, heir: this.#options.heir };
  }

  get isSettled(): boolean {
    return this.#courier.isSettled;
  }

  order(command: VaultCommand): void {
    this.#queue.push(command);
  }

  receive: Courier["receive"] = (message) => this.#courier.receive(message);

  tick(): void {
    machine.step(this.world, this.#queue.splice(0), () => {});
  }

  commit(): void {
    this.#durable = machine.save(this.world);
    this.#courier.update(true);
  }

  kill(): void {
    this.#stop("down");
  }

  /** Goes on at its last durable tick. */
  restart(): void {
    this.fate = "up";
    this.#start();
  }

  setAside(): void {
    this.#stop("aside");
  }

  /** As a room ends that nobody is in: it steps what waits, and is over unless that opened a transfer. */
  end(): void {
    this.tick();
    this.commit();
    this.#stop(hasOpenTransfers(this.world.transfers) ? "down" : "over");
  }

  #stop(fate: Fate): void {
    this.fate = fate;
    this.#courier.close();
    this.#queue.length = 0;
    this.world = machine.load(this.#durable);
  }

  #start(): void {
    const { clock, network } = this.#options;
    this.#courier = new Courier({
      address: this.id,
      clock,
      network,
      current: () => this.world.transfers,
      put: (message) => this.order({ type: "transfers", message }),
      report() {},
    });
    this.#courier.update(true);
  }
}
