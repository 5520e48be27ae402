import { copyFileSync, existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { admitPlayer } from "../../../server/games/arena/admit.ts";
import { type ArenaDefinition, arenaRoom } from "../../../server/games/arena/index.ts";
import { arenaMatchEvents } from "../../../server/games/arena/match-events.ts";
import { NpcNames } from "../../../server/games/arena/npc-names.ts";
import { lobbyBridge } from "../../../server/games/lobby/bridge/index.ts";
import { FileJournalStore } from "../../../server/journal/files/file-journal-store.ts";
import type { FileSystem } from "../../../server/journal/files/file-system.ts";
import { memoryFileSystem } from "../../../server/journal/files/memory-file-system.ts";
import { eventsAfter } from "../../../server/outbox/index.ts";
import { leagueConsumer } from "../../../server/platform/league/index.ts";
import { NO_NOTIFICATION_METRICS } from "../../../server/platform/notifications/index.ts";
import { openStore, sqlite } from "../../../server/platform/store/index.ts";
import type { Store } from "../../../server/platform/store/port.ts";
import { roomType } from "../../../server/runtime/room-type.ts";
import { arena, type Event } from "../../../shared/games/arena/index.ts";
import { addCredits } from "../../../shared/games/arena/score.ts";
import { readTimeline } from "../../../shared/journal/index.ts";
import { filesAfterKill, withWriteHook } from "../../harness/killed-files.ts";
import { lettered } from "../../harness/names.ts";
import { type BenchRoom, RoomBench, TICK_MS } from "../../harness/rooms.ts";
import { communityOf, LobbyDouble } from "../../unit/consumers/lab.ts";

beforeAll(RoomBench.start);
afterAll(RoomBench.stop);

const DATA = "data";
const PEOPLE = 3;
const folder = mkdtempSync(join(tmpdir(), "orrery-league-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** Without NPCs. */
const ARENA = arenaMatchEvents(new NpcNames());

/** Everyone earns something, whatever they do. */
const paying: typeof arena = {
  ...arena,
  step(world, commands, emit) {
    for (let seat = 0; seat < PEOPLE; seat++) if (world.players.live[seat]) addCredits(world, seat, 1 + seat);
    arena.step(world, commands, emit);
  },
};

const TURNS_A_TICK = 3;
const SLOW_TURNS = 4 * TURNS_A_TICK;
const turns = async (count: number) => {
  for (let i = 0; i < count; i++) await new Promise((resolve) => setImmediate(resolve));
};

/** A match whose people are known, with the store at a path. */
class Process {
  readonly bench: RoomBench;
  readonly definition: ArenaDefinition;
  store!: Store;

  constructor(
    readonly files: FileSystem,
    readonly path: string,
    /** Called at every point at which this process may be killed. */
    readonly moment: () => void = () => {},
  ) {
    this.bench = new RoomBench(3, new FileJournalStore(withWriteHook(files, moment), DATA));
    this.bench.clock.advance(0.001);
    const settings = { seats: PEOPLE, pirates: 0, traders: 0, roundTicks: 60, resultTicks: 15 };
    const { round: _, ...rest } = arenaRoom(settings, 60);
    const lobby = new LobbyDouble().find;
    const host = {
      store: { consume: (...args: Parameters<Store["consume"]>) => this.#consume(...args) },
      community: communityOf(lobby),
      game: "arena",
      names: lettered("P"),
      nowMs: () => 1_000_000,
      metrics: NO_NOTIFICATION_METRICS,
      report: (error: unknown) => this.bench.reports.push(error),
    };
    this.definition = {
      ...rest,
      machine: paying,
      consumers: [leagueConsumer(ARENA, host), lobbyBridge(lobby, ARENA, lettered("P"))],
      admit: (options, present) => {
        const { player } = options as { player: number };
        return admitPlayer(options, present, { player, name: `P${player}`, role: 1, mutedUntilS: 0 });
      },
    };
  }

  async open(): Promise<this> {
    this.store = await openStore(sqlite(this.path), { pruned: () => {}, wallMs: () => 1_000_000 });
    return this;
  }

  async #consume(...args: Parameters<Store["consume"]>): Promise<void> {
    // Long enough for the room to write meanwhile.
    await turns(SLOW_TURNS);
    await this.store.consume(...args);
    // Kept, and its room does not know yet.
    this.moment();
  }

  async pass(ticks: number): Promise<void> {
    for (let i = 0; i < ticks; i++) {
      this.bench.clock.advance(TICK_MS);
      await turns(TURNS_A_TICK);
    }
  }

  async close({ room }: BenchRoom): Promise<void> {
    room.onBeforeShutdown();
    await this.pass(1);
    this.bench.clock.advance(5_000);
    await this.pass(1);
    await this.store.close();
  }

  /** What the journal says that everyone's results were, and what the store has of them. */
  async compare(roomId: string) {
    // What is durable is delivered without time passing.
    await turns(4 * SLOW_TURNS);
    const timeline = readTimeline(await new FileJournalStore(this.files, DATA).read(roomId));
    const { events } = eventsAfter(paying, timeline, { tick: 0, index: 0 });
    const results = events
      .map(({ bytes }): Event => arena.codecs.event.decode(bytes))
      .flatMap((event) => (event.type === "result" ? event : []));
    const told = results.map(({ player, round, place, credits }) => `${player}: ${round} ${place} ${credits}`);
    const kept: string[] = [];
    for (let player = 1; player <= PEOPLE; player++)
      for (const { round, place, credits } of await this.store.roundsOf(player, 99))
        kept.push(`${player}: ${round} ${place} ${credits}`);
    return { told: told.sort(), kept: kept.sort() };
  }
}

describe("results of matches", () => {
  it("are in the league exactly once, wherever the process was killed", async () => {
    const lives: { files: FileSystem; path: string }[] = [];
    const image = () => {
      const path = join(folder, `${lives.length}.sqlite`);
      for (const end of ["", "-wal"]) if (existsSync(first.path + end)) copyFileSync(first.path + end, path + end);
      lives.push({ files: filesAfterKill(first.files, [DATA]), path });
    };
    let killing = false;
    const first = new Process(memoryFileSystem(), join(folder, "first.sqlite"), () => killing && image());
    await first.open();
    for (let player = 1; player <= PEOPLE; player++)
      await first.store.addPlayer({
        ...{ id: player, name: `P${player}`, nameKey: `p${player}`, role: 1, passwordHash: "x", createdAtMs: 0 },
      });
    const room = await first.bench.open(first.definition);
    const { roomId } = room.room;
    for (let player = 1; player <= PEOPLE; player++) await room.join({ player });
    killing = true;
    await first.pass(160);
    killing = false;
    const whole = await first.compare(roomId);
    expect(whole.told).toHaveLength(2 * PEOPLE);
    expect(whole.kept).toEqual(whole.told);
    await first.close(room);
    expect(lives.length).toBeGreaterThan(20);

    for (const { files, path } of lives) {
      const next = await new Process(files, path).open();
      next.bench.define(next.definition);
      await next.bench.recover([roomType(next.definition)]);
      const again = next.bench.find(roomId);
      if (again === null) throw new Error(next.bench.logged.join("; "));
      await next.pass(90);
      const { told, kept } = await next.compare(roomId);
      expect(told.length).toBeGreaterThanOrEqual(PEOPLE);
      expect(kept).toEqual(told);
      expect([next.bench.metrics.eventsLost, next.bench.reports]).toEqual([0, []]);
      await next.close(again);
    }
  }, 60_000);
});
