import type { JournalStore } from "../../server/journal/port.ts";
import { type TugCommand, tug } from "./tiny-game.ts";

const SEED = 41;
const SNAPSHOT_EVERY_TICKS = 300;
const PATCH_EVERY_TICKS = 3;

/** Plays a round of tug of war with all of its seats taken, journals it as a room does, and makes a replay of it: its id. */
export async function recordTug(store: JournalStore, roomId: string, seats: number, ticks: number): Promise<string> {
  const config = { seats };
  const world = tug.create(SEED, config);
  const journal = await store.open(roomId, {
    ...{ machine: tug.id, machineVersion: tug.version, build: "test", seed: SEED },
    config: tug.codecs.config.encode(config),
    ...{ epoch: 1, tick: 0, world: null, room: null },
  });
  const commandsAt = (tick: number): TugCommand[] =>
    tick <= seats
      ? [{ type: "join", seat: tick - 1 }]
      : [{ type: "pull", seat: tick % seats, strength: (tick * 7) % 10, shout: false }];
  while (world.tick < ticks) {
    for (let i = 0; i < PATCH_EVERY_TICKS; i++) {
      const commands = commandsAt(world.tick + 1);
      journal.append(world.tick + 1, commands, tug.codecs.command);
      tug.step(world, commands, () => {});
    }
    if (world.tick % tug.tickHz === 0) journal.hash(tug.hash(world));
    if (world.tick >= ticks) await journal.endRound(tug.save(world));
    else if (world.tick % SNAPSHOT_EVERY_TICKS === 0) await journal.rotate(tug.save(world));
    else await journal.commit();
  }
  await journal.close(true);
  const [id] = await store.archiveRounds(roomId);
  return id;
}
