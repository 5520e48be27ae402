import { PLAYER_NAMING } from "../../../server/games/arena/admit.ts";
import { type ArenaDefinition, arenaRoom } from "../../../server/games/arena/index.ts";
import { type ArenaConfig, encodeClientCommand, type World } from "../../../shared/games/arena/index.ts";
import type { ArenaState } from "../../../shared/games/arena/wire/state.ts";
import { decodeWelcome } from "../../../shared/wire/messages.ts";
import type { FakeClient } from "../../harness/fake-client.ts";
import type { BenchRoom, RoomBench } from "../../harness/rooms.ts";

export interface Arena extends BenchRoom {
  world: World;
  /** Names of the players who joined, in that order. */
  readonly called: readonly string[];
}

/** Opens an arena whose world and names the test can read. */
export async function open(bench: RoomBench, settings: Partial<ArenaConfig>): Promise<Arena> {
  const definition = arenaRoom(settings, 60);
  let world: World | null = null;
  const called: string[] = [];
  const watched: ArenaDefinition = {
    ...definition,
    naming: {
      ...PLAYER_NAMING,
      nameOf(join) {
        called.push(join.name);
        return PLAYER_NAMING.nameOf(join);
      },
    },
    machine: {
      ...definition.machine,
      create(seed, config) {
        world = definition.machine.create(seed, config);
        return world;
      },
    },
  };
  const room = await bench.open(watched);
  if (world === null) throw new Error("no world was made");
  return Object.assign(room, { world: world as World, called });
}

export const seatOf = (client: FakeClient) => decodeWelcome(client.last("welcome")).seat;
export const stateOf = (client: FakeClient) => client.seen as ArenaState;
export const controls = (bits: number, aim = 0) => encodeClientCommand({ type: "controls", bits, aim, seen: 0 });
