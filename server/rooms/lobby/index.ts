import {
  type Command,
  type Event,
  type LobbyConfig,
  lobby,
  lobbyConfig,
  OUT,
  WHY_MOST,
  type World,
} from "../../../shared/lobby/index.ts";
import { CodecError } from "../../../shared/machine.ts";
import { CLOSE } from "../../../shared/wire/codes.ts";
import { LOBBY_LIMITS } from "../../../shared/wire/limits.ts";
import { DURATION_MOST_S, decodeLobbyCommand } from "../../../shared/wire/lobby-command.ts";
import { LOBBY_WIRE } from "../../../shared/wire/lobby-wire.ts";
import type { RateName } from "../../budgets/index.ts";
import type { RoomDefinition } from "../../clockwork/definition.ts";
import { admitGuest, type Guest } from "./admit.ts";
import { cleanNote, cleanText } from "./clean.ts";
import { consult, type MayDo } from "./consult.ts";
import { originOf } from "./origin.ts";
import { LobbyProjection } from "./projection.ts";

export type LobbyDefinition = RoomDefinition<World, Command, Event, LobbyConfig, Guest>;

export interface LobbySettings {
  readonly config?: Partial<LobbyConfig>;
  readonly seatHoldS: number;
  /** The wall clock, ms since 1970. */
  readonly nowMs: () => number;
  /** Whether a moderator may do something, see `whyNot`; resolves in any case. Default: the lobby's own memory decides alone. */
  readonly mayDo?: MayDo;
}

const OUT_ROWS = { [OUT.no]: null, [OUT.banned]: CLOSE.banned, [OUT.forgotten]: CLOSE.accountGone };

const BUDGET_OF: Partial<Record<Command["type"], RateName>> = { sayFrom: "chatLines", report: "reports" };

/** The lobby as a room: its machine, wired. Throws a RangeError on settings that no lobby can have. */
export function lobbyRoom({ config: overrides, seatHoldS, nowMs, mayDo }: LobbySettings): LobbyDefinition {
  const config = lobbyConfig(overrides);
  return {
    name: "lobby",
    machine: lobby,
    config,
    wire: LOBBY_WIRE,
    seats: config.seats,
    seatBudget: "lobbySeats",
    patchEveryTicks: 1,
    seatHoldS,
    onJournalFailure: "degrade",
    standing: true,
    limits: LOBBY_LIMITS,
    admit: admitGuest,
    commands: {
      join: (seat, guest) => ({ type: "join", seat, ...guest }),
      drop: (seat) => ({ type: "drop", seat }),
      back: (seat) => ({ type: "back", seat }),
      leave: (seat) => ({ type: "leave", seat }),
      decode: (seat, body, _lateTicks, playerKey) => command(seat, body, Math.floor(nowMs() / 1000), playerKey ?? ""),
      budget: ({ type }) => BUDGET_OF[type] ?? null,
      cause: (command) => ("cause" in command ? command.cause : null),
    },
    ...(mayDo !== undefined && { consult: (command, world, { player }) => consult(command, world, player, mayDo) }),
    merge: () => null,
    dismissed: (world, seat) => OUT_ROWS[(world.seats[seat]?.out ?? OUT.no) as keyof typeof OUT_ROWS],
    erasures: (world) => world.erasures,
    project: (world) => new LobbyProjection(world),
  };
}

/** When an order that was taken at `atS` ends, s since 1970; 0: it ends another. Throws `CodecError` on an end that is past. */
function endOf(untilS: number, atS: number): number {
  if (untilS > 0 && untilS <= DURATION_MOST_S) return atS + untilS;
  // A page of an earlier release names an end by a clock that may be slow: the order would do nothing.
  if (untilS > 0 && untilS <= atS)
    throw new CodecError(`untilS: ${untilS} has passed here, where it is ${atS}; reload the page, or name a duration`);
  return untilS;
}

/** A client's command, with what it wrote as everyone may see it. */
function command(seat: number, body: Uint8Array, atS: number, playerKey: string): Command {
  const from = decodeLobbyCommand(body);
  switch (from.type) {
    case "say":
      return { ...from, type: "sayFrom", seat, text: cleanText(from.text), atS, origin: originOf(playerKey) };
    case "mute":
    case "ban":
      return { ...from, seat, why: cleanNote(from.why, WHY_MOST), untilS: endOf(from.untilS, atS) };
    case "report":
      return { ...from, seat, why: cleanNote(from.why, WHY_MOST) };
    default:
      return { ...from, seat };
  }
}
