import { SECOND_TICKS } from "../../../shared/games/arena/data/rules.ts";
import { CAUSE, type EventType } from "../../../shared/games/arena/event.ts";
import { decodeAnyEvent } from "../../../shared/games/arena/legacy-events.ts";
import { PLAYER_KIND, type World } from "../../../shared/games/arena/world.ts";
import type { MatchEvent, MatchEvents, MatchEventType } from "../../platform/matches/match-events.ts";
import type { Survey, Surveyor } from "../../platform/matches/positions.ts";
import type { NpcNames } from "./npc-names.ts";

const TYPES: { readonly [T in EventType]?: MatchEventType } = {
  arrive: "joined",
  depart: "left",
  pulse: "status",
  standing: "score",
  result: "result",
  wanted: "bounty",
  death: "kill",
  roundStart: "roundStart",
  roundEnd: "roundEnd",
};

const CAUSE_NAMES = Object.fromEntries(Object.entries(CAUSE).map(([name, code]) => [code, name]));

/** The arena's events for the platform, of this version and earlier ones. */
export function arenaMatchEvents(npcs: Pick<NpcNames, "nameOf">): MatchEvents {
  return {
    types: TYPES as MatchEvents["types"],
    read: readMatchEvent,
    npcName: (room, seat) => npcs.nameOf(room, seat),
  };
}

function readMatchEvent(bytes: Uint8Array): MatchEvent | null {
  const event = decodeAnyEvent(bytes);
  switch (event.type) {
    case "arrive":
      return { ...event, type: "joined" };
    case "depart":
      return { ...event, type: "left" };
    case "standing":
      return { ...event, type: "score" };
    case "wanted":
      return { ...event, type: "bounty" };
    case "pulse":
      return { ...event, type: "status", playing: event.playing === 1 };
    case "death":
      return { ...event, type: "kill", cause: CAUSE_NAMES[event.cause] };
    case "result":
    case "roundStart":
    case "roundEnd":
      return event;
    default:
      return null;
  }
}

const UNIT = 65_536;
const KINDS = Object.entries(PLAYER_KIND) as [Survey["ships"][number]["kind"], number][];
const KIND_NAMES = Object.fromEntries(KINDS.map(([name, kind]) => [kind, name]));

/** Surveys the ships of arenas once a second. */
export const ARENA_SURVEYOR: Surveyor = {
  isDue: (world) => (world as World).tick % SECOND_TICKS === 0,
  survey(world, most) {
    const { tick, ships, players, names } = world as World;
    const found: Survey["ships"][number][] = [];
    for (let row = 0; row < ships.high && found.length < most; row++) {
      if (!ships.live[row]) continue;
      const seat = ships.seat[row];
      const kind = KIND_NAMES[players.kind[seat]];
      const x = Math.floor(ships.x[row] / UNIT);
      const y = Math.floor(ships.y[row] / UNIT);
      found.push({ seat, kind, pilot: players.pilot[seat], name: names[seat], x, y });
    }
    return { tick, ships: found };
  },
};
