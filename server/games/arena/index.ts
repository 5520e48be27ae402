import { type ClientCommand, decodeClientCommand, mergeControls } from "../../../shared/games/arena/client-command.ts";
import type { Command } from "../../../shared/games/arena/command.ts";
import type { ArenaConfig } from "../../../shared/games/arena/config.ts";
import { arenaConfig } from "../../../shared/games/arena/config-codec.ts";
import { CONTROL } from "../../../shared/games/arena/controls.ts";
import { LAG_COMPENSATION_TICKS } from "../../../shared/games/arena/data/rules.ts";
import type { Event } from "../../../shared/games/arena/event.ts";
import { arena } from "../../../shared/games/arena/index.ts";
import { ARENA_FINGERPRINT } from "../../../shared/games/arena/wire/fingerprint.ts";
import { PATCH_EVERY_TICKS, type World } from "../../../shared/games/arena/world.ts";
import { clamp } from "../../../shared/math/fixed.ts";
import type { RoomDefinition } from "../../runtime/room-definition.ts";
import { type ArenaPlayer, admitPlayer, PLAYER_NAMING } from "./admit.ts";
import { ArenaProjection } from "./projection.ts";

export type ArenaDefinition = RoomDefinition<World, Command, Event, ArenaConfig, ArenaPlayer>;

/** Defines the arena's room. Throws a RangeError on invalid settings. */
export function arenaRoom(settings: Partial<ArenaConfig>, seatHoldS: number): ArenaDefinition {
  const config = arenaConfig(settings);
  return {
    name: "arena",
    machine: arena,
    config,
    wire: ARENA_FINGERPRINT,
    seats: config.seats,
    patchEveryTicks: PATCH_EVERY_TICKS,
    seatHoldS,
    onJournalFailure: "degrade",
    admit: admitPlayer,
    naming: PLAYER_NAMING,
    commands: {
      join: (seat, { player, hull }, pilot) => ({ type: "join", seat, player, pilot, hull }),
      drop: (seat) => ({ type: "drop", seat }),
      back: (seat) => ({ type: "back", seat }),
      leave: (seat) => ({ type: "leave", seat }),
      decode: (seat, body, lateTicks) => command(seat, decodeClientCommand(body), lateTicks),
    },
    merge,
    round: (world) => world.round,
    project: (world, names) => new ArenaProjection(world, names),
  };
}

function command(seat: number, from: ClientCommand, lateTicks: number): Command {
  if (from.type === "hull") return { type: "hull", seat, hull: from.hull };
  const bits = lateTicks === 0 ? from.bits : from.bits | CONTROL.late;
  return { type: "controls", seat, bits, aim: from.aim, seen: clamp(from.seen + lateTicks, 0, LAG_COMPENSATION_TICKS) };
}

function merge(previous: Command, next: Command): Command | null {
  if (previous.type === "controls" && next.type === "controls")
    return { type: "controls", seat: next.seat, ...mergeControls(previous, next) };
  return previous.type === "hull" && next.type === "hull" ? next : null;
}
