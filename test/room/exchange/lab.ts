import type { Room } from "@colyseus/core";
import { findSingleton } from "../../../server/colyseus/matchmaking.ts";
import { type ExchangeDefinition, exchangeRoom } from "../../../server/games/exchange/index.ts";
import { FileJournalStore } from "../../../server/journal/files/file-journal-store.ts";
import type { FileSystem } from "../../../server/journal/files/file-system.ts";
import { memoryFileSystem } from "../../../server/journal/files/memory-file-system.ts";
import type { AnyRoomDefinition } from "../../../server/runtime/room-definition.ts";
import { roomType } from "../../../server/runtime/room-type.ts";
import { startRooms } from "../../../server/singletons.ts";
import {
  BATCH_TICKS,
  type Command,
  CREDITS,
  type Event,
  type ExchangeConfig,
  exchange,
  NAMED,
  type World,
} from "../../../shared/games/exchange/index.ts";
import { amountOf } from "../../../shared/games/exchange/wire/amounts.ts";
import { bookChecksum, SHOWN_LEVELS } from "../../../shared/games/exchange/wire/book.ts";
import {
  type ExchangeClientCommand,
  encodeExchangeCommand,
} from "../../../shared/games/exchange/wire/client-command.ts";
import type { ExchangeState } from "../../../shared/games/exchange/wire/state.ts";
import { decodeEvents } from "../../../shared/wire/messages.ts";
import type { FakeClient, Habits } from "../../harness/fake-client.ts";
import { person } from "../../harness/fake-gate.ts";
import { filesAfterKill } from "../../harness/killed-files.ts";
import { RoomBench } from "../../harness/rooms.ts";
import { turns } from "../outbox-lab.ts";

const DATA = "data";
const TICK_MS = 25;

export const CONFIG: Partial<ExchangeConfig> = {
  seats: 16,
  accounts: 16,
  feePerTenThousand: 0,
  stations: ["Here"],
  ores: [{ name: "iron", price: 10 }],
  items: [{ name: "Red livery", price: 50 }],
};

type Handle = Room & { putFrom(command: Command): Promise<void>; inspect<T>(read: (world: World) => T): T };

/** A server with one exchange, on files in memory, in virtual time. */
export class ExchangeLab {
  files: FileSystem = memoryFileSystem();
  bench!: RoomBench;
  #causes = 0;

  constructor(readonly config: Partial<ExchangeConfig> = CONFIG) {}

  async start(files = this.files): Promise<this> {
    this.files = files;
    this.bench = new RoomBench(7, new FileJournalStore(files, DATA));
    this.bench.tickMs = TICK_MS;
    this.bench.define(this.definition);
    const definition = this.definition as unknown as AnyRoomDefinition;
    const find = (name: string) => (name === "exchange" ? roomType(definition) : null);
    await startRooms(this.bench.recovery(find, [this.definition as never]), []);
    return this;
  }

  get definition(): ExchangeDefinition {
    return exchangeRoom({
      config: this.config,
      seatHoldS: 60,
      nowMs: () => 1_700_000_000_000 + this.bench.clock.nowMs(),
    });
  }

  /** The process is killed; the next one starts with what it had written. */
  async kill(): Promise<void> {
    const left = filesAfterKill(this.files, [DATA]);
    await this.close();
    await this.start(left);
  }

  async close(): Promise<void> {
    const room = await findSingleton("exchange");
    if (room === null) return;
    void room.disconnect();
    for (let i = 0; i < 500 && (await findSingleton("exchange")) !== null; i++) await this.pass(1);
  }

  async room(): Promise<Handle> {
    const room = await findSingleton("exchange");
    if (room === null) throw new Error(`no exchange: ${this.bench.logged.join("; ")} ${this.bench.reports.join("; ")}`);
    return room as never;
  }

  async join(player: number, habits: Habits = {}): Promise<FakeClient> {
    const { roomId } = await this.room();
    const room = this.bench.find(roomId);
    if (room === null) throw new Error("no exchange here");
    return room.join({}, habits, person(player));
  }

  async pass(ticks: number): Promise<void> {
    for (let i = 0; i < ticks; i++) {
      this.bench.ticks(1);
      await turns(1);
    }
  }

  /** To the end of a batch, and until its end is shown. */
  async batch(): Promise<void> {
    const room = await this.room();
    const tick = () => room.inspect((world) => world.tick);
    await this.pass(1);
    while (tick() % BATCH_TICKS !== 0) await this.pass(1);
    await turns(3);
  }

  /** Gives players so much of every asset. */
  async grant(players: readonly number[], amounts: readonly number[]): Promise<void> {
    const account = NAMED.treasury;
    const issue = amounts.map((amount, asset) => ({ type: "issue", account, asset, amount: amount * players.length }));
    const grants = amounts.flatMap((amount, asset) =>
      players.map((player) => ({ type: "grant", player, asset, amount })),
    );
    await this.put(...issue, ...grants);
  }

  /** Commands as a service puts them, all at once. */
  async put(...commands: readonly object[]): Promise<void> {
    const room = await this.room();
    const done = Promise.all(
      commands.map((command) => {
        const cause = { room: "bank", tick: ++this.#causes, index: 0 };
        return room.putFrom({ cause, ...command } as unknown as Command);
      }),
    );
    let isDone = false;
    void done.then(() => {
      isDone = true;
    });
    for (let i = 0; i < 50 && !isDone; i++) await this.pass(1);
    await done;
  }
}

export const send = (client: FakeClient, command: ExchangeClientCommand): void =>
  client.command(0, encodeExchangeCommand(command));

/** The events that a client has received. */
export const heard = (client: FakeClient): Event[] =>
  client.take("events").flatMap((bytes) => decodeEvents(bytes).map((one) => exchange.codecs.event.decode(one.bytes)));

export const stateOf = (client: { readonly seen: unknown }) => client.seen as ExchangeState;

/** What a client sees of its own credits: to spend, and on hold. */
export function purse(state: ExchangeState): [free: number, held: number] {
  for (const { asset, free, freeUpper, held, heldUpper } of state.balances.values())
    if (asset === CREDITS) return [amountOf(free, freeUpper), amountOf(held, heldUpper)];
  return [0, 0];
}

/** The sides of a market's book as a client has them, the best first. */
export function bookOf(state: ExchangeState, market: number) {
  const sides = [0, 1].map((side) =>
    [...state.levels]
      .filter(([key]) => Math.floor(Number(key) / SHOWN_LEVELS) === market * 2 + side)
      .map(([, { price, quantity, quantityUpper }]) => ({ price, quantity: amountOf(quantity, quantityUpper) }))
      .sort((a, b) => (side === 0 ? b.price - a.price : a.price - b.price)),
  );
  return { buys: sides[0], sells: sides[1], checksum: bookChecksum(sides[0], sides[1]) };
}
