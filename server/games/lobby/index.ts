import {
  type Command,
  EVICTION,
  type Event,
  type LobbyConfig,
  lobby,
  lobbyConfig,
  MAX_REASON_CHARS,
  type World,
} from "../../../shared/games/lobby/index.ts";
import { decodeLobbyCommand, MAX_DURATION_S } from "../../../shared/games/lobby/wire/client-command.ts";
import { LOBBY_FINGERPRINT } from "../../../shared/games/lobby/wire/fingerprint.ts";
import { CodecError } from "../../../shared/machine.ts";
import { CLOSE } from "../../../shared/wire/codes.ts";
import { LOBBY_LIMITS } from "../../../shared/wire/limits.ts";
import type { RateName } from "../../budgets/index.ts";
import type { RoomDefinition } from "../../runtime/room-definition.ts";
import { admitVisitor, type LobbyVisitor } from "./admit.ts";
import { authorizeCommand, type CheckRight } from "./authorize.ts";
import { originOf } from "./origin.ts";
import { LobbyProjection } from "./projection.ts";
import { sanitizeReason, sanitizeText } from "./sanitize.ts";

export type LobbyDefinition = RoomDefinition<World, Command, Event, LobbyConfig, LobbyVisitor>;

export interface LobbySettings {
  readonly config?: Partial<LobbyConfig>;
  readonly seatHoldS: number;
  /** The wall clock, ms since 1970. */
  readonly nowMs: () => number;
  /** Checks a moderator's right, see `refusalReason`; never rejects. Default: only the lobby's world checks. */
  readonly mayDo?: CheckRight;
}

const OUT_ROWS = { [EVICTION.no]: null, [EVICTION.banned]: CLOSE.banned, [EVICTION.forgotten]: CLOSE.accountGone };

const BUDGET_OF: Partial<Record<Command["type"], RateName>> = { sayFrom: "chatLines", report: "reports" };

/** The lobby's room definition. Throws a RangeError on invalid settings. */
export function lobbyRoom({ config: overrides, seatHoldS, nowMs, mayDo }: LobbySettings): LobbyDefinition {
  const config = lobbyConfig(overrides);
  return {
    name: "lobby",
    machine: lobby,
    config,
    wire: LOBBY_FINGERPRINT,
    seats: config.seats,
    seatBudget: "lobbySeats",
    patchEveryTicks: 1,
    seatHoldS,
    onJournalFailure: "degrade",
    singleton: true,
    limits: LOBBY_LIMITS,
    admit: admitVisitor,
    commands: {
      join: (seat, guest) => ({ type: "join", seat, ...guest }),
      drop: (seat) => ({ type: "drop", seat }),
      back: (seat) => ({ type: "back", seat }),
      leave: (seat) => ({ type: "leave", seat }),
      decode: (seat, body, _lateTicks, playerKey) => command(seat, body, Math.floor(nowMs() / 1000), playerKey ?? ""),
      budget: ({ type }) => BUDGET_OF[type] ?? null,
      causationId: (command) => ("cause" in command ? command.cause : null),
    },
    ...(mayDo !== undefined && {
      authorize: (command, world, { player }) => authorizeCommand(command, world, player, mayDo),
    }),
    merge: () => null,
    kickReason: (world, seat) => OUT_ROWS[(world.seats[seat]?.out ?? EVICTION.no) as keyof typeof OUT_ROWS],
    erasures: (world) => world.erasures,
    project: (world) => new LobbyProjection(world),
  };
}

/**
 * End of a sanction that is imposed at `atS`, s since 1970; 0: it is lifted. Throws `CodecError` on an end in the past.
 */
function endOf(untilS: number, atS: number): number {
  if (untilS > 0 && untilS <= MAX_DURATION_S) return atS + untilS;
  // Pages of earlier releases send an end by their own clock, which may be slow.
  if (untilS > 0 && untilS <= atS)
    throw new CodecError(`untilS: ${untilS} has passed here, where it is ${atS}; reload the page, or name a duration`);
  return untilS;
}

/** Converts a client's command and cleans its text. */
function command(seat: number, body: Uint8Array, atS: number, playerKey: string): Command {
  const from = decodeLobbyCommand(body);
  switch (from.type) {
    case "say":
      return { ...from, type: "sayFrom", seat, text: sanitizeText(from.text), atS, origin: originOf(playerKey) };
    case "mute":
    case "ban":
      return { ...from, seat, why: sanitizeReason(from.why, MAX_REASON_CHARS), untilS: endOf(from.untilS, atS) };
    case "report":
      return { ...from, seat, why: sanitizeReason(from.why, MAX_REASON_CHARS) };
    default:
      return { ...from, seat };
  }
}
