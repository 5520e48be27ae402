import type { Consumer, EventId } from "../../server/outbox/index.ts";
import type { RoomDefinition } from "../../server/runtime/room-definition.ts";
import type { Codec, Machine, SavedWorld } from "../../shared/machine.ts";
import { Hasher } from "../../shared/math/hash.ts";
import { type TugCommand, type TugConfig, type TugWorld, tug, tugRoom } from "./tiny-game.ts";

/** A till that stands: services deposit coins in it. Version 1 counts coins, version 2 cents, and version 3 receipts, too. */
export type TillCommand = TugCommand | { readonly type: "deposit"; readonly of: EventId; readonly coins: number };
export interface TillEvent {
  readonly type: "deposited";
  readonly coins: number;
}
interface CoinWorld extends TugWorld {
  coins: number;
}
interface CentWorld extends TugWorld {
  cents: number;
}
interface ReceiptWorld extends CentWorld {
  receipts: number;
}
export type TillWorld = TugWorld & Partial<CoinWorld & ReceiptWorld>;
export type TillMachine = Machine<TillWorld, TillCommand, TillEvent, TugConfig>;

const json = <T>(): Codec<T> => ({
  encode: (value) => new TextEncoder().encode(JSON.stringify(value)),
  decode: (bytes) => JSON.parse(new TextDecoder().decode(bytes)),
});

/** Its step throws for so many coins in version 1. */
export const UNLUCKY_COINS = 13;

function till<World extends TugWorld>(
  version: number,
  empty: Omit<World, keyof TugWorld>,
  deposit: (world: World, coins: number) => void,
): TillMachine {
  return {
    ...{ id: "till", version, tickHz: tug.tickHz, tick: tug.tick, nextWake: tug.nextWake },
    codecs: { command: json(), event: json(), config: json() },
    migrations: MIGRATIONS,
    create: (seed, config) => ({ ...tug.create(seed, config), ...empty }),
    step(world, commands, emit) {
      const others: TugCommand[] = [];
      for (const command of commands) {
        if (command.type !== "deposit") {
          others.push(command);
          continue;
        }
        if (version === 1 && command.coins === UNLUCKY_COINS) throw new Error("unlucky");
        deposit(world as unknown as World, command.coins);
        emit({ type: "deposited", coins: command.coins });
      }
      tug.step(world, others, () => {});
    },
    save: json<TillWorld>().encode,
    load: json<TillWorld>().decode,
    hash: (world) => new Hasher().text(JSON.stringify(world)).digest(),
  };
}

const step =
  <From, To>(change: (world: From) => To) =>
  ({ world, config }: SavedWorld): SavedWorld => ({
    world: json<To>().encode(change(json<From>().decode(world))),
    config,
  });

const MIGRATIONS = {
  1: step(({ coins, ...world }: CoinWorld): CentWorld => ({ ...world, cents: 100 * coins })),
  2: step((world: CentWorld): ReceiptWorld => ({ ...world, receipts: 0 })),
};

export const TILLS: Readonly<Record<1 | 2 | 3, TillMachine>> = {
  1: till<CoinWorld>(1, { coins: 0 }, (world, coins) => {
    world.coins += coins;
  }),
  2: till<CentWorld>(2, { cents: 0 }, (world, coins) => {
    world.cents += 100 * coins;
  }),
  3: till<ReceiptWorld>(3, { cents: 0, receipts: 0 }, (world, coins) => {
    world.cents += 100 * coins;
    world.receipts++;
  }),
};

export function tillRoom(
  version: keyof typeof TILLS,
  consumers: readonly Consumer[] = [],
): RoomDefinition<TillWorld, TillCommand, TillEvent, TugConfig, { team: string }> {
  const { commands, merge, machine: _, ...rest } = tugRoom("till", 4);
  return {
    ...rest,
    machine: TILLS[version],
    singleton: true,
    onJournalFailure: "halt",
    consumers,
    commands: { ...commands, causationId: (command) => (command.type === "deposit" ? command.of : null) },
    merge: (previous, next) => (previous.type === "deposit" || next.type === "deposit" ? null : merge(previous, next)),
    project: (world, names) => tugRoom("till", 4).project(world, names) as never,
  };
}
