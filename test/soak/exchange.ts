import { exchange, exchangeConfig, type World } from "../../shared/games/exchange/index.ts";
import type { Hash } from "../../shared/machine.ts";
import { createRandom, nextBelow } from "../../shared/math/random.ts";
import { Floor } from "../unit/exchange/lab.ts";
import { Traders } from "../unit/exchange/traders.ts";

const PLAYERS = 24;
const CONFIG = exchangeConfig({ seats: PLAYERS, accounts: PLAYERS, orders: 160, ordersPerAccount: 10 });
const COMMANDS_PER_TICK = 40;
const SNAPSHOT_TICKS = 200;
/** What a kill can lose: the last ticks, which nobody was shown. */
const LOST_TICKS = 4;

export interface TradingSeen {
  readonly commands: number;
  readonly ticks: number;
  readonly kills: number;
  readonly trades: number;
  readonly failure: string | null;
}

interface JournaledTick {
  readonly commands: readonly Uint8Array[];
  readonly hash: Hash | null;
}

/** An exchange's world with the snapshot and journal that bring it back. */
class Journaled {
  world: World = exchange.create(1, CONFIG);
  trades = 0;
  #snapshot = exchange.save(this.world);
  #since: JournaledTick[] = [];

  /** @param hashed whether to note the world's hash, for {@link recover} to compare */
  tick(commands: readonly Uint8Array[], hashed: boolean): void {
    const { command } = exchange.codecs;
    exchange.step(this.world, commands.map(command.decode), ({ type }) => {
      if (type === "traded") this.trades++;
    });
    this.#since.push({ commands, hash: hashed ? exchange.hash(this.world) : null });
    new Floor({}, this.world).checkSums();
    if (this.#since.length < SNAPSHOT_TICKS) return;
    this.#snapshot = exchange.save(this.world);
    this.#since = [];
  }

  /** Loses the last ticks, and replays the others. Returns the commands that were lost. */
  recover(lostTicks: number): Uint8Array[] {
    const { command } = exchange.codecs;
    const kept = this.#since.length - Math.min(lostTicks, this.#since.length);
    const lost = this.#since.splice(kept);
    this.world = exchange.load(this.#snapshot);
    for (const { commands, hash } of this.#since) {
      exchange.step(this.world, commands.map(command.decode), () => {});
      if (hash !== null && exchange.hash(this.world) !== hash) throw new Error(`tick ${this.world.tick} differs`);
    }
    return lost.flatMap(({ commands }) => commands);
  }
}

/** Lets players trade by chance over kills. After each tick all units and credits must be accounted for. */
export function trading(commands: number, kills: number, seed: number): TradingSeen {
  const journaled = new Journaled();
  const traders = new Traders(PLAYERS, seed);
  const random = createRandom(seed);
  const { encode } = exchange.codecs.command;
  let [done, killed, failure] = [0, 0, null as string | null];
  let ticks = 0;
  try {
    journaled.tick(traders.begin(journaled.world, 1_000_000, 50_000).map(encode), true);
    for (; done < commands; ticks++) {
      const given = traders.commands(journaled.world, COMMANDS_PER_TICK).map(encode);
      done += given.length;
      journaled.tick(given, nextBelow(random, 10) === 0);
      if (killed === kills || done < ((killed + 1) * commands) / (kills + 1)) continue;
      killed++;
      // Who got no answer asks again, and so does one who did.
      journaled.tick([...journaled.recover(nextBelow(random, LOST_TICKS + 1)), ...given], true);
    }
  } catch (error) {
    failure = `seed ${seed}, tick ${journaled.world.tick}: ${(error as Error).message}`;
  }
  return { commands: done, ticks, kills: killed, trades: journaled.trades, failure };
}
