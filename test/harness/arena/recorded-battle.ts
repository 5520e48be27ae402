import type { JournalStore } from "../../../server/journal/port.ts";
import {
  type ArenaConfig,
  arena,
  arenaConfig,
  type Command,
  PATCH_EVERY_TICKS,
} from "../../../shared/games/arena/index.ts";
import { newPilotView, perceive } from "../../../shared/games/arena/perceive.ts";
import { PILOTS, type PilotName } from "../../../shared/games/arena/pilots/index.ts";
import { createRandom } from "../../../shared/math/random.ts";

export interface RecordedBattle {
  /** The replay's. */
  readonly id: string;
  /** By tick, from 0. */
  readonly hashes: readonly string[];
  readonly config: ArenaConfig;
  readonly deaths: number;
}

export interface BattleOptions {
  readonly roomId?: string;
  readonly people?: number;
  readonly roundTicks?: number;
  readonly resultTicks?: number;
  readonly seed?: number;
}

const SNAPSHOT_EVERY_TICKS = 300;
const BRAINS: readonly PilotName[] = ["fighter", "fighter", "miner", "fighter"];

/** Plays one round of the arena with pilots in its seats, journals it as a room does, and makes a replay of it. */
export async function recordBattle(store: JournalStore, options: BattleOptions = {}): Promise<RecordedBattle> {
  const { roomId = "proving", people = 12, roundTicks = 1_500, resultTicks = 300, seed = 41 } = options;
  const config = arenaConfig({ seats: people, pirates: 6, traders: 3, roundTicks, resultTicks });
  const world = arena.create(seed, config);
  const journal = await store.open(roomId, {
    ...{
      machine: arena.id,
      machineVersion: arena.version,
      build: "test",
      seed,
      config: arena.codecs.config.encode(config),
    },
    ...{ epoch: 1, tick: 0, world: null, room: null },
  });
  const [random, sight] = [createRandom(seed), newPilotView(config.map)];
  const memories = Array.from({ length: people }, () => new Int32Array(4));
  const hashes = [arena.hash(world)];
  let deaths = 0;

  function commands(): Command[] {
    if (world.tick < people) {
      const seat = world.tick;
      return [{ type: "join", seat, player: 0, pilot: seat + 1, hull: seat % 4 }];
    }
    const given: Command[] = [];
    for (let seat = 0; seat < people; seat++) {
      const slot = world.players.ship[seat] - 1;
      if (slot < 0 || (world.tick + seat) % 4 !== 0) continue;
      perceive(world, slot, sight);
      const controls = { bits: 0, aim: 0 };
      PILOTS[BRAINS[seat % BRAINS.length]](sight, memories[seat], random, controls);
      given.push({ type: "controls", seat, seen: 0, ...controls });
    }
    return given;
  }

  for (const first = world.round; world.round === first; ) {
    for (let i = 0; i < PATCH_EVERY_TICKS; i++) {
      const given = commands();
      journal.append(world.tick + 1, given, arena.codecs.command);
      arena.step(world, given, (event) => {
        if (event.type === "death") deaths++;
      });
      hashes.push(arena.hash(world));
    }
    if (world.tick % arena.tickHz === 0) journal.hash(arena.hash(world));
    if (world.round !== first) await journal.endRound(arena.save(world));
    else if (world.tick % SNAPSHOT_EVERY_TICKS === 0) await journal.rotate(arena.save(world));
    else await journal.commit();
  }
  await journal.close(true);
  const [id] = await store.archiveRounds(roomId);
  return { id, hashes, config, deaths };
}
