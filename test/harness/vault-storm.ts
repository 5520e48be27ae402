import { answersTo, changesTransfers, offersTo, type TransferMessage } from "../../shared/transfers/index.ts";
import type { Random } from "../fuzz/random.ts";
import { placesOf, type VaultCommand, type VaultWorld, vaultMachine } from "./vaults.ts";

const NAMES = ["red", "green", "blue"] as const;
const REFUSES_EVERY = 5;
const UNITS_EACH = 8;
/** Messages under way; beyond it, the oldest is lost. */
const MOST_UNDER_WAY = 40;

const machine = vaultMachine({ refusesEvery: REFUSES_EVERY });

/** A vault whose process can be killed: the ticks since its last commit vanish then. */
class StormVault {
  world: VaultWorld;
  /** The last committed world. */
  durable: VaultWorld;
  readonly queue: VaultCommand[] = [];

  constructor(readonly name: string) {
    this.world = this.durable = machine.create(0, { refusesEvery: REFUSES_EVERY });
  }

  step(): void {
    machine.step(this.world, this.queue.splice(0), () => {});
  }

  commit(): void {
    this.durable = machine.load(machine.save(this.world));
  }

  kill(): void {
    this.queue.length = 0;
    this.world = machine.load(machine.save(this.durable));
  }
}

/** What one storm did. */
export interface StormCounts {
  kills: number;
  /** Messages that were lost, and those that came again. */
  lost: number;
  repeated: number;
}

/**
 * Three vaults that send each other units while processes are killed and messages are lost, repeated and reordered at
 * random. Throws as soon as a unit is in no place or in two.
 */
export class VaultStorm {
  readonly counts: StormCounts = { kills: 0, lost: 0, repeated: 0 };
  readonly #random: Random;
  readonly #vaults = new Map(NAMES.map((name) => [name as string, new StormVault(name)]));
  readonly #underWay: { readonly to: string; readonly message: TransferMessage }[] = [];

  constructor(random: Random) {
    this.#random = random;
    for (const [i, vault] of [...this.#vaults.values()].entries()) {
      vault.queue.push({ type: "fill", from: i * UNITS_EACH, count: UNITS_EACH });
      vault.step();
      vault.commit();
    }
  }

  /** Number of settled transfers. */
  get settled(): number {
    const settledBy = ({ durable: { transfers } }: StormVault) => transfers.nextNumber - 1 - transfers.open.length;
    return [...this.#vaults.values()].reduce((sum, vault) => sum + settledBy(vault), 0);
  }

  /** Lets `count` things happen. */
  run(count: number): void {
    for (let i = 0; i < count; i++) {
      this.#act();
      this.check();
    }
  }

  /** Lets everything be settled, without further transfers. Throws if something stays in escrow. */
  calm(): void {
    this.#underWay.length = 0;
    for (let round = 0; round < 8 * UNITS_EACH; round++)
      for (const vault of this.#vaults.values()) {
        vault.step();
        vault.commit();
        this.check();
        for (const peer of NAMES) this.#send(vault, peer);
        while (this.#underWay.length > 0) this.#deliver(0);
      }
    for (const { name, world } of this.#vaults.values())
      if (
        world.transfers.open.length > 0 ||
        [...world.transfers.sources.values()].some(({ answers }) => answers.length > 0)
      )
        throw new Error(`something of ${name} stays open`);
  }

  check(): void {
    const places = placesOf(new Map([...this.#vaults].map(([name, { world }]) => [name, world])));
    for (let unit = 0; unit < UNITS_EACH * NAMES.length; unit++) {
      const found = places.get(unit) ?? [];
      if (found.length !== 1) throw new Error(`unit ${unit} is in ${found.length} places: ${found.join("; ")}`);
    }
  }

  #act(): void {
    const random = this.#random;
    const vault = this.#vaults.get(this.#name()) as StormVault;
    const what = random.below(100);
    if (what < 15) vault.queue.push({ type: "send", to: this.#otherThan(vault.name) });
    else if (what < 40) vault.step();
    else if (what < 55) vault.commit();
    else if (what < 57) this.#kill(vault);
    else if (what < 78) this.#send(vault, this.#otherThan(vault.name));
    else if (this.#underWay.length > 0) this.#deliver(random.below(this.#underWay.length));
  }

  #kill(vault: StormVault): void {
    this.counts.kills++;
    vault.kill();
  }

  #name(): string {
    return NAMES[this.#random.below(NAMES.length)];
  }

  #otherThan(name: string): string {
    const others = NAMES.filter((each) => each !== name);
    return others[this.#random.below(others.length)];
  }

  /** Sends what the last commit says, as a courier does. */
  #send({ name, durable }: StormVault, to: string): void {
    this.#underWay.push({ to, message: offersTo(durable.transfers, name, to) });
    this.#underWay.push({ to, message: answersTo(durable.transfers, name, to) });
    while (this.#underWay.length > MOST_UNDER_WAY) {
      this.#underWay.shift();
      this.counts.lost++;
    }
  }

  /** A message may stay under way, and come again much later. */
  #deliver(index: number): void {
    const { to, message } = this.#underWay[index];
    const vault = this.#vaults.get(to) as StormVault;
    if (this.#random.oneIn(3)) this.counts.repeated++;
    else this.#underWay.splice(index, 1);
    if (changesTransfers(vault.world.transfers, message)) vault.queue.push({ type: "transfers", message });
  }
}
