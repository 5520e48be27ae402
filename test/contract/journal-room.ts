import type { Journal, JournalStart, JournalStore } from "../../server/journal/port.ts";
import { Playback, readTimeline, type Timeline } from "../../shared/journal/index.ts";
import { createRandom, nextBelow } from "../../shared/math/random.ts";
import { type TugCommand, type TugWorld, tug } from "../harness/tiny-game.ts";

const CONFIG = { seats: 4 };
const SEED = 11;

export const OPENING: JournalStart = {
  machine: tug.id,
  machineVersion: tug.version,
  build: "test",
  seed: SEED,
  config: tug.codecs.config.encode(CONFIG),
  epoch: 1,
  tick: 0,
  world: null,
  room: null,
};

/** A tug of war that is played by chance and journaled as a room does it. */
export class TestRoom {
  readonly journal: Journal;
  readonly world: TugWorld;
  /** By tick. */
  readonly hashes = new Map<number, string>();
  readonly #random = createRandom(5);

  constructor(journal: Journal, world = tug.create(SEED, CONFIG)) {
    this.journal = journal;
    this.world = world;
  }

  /** Opens a new room, or takes one up where its journal ends. */
  static async open(store: JournalStore, roomId: string, more: Partial<JournalStart> = {}): Promise<TestRoom> {
    const segments = await store.read(roomId);
    if (segments.length === 0) return new TestRoom(await store.open(roomId, { ...OPENING, ...more }));
    const timeline = readTimeline(segments);
    const { world } = new Playback(tug, timeline, timeline.lastTick);
    const { latest, cursors, room, lastTick } = timeline;
    const journal = await store.open(roomId, {
      ...{ ...OPENING, epoch: (await store.epoch(roomId)) + 1, tick: lastTick, world: tug.save(world), room },
      ...{ since: latest.since, cursors: cursors.values(), ...more },
    });
    return new TestRoom(journal, world);
  }

  /** Ticks, with a commit after every third and a hash after every tenth. */
  async play(ticks: number): Promise<void> {
    for (let i = 0; i < ticks; i++) {
      const { journal, world } = this;
      const commands = this.#commands();
      journal.append(world.tick + 1, commands, tug.codecs.command);
      tug.step(world, commands, () => {});
      this.hashes.set(world.tick, tug.hash(world));
      if (world.tick % 10 === 0) journal.hash(tug.hash(world));
      if (world.tick % 3 === 0) await journal.commit();
    }
  }

  async rotate(): Promise<void> {
    await this.journal.rotate(tug.save(this.world));
  }

  async endRound(): Promise<void> {
    await this.journal.endRound(tug.save(this.world));
  }

  #commands(): TugCommand[] {
    return Array.from({ length: nextBelow(this.#random, 3) }, () => ({
      ...{ type: "pull", seat: nextBelow(this.#random, 4), strength: nextBelow(this.#random, 10), shout: false },
    }));
  }
}

export async function timelineOf(store: JournalStore, roomId: string): Promise<Timeline> {
  return readTimeline(await store.read(roomId));
}
