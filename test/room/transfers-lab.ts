import { matchMaker, type Room } from "@colyseus/core";
import { afterAll, afterEach, beforeAll, beforeEach } from "vitest";
import type { Clock } from "../../server/clock.ts";
import { transferCalls } from "../../server/colyseus/transfer-calls.ts";
import { FileJournalStore } from "../../server/journal/files/file-journal-store.ts";
import type { FileSystem } from "../../server/journal/files/file-system.ts";
import { memoryFileSystem } from "../../server/journal/files/memory-file-system.ts";
import type { SuspendableRoom } from "../../server/replace-game.ts";
import { decodeRoomRecord } from "../../server/runtime/durable-room.ts";
import { roomType } from "../../server/runtime/room-type.ts";
import { Estates, estateFiles, roomNetwork, TransferringRooms } from "../../server/transfers/index.ts";
import { readTimeline } from "../../shared/journal/index.ts";
import { hasOpenTransfers } from "../../shared/transfers/index.ts";
import type { FakeClient } from "../harness/fake-client.ts";
import { filesAfterKill } from "../harness/killed-files.ts";
import { type BenchRoom, RoomBench, TICK_MS } from "../harness/rooms.ts";
import type { VaultRoom } from "../harness/vault-room.ts";
import { placesOf, type VaultCommand, type VaultWorld, vaultMachine } from "../harness/vaults.ts";
import { turns } from "./outbox-lab.ts";

export const DATA = "data";

const { codecs } = vaultMachine({ refusesEvery: 0 });

/** The part of a vault's room that tests use. */
interface VaultHandle extends Room, SuspendableRoom {
  inspect<T>(read: (world: VaultWorld) => T): T;
}

/** Rooms of vaults, on files in memory. Each test of the file that makes it starts with empty files. */
export class TransfersLab {
  files!: FileSystem;
  bench!: RoomBench;
  estates!: Estates;
  store!: FileJournalStore;
  rooms!: TransferringRooms;
  readonly #definitions: readonly VaultRoom[];

  constructor(...definitions: readonly VaultRoom[]) {
    this.#definitions = definitions;
    beforeAll(RoomBench.start);
    afterAll(RoomBench.stop);
    beforeEach(() => this.start(memoryFileSystem()));
    afterEach(() => this.closeRooms());
  }

  /** A process starts with these files; it has no rooms yet. */
  async start(files: FileSystem): Promise<void> {
    this.files = files;
    const clock: Clock = {
      nowMs: () => this.bench.clock.nowMs(),
      setTimer: (delayMs, run) => this.bench.clock.setTimer(delayMs, run),
    };
    const estates = new Estates({
      files: estateFiles(files, DATA),
      clock,
      report: (error) => void this.bench.reports.push(error),
      warn: (text) => void this.bench.logged.push(text),
    });
    const store = new FileJournalStore(files, DATA, { setAside: (roomId, move) => estates.setAside(roomId, move) });
    this.estates = estates;
    this.store = store;
    this.rooms = new TransferringRooms();
    this.bench = new RoomBench(7, store);
    this.bench.clock.advance(0.001);
    const network = roomNetwork({ rooms: transferCalls, hasJournal: (id) => store.has(id), estates });
    Object.assign(this.bench.options, { transfers: { network, clock, rooms: this.rooms } });
    for (const definition of this.#definitions) this.bench.define(definition);
    const readEscrow = async (roomId: string) => {
      const timeline = readTimeline(await store.read(roomId));
      const { room } = decodeRoomRecord(timeline.room as Uint8Array);
      return this.#typeOf(room).escrow(timeline);
    };
    estates.start({ network, readEscrow, journaled: await store.rooms() });
  }

  /** A process starts with these files, and takes up its rooms. */
  async restart(files: FileSystem): Promise<void> {
    await this.start(files);
    await this.bench.recoverBy((name) => this.#typeOf(name));
  }

  /** The process ends at once; the next one has what it had written. */
  async kill(): Promise<void> {
    const left = filesAfterKill(this.files, [DATA]);
    await this.closeRooms();
    await this.restart(left);
  }

  #typeOf(room: string) {
    const definition = this.#definitions.find(({ name }) => name === room);
    if (definition === undefined) throw new Error(`the lab has no room type ${room}`);
    return roomType(definition);
  }

  /** Opens a room with a client, who gives it units. */
  async open(name: string, from = 0, count = 0): Promise<Vault> {
    const { roomId } = await matchMaker.createRoom(name, {});
    const vault = new Vault(this, roomId);
    await vault.join();
    if (count > 0) vault.order({ type: "fill", from, count });
    return vault;
  }

  find(roomId: string): Vault {
    return new Vault(this, roomId);
  }

  /** Lets ticks pass, and what is due be done in each. */
  async pass(ticks: number): Promise<void> {
    for (let i = 0; i < ticks; i++) {
      this.bench.clock.advance(TICK_MS);
      await turns(1);
    }
  }

  /**
   * Lets time pass until something holds. Throws after 2,000 ticks.
   *
   * @param what names it, for the message
   * @param realMs how long Colyseus' own timers may take
   */
  async until(holds: () => boolean | Promise<boolean>, what: string, realMs = 0): Promise<void> {
    const endMs = performance.now() + realMs;
    for (let i = 0; i < 2_000 || performance.now() < endMs; i++) {
      if (await holds()) return;
      await this.pass(1);
    }
    throw new Error(`waited in vain until ${what}: ${this.bench.reports.join("; ")} ${this.bench.logged.join("; ")}`);
  }

  /** Closes all rooms as a process that is asked to end. */
  async closeRooms(): Promise<void> {
    this.estates.close();
    const rooms = (await matchMaker.query({})).map(({ roomId }) => matchMaker.getLocalRoomById(roomId) as VaultHandle);
    for (const room of rooms) room.suspend().catch(() => {});
    const isGone = ({ roomId }: Room) => matchMaker.getLocalRoomById(roomId) === undefined;
    await this.until(() => rooms.every(isGone), "all rooms are closed", 10_000);
    await turns();
  }
}

/** One vault's room. */
export class Vault {
  client: FakeClient | null = null;

  constructor(
    readonly lab: TransfersLab,
    readonly id: string,
  ) {}

  get #bench(): BenchRoom {
    const found = this.lab.bench.find(this.id);
    if (found === null) throw new Error(`there is no room ${this.id}: ${this.lab.bench.logged.join("; ")}`);
    return found;
  }

  get isOpen(): boolean {
    return this.lab.bench.find(this.id) !== null;
  }

  get world(): VaultWorld {
    return (this.#bench.room as VaultHandle).inspect((world) => world);
  }

  get units(): readonly number[] {
    return this.world.units;
  }

  get isSettled(): boolean {
    return !hasOpenTransfers(this.world.transfers);
  }

  async join(): Promise<void> {
    this.client = await this.#bench.join({});
  }

  leave(): void {
    this.client?.consentedLeave();
  }

  /** @param laterTicks how long after the next tick it is meant for */
  order(command: VaultCommand, laterTicks = 0): void {
    this.client?.command(this.world.tick + 1 + laterTicks, codecs.command.encode(command));
  }

  send(to: string, times = 1): void {
    for (let i = 0; i < times; i++) this.order({ type: "send", to });
  }
}

/** Each unit's places. */
export function placesIn(vaults: readonly Vault[]): Record<number, string> {
  const places = placesOf(new Map(vaults.filter(({ isOpen }) => isOpen).map((vault) => [vault.id, vault.world])));
  return Object.fromEntries([...places].map(([unit, found]) => [unit, found.join(" and ")]));
}
