import {
  type Command,
  type Event,
  type ExchangeConfig,
  exchange,
  exchangeConfig,
  type World,
} from "../../../shared/games/exchange/index.ts";
import { decodeExchangeCommand } from "../../../shared/games/exchange/wire/client-command.ts";
import { EXCHANGE_FINGERPRINT } from "../../../shared/games/exchange/wire/fingerprint.ts";
import { nowS } from "../../../shared/games/exchange/world.ts";
import { CLOSE } from "../../../shared/wire/codes.ts";
import type { RoomDefinition } from "../../runtime/room-definition.ts";
import { admitTrader, type Trader } from "./admit.ts";
import { EXCHANGE_LIMITS } from "./limits.ts";
import { ExchangeProjection } from "./projection.ts";

export type ExchangeDefinition = RoomDefinition<World, Command, Event, ExchangeConfig, Trader>;

export interface ExchangeSettings {
  readonly config?: Partial<ExchangeConfig>;
  readonly seatHoldS: number;
  /** The wall clock, ms since 1970. */
  readonly nowMs: () => number;
}

/** By how much the world's clock may be slow before it is set, so that it is not set every second. */
const SLOW_S = 1;

/** The exchange's room definition. Throws a RangeError on invalid settings. */
export function exchangeRoom({ config: overrides, seatHoldS, nowMs }: ExchangeSettings): ExchangeDefinition {
  const config = exchangeConfig(overrides);
  return {
    name: "exchange",
    machine: exchange,
    config,
    wire: EXCHANGE_FINGERPRINT,
    seats: config.seats,
    patchEveryTicks: 1,
    seatHoldS,
    onJournalFailure: "halt",
    durability: "disk",
    singleton: true,
    limits: EXCHANGE_LIMITS,
    admit: admitTrader,
    commands: {
      join: (seat, { player }, epoch) => ({ type: "join", seat, player, epoch }),
      drop: (seat) => ({ type: "drop", seat }),
      back: (seat) => ({ type: "back", seat }),
      leave: (seat) => ({ type: "leave", seat }),
      decode: (seat, body) => ({ ...decodeExchangeCommand(body), seat }),
      budget: (command) => ("id" in command ? "orders" : null),
      causationId: (command) => ("cause" in command ? command.cause : null),
    },
    // Ticks stand still while the room sleeps.
    provide(world) {
      const atS = Math.floor(nowMs() / 1_000);
      return atS > nowS(world) + SLOW_S ? { type: "clock", atS } : null;
    },
    merge: () => null,
    kickReason: ({ seats }, seat) => (seats.live[seat] === 1 && seats.player[seat] === 0 ? CLOSE.accountGone : null),
    erasures: (world) => world.erasures,
    project: (world) => new ExchangeProjection(world),
  };
}
