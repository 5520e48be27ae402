import type { EstateRecord } from "../../server/transfers/estate-record.ts";
import { Estates } from "../../server/transfers/index.ts";
import type { Reception, TransferNetwork } from "../../server/transfers/network.ts";
import {
  POSTED,
  returnedFrom,
  returnsOf,
  type Source,
  standingRoom,
  type TransferMessage,
  type Transfers,
} from "../../shared/transfers/index.ts";
import type { Random } from "../fuzz/random.ts";
import { CourierRoom } from "./courier-room.ts";
import { unitIn } from "./vaults.ts";
import { VirtualClock } from "./virtual-clock.ts";

const UNITS_EACH = 6;
const ROOMS = 4;
const BANK = "bank";
const LATEST_MS = 3_000;

class Killed extends Error {}

/** Lets promises be settled. */
const settle = () => new Promise((resolve) => setImmediate(resolve));

/**
 * Rooms with couriers that send each other units, while rooms and processes are killed, set aside, ended and opened, and
 * messages are lost, repeated and late. Throws as soon as a unit is in no place or in two.
 */
export class CourierStorm {
  readonly clock = new VirtualClock();
  readonly counts = { kills: 0, setAside: 0, ended: 0 };
  /** Units so far: each new room brings some. */
  #units = 0;
  /** Rooms with something for their heir. */
  readonly #heirs = new Set<string>();
  readonly #random: Random;
  readonly #rooms = new Map<string, CourierRoom>();
  readonly #files = new Map<string, Uint8Array>();
  readonly #network: TransferNetwork;
  #estates!: Estates;
  #isCalm = false;

  constructor(random: Random) {
    this.#random = random;
    this.#network = {
      send: (to, message) => this.#send(to, message),
      isGone: async (sender) => this.#isGone(returnedFrom(sender) ?? sender),
      standingRoomId: async (name) => (name === BANK && this.#room(BANK)?.fate === "up" ? BANK : null),
    };
    this.#startEstates();
    this.#open(BANK, "");
    for (let i = 1; i <= ROOMS; i++) this.#open(`room${i}`, i % 2 === 0 ? BANK : "");
  }

  /** Number of settled transfers. */
  get settled(): number {
    const settledBy = ({ nextNumber, open }: Transfers) => nextNumber - 1 - open.length;
    return [...this.#rooms.values()].reduce((sum, { world }) => sum + settledBy(world.transfers), 0);
  }

  /** Number of rooms set aside with something for their heir. */
  get returned(): number {
    return this.#heirs.size;
  }

  async run(actions: number): Promise<void> {
    for (let i = 0; i < actions; i++) {
      await this.#act();
      this.check();
    }
  }

  /** Lets everything be settled, with all rooms up again and no further faults. */
  async calm(): Promise<void> {
    this.#isCalm = true;
    for (const room of this.#rooms.values()) if (room.fate === "down") room.restart();
    for (let i = 0; i < 1_200 && !this.#isSettled; i++) {
      for (const room of this.#living) {
        room.tick();
        room.commit();
      }
      this.clock.advance(100);
      await settle();
      this.check();
    }
    if (!this.#isSettled) throw new Error(`something stays open: ${[...this.#places().values()].flat().join("; ")}`);
  }

  check(): void {
    const places = this.#places();
    for (let unit = 0; unit < this.#units; unit++) {
      const found = places.get(unit) ?? [];
      if (found.length !== 1) throw new Error(`unit ${unit} is in ${found.length} places: ${found.join("; ")}`);
    }
  }

  get #living(): readonly CourierRoom[] {
    return [...this.#rooms.values()].filter(({ fate }) => fate === "up");
  }

  get #isSettled(): boolean {
    const { estates, unclaimed } = this.#estates.counts;
    const isDone = ([id]: [string, unknown]) => {
      const record = this.#recordOf(id);
      return record !== null && record.transfers.open.length + record.returns.open.length === 0;
    };
    return (
      this.#living.every(({ isSettled }) => isSettled) &&
      (estates === 0 || (unclaimed > 0 && [...this.#files].every(isDone)))
    );
  }

  #room(id: string): CourierRoom | undefined {
    return this.#rooms.get(id);
  }

  #recordOf(id: string): EstateRecord | null {
    return this.#estates.find(id)?.record ?? null;
  }

  #isGone(id: string): boolean {
    const fate = this.#room(id)?.fate;
    return fate !== "up" && fate !== "down" && this.#estates.find(id) === null;
  }

  async #send(to: string, message: TransferMessage): Promise<Reception> {
    const random = this.#random;
    if (!this.#isCalm && random.oneIn(8)) throw new Error("the connection is lost");
    const estate = this.#estates.find(to);
    if (estate !== null) return (await this.#estates.send(estate, to, message)) ? "taken" : "away";
    const room = this.#room(to);
    if (room?.fate !== "up") return this.#isGone(to) ? "gone" : "away";
    const copies = this.#isCalm ? 1 : random.below(3);
    for (let i = 0; i < copies; i++) {
      const delayMs = this.#isCalm || random.oneIn(2) ? 1 : random.below(LATEST_MS);
      this.clock.setTimer(delayMs, () => void this.#arrive(room, message));
    }
    return "taken";
  }

  async #arrive(room: CourierRoom, message: TransferMessage): Promise<void> {
    if (room.fate === "up") await room.receive(message).catch(() => {});
  }

  async #act(): Promise<void> {
    const random = this.#random;
    const room = random.pick([...this.#rooms.values()].filter(({ fate }) => fate === "up" || fate === "down"));
    const what = random.below(1_000);
    if (room.fate === "down") room.restart();
    else if (what < 250) this.#order(room);
    else if (what < 500) room.tick();
    else if (what < 800) room.commit();
    else if (what < 830) this.#kill(room);
    else if (what < 838) this.#killProcess();
    else if (what < 850) await this.#setAside(room);
    else if (what < 880) this.#end(room);
    this.clock.advance(random.below(120));
    await settle();
  }

  #order(room: CourierRoom): void {
    const { id } = this.#random.pick([...this.#rooms.values()]);
    const to = id === room.id || this.#random.oneIn(4) ? standingRoom(BANK) : id;
    if (room.id === BANK && to === standingRoom(BANK)) return;
    room.order({ type: "send", to });
  }

  #kill(room: CourierRoom): void {
    this.counts.kills++;
    room.kill();
  }

  #killProcess(): void {
    for (const room of this.#living) this.#kill(room);
    this.#startEstates();
  }

  /** The process may be killed in the midst of it. */
  async #setAside(room: CourierRoom): Promise<void> {
    if (room.id === BANK) return;
    const diesBefore = this.#random.oneIn(4);
    const diesAfter = this.#random.oneIn(4);
    room.kill();
    try {
      await this.#estates.setAside(room.id, () => {
        if (diesBefore) throw new Killed();
        room.setAside();
        this.counts.setAside++;
        if (diesAfter) throw new Killed();
      });
    } catch (error) {
      if (!(error instanceof Killed)) throw error;
      this.#killProcess();
    }
    this.#openNext();
  }

  #end(room: CourierRoom): void {
    if (room.id === BANK || !room.isSettled) return;
    room.end();
    if (room.fate === "over") this.counts.ended++;
    this.#openNext();
  }

  #openNext(): void {
    this.#open(`room${this.#rooms.size}`, this.#random.oneIn(2) ? BANK : "");
  }

  #open(id: string, heir: string): void {
    const room = new CourierRoom(id, { clock: this.clock, network: this.#network, heir });
    this.#rooms.set(id, room);
    room.world.units = Array.from({ length: UNITS_EACH }, () => this.#units++);
    room.commit();
  }

  #startEstates(): void {
    this.#estates?.close();
    const files = this.#files;
    this.#estates = new Estates({
      clock: this.clock,
      files: {
        list: () => [...files.keys()],
        read: (id) => files.get(id) as Uint8Array,
        replace: (id, bytes) => void files.set(id, bytes),
        remove: (id) => void files.delete(id),
      },
      report(error) {
        throw error;
      },
      warn() {},
    });
    this.#estates.start({
      network: this.#network,
      journaled: [...this.#rooms.values()].flatMap(({ id, fate }) => (fate === "up" || fate === "down" ? id : [])),
      readEscrow: async (id) => (this.#room(id) as CourierRoom).escrow,
    });
  }

  /** Every place in which a unit is. What a room holds that never comes back stays there. */
  #places(): Map<number, string[]> {
    const places = new Map<number, string[]>();
    const put = (unit: number, place: string) => void places.set(unit, [...(places.get(unit) ?? []), place]);
    for (const [id, { world, fate }] of this.#rooms) {
      for (const unit of world.units) put(unit, `held by ${id}`);
      if (fate === "up" || fate === "down") this.#putEscrow(id, world.transfers, put);
    }
    for (const id of this.#files.keys()) {
      const record = this.#recordOf(id);
      if (record === null) continue;
      this.#putEscrow(id, record.transfers, put);
      this.#putEscrow(returnsOf(id), record.returns, put);
      if (record.returns.open.length > 0) this.#heirs.add(id);
      for (const payload of record.unclaimed) put(unitIn(payload), `unclaimed of ${id}`);
    }
    return places;
  }

  #putEscrow(from: string, { open }: Transfers, put: (unit: number, place: string) => void): void {
    for (const { to, number, payload } of open) {
      const { sources } = this.#recordOf(to)?.transfers ??
        this.#room(to)?.world.transfers ?? { sources: new Map<string, Source>() };
      const isPosted = sources.get(from)?.answers.some((each) => each.number === number && each.code === POSTED);
      if (!isPosted) put(unitIn(payload), `in escrow from ${from} to ${to}, number ${number}`);
    }
  }
}
