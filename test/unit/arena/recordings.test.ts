import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { ARENA_ERASING } from "../../../server/games/arena/erasure.ts";
import { recordsNames } from "../../../server/games/arena/name-erasure.ts";
import { FileJournalStore } from "../../../server/journal/files/file-journal-store.ts";
import type { FileSystem } from "../../../server/journal/files/file-system.ts";
import { memoryFileSystem } from "../../../server/journal/files/memory-file-system.ts";
import { openStore, sqlite } from "../../../server/platform/store/index.ts";
import type { Store } from "../../../server/platform/store/port.ts";
import { RecordingErasures } from "../../../server/releases/recording-erasures.ts";
import type { AnyMachine } from "../../../server/runtime/room-definition.ts";
import { arena, arenaConfig, type World } from "../../../shared/games/arena/index.ts";
import { readTimeline, verify } from "../../../shared/journal/index.ts";
import type { Machine } from "../../../shared/machine.ts";
import { createRandom, nextBelow } from "../../../shared/math/random.ts";
import { oldSource, whyNoYesterday } from "../../harness/arena/yesterday/source.ts";

const DATA = "data";
const SEED = 5;
const [ADA, BOB, CYD] = [11, 12, 13];
const random = createRandom(SEED);
const newName = () => `Q${Array.from({ length: 9 }, () => "abcdefghjkmnpqrst"[nextBelow(random, 17)]).join("")}é`;

/** The arena of the last version that had names in its journals. */
type OldArena = Machine<World, object, unknown, unknown>;

describe.skipIf(whyNoYesterday() !== null)("recordings of an old version with names in them", () => {
  let old: OldArena;
  let remove: () => void;
  let files: FileSystem;
  let journals: FileJournalStore;
  let store: Store;
  const names = { [ADA]: newName(), [BOB]: newName(), [CYD]: newName() };
  const told: string[] = [];
  const reports: unknown[] = [];

  beforeAll(async () => {
    const source = oldSource();
    remove = source.remove;
    const module = await import(/* @vite-ignore */ join(source.folder, "shared", "arena", "index.ts"));
    old = module.arena;
  });
  afterAll(() => remove?.());

  beforeEach(async () => {
    files = memoryFileSystem();
    journals = new FileJournalStore(files, DATA);
    store = await openStore(sqlite(":memory:"), { pruned() {}, wallMs: () => 1 });
    for (const [id, name] of Object.entries(names))
      await store.addPlayer({ id: Number(id), name, nameKey: name, role: 0, passwordHash: null, createdAtMs: 0 });
    told.length = reports.length = 0;
  });

  function sweeper(findMachine = (): AnyMachine => old as unknown as AnyMachine): RecordingErasures {
    return new RecordingErasures({
      ...{ store, journals, findMachine, erasers: [ARENA_ERASING], onChanged() {} },
      report: (error) => reports.push(error),
      log: (text) => told.push(text),
    });
  }

  /** Plays rounds in which Ada and Bob fly from their start, and Cyd joins later; the last one goes on unless it is ended. */
  async function record(roomId: string, rounds: number, machine: OldArena | typeof arena = old, ended = true) {
    const config = arenaConfig({ seats: 4, pirates: 3, traders: 2, roundTicks: 500, resultTicks: 60 });
    const played = machine as OldArena;
    const world = played.create(SEED, config);
    const identity = { machine: played.id, machineVersion: played.version, build: "test", seed: SEED };
    const opening = { ...identity, config: played.codecs.config.encode(config), epoch: 1, tick: 0 };
    const journal = await journals.open(roomId, { ...opening, world: null, room: null });
    const join = (seat: number, player: number) => ({
      ...{ type: "join", seat, player, hull: 0 },
      ...{ name: names[player as keyof typeof names], pilot: player },
    });
    for (let round = world.round; world.round <= rounds; ) {
      const commands = [];
      if (world.tick === 2) commands.push(join(0, ADA), join(1, BOB));
      if (world.tick === 100) commands.push(join(2, CYD));
      if (world.tick % 7 === 0) commands.push({ type: "controls", seat: world.tick % 3, bits: 17, aim: 0, seen: 0 });
      journal.append(world.tick + 1, commands, played.codecs.command);
      played.step(world, commands, () => {});
      if (world.tick % 60 === 0) journal.hash(played.hash(world));
      if (world.round !== round) await journal.endRound(played.save(world));
      else if (world.tick % 240 === 0) await journal.rotate(played.save(world));
      else await journal.commit();
      round = world.round;
    }
    await journal.close(ended);
    return journals.archiveRounds(roomId);
  }

  function holding(name: string): string[] {
    const wanted = Buffer.from(name);
    return ["replays", "journal", "aside"].flatMap((folder) => {
      const walk = (path: string): string[] => {
        const below = files.list(path);
        if (below.length === 0 && files.stamp(path) !== null)
          return Buffer.from(files.read(path)).includes(wanted) ? [path] : [];
        return below.flatMap(({ name: part }) => walk(`${path}/${part}`));
      };
      return walk(`${DATA}/${folder}`);
    });
  }

  it("are recognised", () => {
    expect([recordsNames(old as unknown as AnyMachine), recordsNames(arena as unknown as AnyMachine)]).toEqual([
      true,
      false,
    ]);
  });

  it("are recorded again without the deleted player, from a round's first world or a later join", async () => {
    const ids = await record("match", 3);
    expect(ids.length).toBeGreaterThanOrEqual(3);
    const before = await journals.replays();
    expect(holding(names[ADA]).length).toBe(ids.length);
    await store.removePlayer(ADA);
    await store.removePlayer(CYD);
    await sweeper().sweep();
    expect(reports).toEqual([]);
    expect([holding(names[ADA]), holding(names[CYD])]).toEqual([[], []]);
    expect(holding(names[BOB]).length).toBe(ids.length);
    const after = await journals.replays();
    expect(after.map(({ id }) => id)).toEqual(before.map(({ id }) => id));
    let compared = 0;
    for (const [i, { id, packedAtMs }] of after.entries()) {
      expect(packedAtMs - before[i].packedAtMs).toBeLessThanOrEqual(2);
      expect(packedAtMs).toBeGreaterThan(before[i].packedAtMs);
      const bytes = (await journals.readReplay(id)) ?? new Uint8Array();
      const verdict = verify(old, readTimeline([{ name: id, bytes }]));
      expect([id, verdict.ok]).toEqual([id, true]);
      compared += verdict.compared;
    }
    expect(compared).toBeGreaterThan(20);
    expect(await store.pendingRecordingErasures()).toEqual([]);
    // Nothing is left to do.
    told.length = 0;
    await store.removePlayer(77);
    await sweeper().sweep();
    expect(told).toEqual([]);
  });

  it("are deleted if the machine that played them is gone, or plays them differently", async () => {
    await record("lost", 1);
    await store.removePlayer(ADA);
    await sweeper(() => {
      throw new Error("no such machine");
    }).sweep();
    expect([await journals.replays(), await store.pendingRecordingErasures()]).toEqual([[], []]);
    expect(told.join()).toMatch(/was deleted/);

    const [first] = await record("odd", 1);
    await store.removePlayer(BOB);
    const odd = {
      ...old,
      step: (world: World, ...rest: [never, never]) => {
        old.step(world, ...rest);
        world.nextId++;
      },
    };
    await sweeper(() => odd as unknown as AnyMachine).sweep();
    expect((await journals.replays()).map(({ id }) => id)).not.toContain(first);
  });

  it("are left until a match under that version ends; quarantined ones are deleted", async () => {
    await record("going", 1, old, false);
    await record("broken", 1, old, false);
    await journals.quarantine("broken", "for a test");
    await store.removePlayer(ADA);
    await sweeper().sweep();
    expect(await store.pendingRecordingErasures()).toEqual([ADA]);
    expect(await journals.quarantined()).toEqual([]);
    expect(holding(names[ADA]).every((path) => path.startsWith(`${DATA}/journal/going/`))).toBe(true);
    await journals.discard("going");
    // A process that starts later goes on with it.
    await sweeper().sweep();
    expect([holding(names[ADA]), await store.pendingRecordingErasures()]).toEqual([[], []]);
  });

  it("are not searched for among those of this version", async () => {
    const ids = await record("new", 2, arena);
    const before = await Promise.all(ids.map((id) => journals.readReplay(id)));
    await store.removePlayer(ADA);
    await sweeper(() => expect.unreachable("no machine is asked for")).sweep();
    expect(await Promise.all(ids.map((id) => journals.readReplay(id)))).toEqual(before);
    expect([holding(names[ADA]), told, reports]).toEqual([[], [], []]);
  });
});
