import { Database } from "bun:sqlite";
import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Bot } from "../../../client/bots/bot.ts";
import { Fleet } from "../../../client/bots/fleet.ts";
import type { ArenaModel } from "../../../client/games/arena/model/arena-model.ts";
import arenaBots from "../../../client/games/arena/pilots.ts";
import { FileJournalStore } from "../../../server/journal/files/file-journal-store.ts";
import { diskFileSystem } from "../../../server/journal/files/file-system.ts";
import { eventsAfter, LAST_INDEX } from "../../../server/outbox/index.ts";
import { arena, type World } from "../../../shared/games/arena/index.ts";
import type { PilotName } from "../../../shared/games/arena/pilots/index.ts";
import { type NameOf, nameAt } from "../../../shared/games/arena/seats.ts";
import { type ArenaState, tickOf } from "../../../shared/games/arena/wire/state.ts";
import { Playback, readTimeline, type Timeline, type Verdict, verify } from "../../../shared/journal/index.ts";
import { EventRecorder, type RecordedEvent } from "../event-recorder.ts";
import { type ServerProcess, startServerProcess } from "../server-process.ts";

/** A player's own state, and what the player sees of others. */
export interface PlayerSnapshot {
  readonly tick: number;
  readonly round: number;
  /** Id of the ship flown, and what is in its hold. */
  readonly ship: number;
  readonly cargo: readonly number[];
  /** By seat: name, score and so on of those whom the player knows. */
  readonly players: Readonly<Record<string, object>>;
  readonly seat: number;
}

export function playerSnapshot(state: ArenaState, seat: number): PlayerSnapshot {
  const { round, players, own } = state;
  const { ship, cargo0, cargo1, cargo2, cargo3 } = own;
  return { tick: tickOf(state), round, ship, cargo: [cargo0, cargo1, cargo2, cargo3], players: players.toJSON(), seat };
}

const CARGO = ["cargo0", "cargo1", "cargo2", "cargo3"] as const;
const SCORE = ["kind", "hull", "credits", "kills", "deaths", "bounty"] as const;

/** The same from the world itself. */
function belongingsIn(world: World, { seat, players: known }: PlayerSnapshot, nameOf: NameOf): PlayerSnapshot {
  const { tick, round, players, ships } = world;
  const slot = players.ship[seat] - 1;
  const player = (of: number) => ({
    ...Object.fromEntries(SCORE.map((field) => [field, players[field][of]])),
    name: nameAt(world, of, nameOf),
    online: players.online[of] === 1,
    alive: players.ship[of] > 0,
  });
  return {
    ...{ tick, round, seat, ship: slot < 0 ? 0 : ships.id[slot] },
    cargo: CARGO.map((field) => players[field][seat]),
    players: Object.fromEntries(Object.keys(known).map((of) => [of, player(Number(of))])),
  };
}

/** One kill, as everyone saw it. */
export interface Kill {
  /** The highest tick that any bot had. */
  readonly lastTick: number;
  /** What bots had last, and first after their return. */
  readonly before: readonly PlayerSnapshot[];
  readonly after: readonly PlayerSnapshot[];
  /** What the killed process left behind, replayed. */
  readonly left: Verdict;
  /** What its consumer had then, and every event of what it left behind. */
  readonly booked: readonly RecordedEvent[];
  readonly emitted: readonly RecordedEvent[];
  /** ms from the start of the new process until it listens, and until the last bot has a patch. */
  readonly listensMs: number;
  readonly backMs: number;
}

/** Every event that a journal gives again. */
export function entriesOf(timeline: Timeline): RecordedEvent[] {
  const { events } = eventsAfter(arena, timeline, { tick: timeline.firstTick, index: LAST_INDEX });
  return events.map(({ tick, index, bytes }) => ({ tick, index, bytes: Buffer.from(bytes).toString("hex") }));
}

const WAIT_MS = 20_000;
/** The match and the lobby. */
const ROOMS = 2;

/** Bots in a match on a real server that is killed now and then. */
export class ChaosMatch {
  readonly fleet: Fleet<ArenaModel>;
  readonly #dataDir: string;
  #server: ServerProcess;
  #roomId = "";
  /** By bot: its first state since it was cleared. */
  readonly #first = new Map<Bot<ArenaModel>, PlayerSnapshot>();

  private constructor(dataDir: string, server: ServerProcess, fleet: Fleet<ArenaModel>) {
    this.#dataDir = dataDir;
    this.#server = server;
    this.fleet = fleet;
  }

  static async start(count: number, pilot: PilotName | null): Promise<ChaosMatch> {
    const dataDir = await mkdtemp(join(tmpdir(), "orrery-data-"));
    const server = await startRecordedServer(dataDir);
    const options = {
      url: server.url,
      count,
      seconds: 0,
      room: "arena",
      pilot,
      rampPerS: 200,
      loadToken: null,
      json: false,
    };
    const match = new ChaosMatch(dataDir, server, new Fleet(options, arenaBots, "chaos"));
    await match.fleet.join();
    match.#roomId = match.fleet.bots[0].connection.roomId ?? "";
    for (const bot of match.fleet.bots) match.#watch(bot);
    await match.#everyoneHasAPatch();
    return match;
  }

  /** Who is in which room, on which seat. */
  seats(): string[] {
    return this.fleet.bots.map(({ connection, model }) => `${connection.roomId} ${model.seat}`);
  }

  output(): string {
    return this.#server.output();
  }

  async kill(): Promise<Kill> {
    const { bots } = this.fleet;
    await this.#server.kill();
    await until(() => bots.every(({ connection }) => connection.status !== "live"), "every socket is gone");
    const before = bots.map(({ model }) => playerSnapshot(model.state as ArenaState, model.seat));
    const timeline = await this.timeline();
    const left = verify(arena, timeline);
    const [booked, emitted] = [this.book(), entriesOf(timeline)];
    this.#first.clear();
    const beganMs = performance.now();
    const { port } = this.#server;
    this.#server = await startRecordedServer(this.#dataDir, port);
    const listensMs = performance.now() - beganMs;
    await this.#everyoneHasAPatch();
    const backMs = performance.now() - beganMs;
    const after = bots.map((bot) => this.#first.get(bot) as PlayerSnapshot);
    return {
      lastTick: Math.max(...before.map(({ tick }) => tick)),
      before,
      after,
      left,
      booked,
      emitted,
      listensMs,
      backMs,
    };
  }

  /** What the consumer of the room's events has now. */
  book(): RecordedEvent[] {
    return EventRecorder.read(eventsFileOf(this.#dataDir));
  }

  /** How often an event came to the consumer that it had. */
  repeats(): number {
    return EventRecorder.repeats(eventsFileOf(this.#dataDir));
  }

  /** Resolves when the consumer has so many events. */
  booked(count: number): Promise<void> {
    return until(
      () => this.book().length >= count,
      `the book has ${count} events`,
      () => this.output(),
    );
  }

  /** What is written down of who is called what, by pilot. */
  names(): ReadonlyMap<number, string> {
    const db = new Database(join(this.#dataDir, "orrery.sqlite"), { readonly: true });
    const rows = db
      .query<{ pilot: number; name: string }, [string]>("SELECT pilot, name FROM pilots WHERE room = ?")
      .all(this.#roomId);
    db.close();
    return new Map(rows.map(({ pilot, name }) => [pilot, name]));
  }

  /** The journal of the only match, as it is now; the lobby has the other one. */
  async timeline(): Promise<Timeline> {
    const copy = await mkdtemp(join(tmpdir(), "orrery-copy-"));
    try {
      await cp(join(this.#dataDir, "journal"), join(copy, "journal"), { recursive: true });
      const store = new FileJournalStore(diskFileSystem, copy);
      const rooms = await store.rooms();
      if (rooms.length !== ROOMS) throw new Error(`${rooms.length} rooms, not ${ROOMS}`);
      return readTimeline(await store.read(this.#roomId));
    } finally {
      await rm(copy, { recursive: true });
    }
  }

  async stop(): Promise<void> {
    this.fleet.stop();
    await this.#server.stop();
    await rm(this.#dataDir, { recursive: true, force: true });
  }

  #watch(bot: Bot<ArenaModel>): void {
    const patch = bot.model.patch.bind(bot.model);
    bot.model.patch = (state) => {
      patch(state);
      if (!this.#first.has(bot)) this.#first.set(bot, playerSnapshot(state, bot.model.seat));
    };
  }

  #everyoneHasAPatch(): Promise<void> {
    const { bots } = this.fleet;
    return until(
      () => bots.every((bot) => this.#first.has(bot) && bot.connection.status === "live"),
      "every bot has a patch",
      () => bots.map(({ connection }) => `${connection.status} ${connection.reason}`).join(", ") + this.output(),
    );
  }
}

const eventsFileOf = (dataDir: string) => join(dataDir, "events.sqlite");

function startRecordedServer(dataDir: string, port = 0): Promise<ServerProcess> {
  const entry = join(import.meta.dirname, "event-recorder-server.ts");
  return startServerProcess({ DATA_DIR: dataDir, PORT: String(port) }, [entry, eventsFileOf(dataDir)]);
}

/** The state that clients should have seen, replayed from the journal; ticks must rise. */
export class ExpectedState {
  readonly #playback: Playback<World, never, never, never>;
  readonly #names: ReadonlyMap<number, string>;

  /** @param names by pilot */
  constructor(timeline: Timeline, names: ReadonlyMap<number, string>) {
    this.#names = names;
    this.#playback = new Playback(arena, timeline) as never;
  }

  /** The expected snapshot at the tick of a seen one. */
  of(seen: PlayerSnapshot): PlayerSnapshot {
    this.#playback.seek(seen.tick);
    return belongingsIn(this.#playback.world, seen, (pilot) => this.#names.get(pilot) ?? "");
  }
}

async function until(holds: () => boolean, what: string, more: () => string = () => ""): Promise<void> {
  const endMs = performance.now() + WAIT_MS;
  while (!holds()) {
    if (performance.now() > endMs) throw new Error(`waited in vain until ${what}: ${more()}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
