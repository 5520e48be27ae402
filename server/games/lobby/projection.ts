import { type Event, LOBBY_BOUNDS, occupant, type World } from "../../../shared/games/lobby/index.ts";
import { LobbyState } from "../../../shared/games/lobby/wire/state.ts";
import type { Recipients } from "../../replication/event-dispatcher.ts";
import type { RecordTable } from "../../replication/record-table.ts";
import { Replica } from "../../replication/replica.ts";
import type { Projection } from "../../runtime/room-definition.ts";
import { recipientsOf } from "./recipients.ts";

const UINT16_MOST = 65_535;
/** Interval at which the tick is sent, ticks; clients count in between. */
const TICK_EVERY = 10;

/** The rows of one map, which everyone receives. */
class Shown {
  readonly slots: number[] = [];
  #table: RecordTable | null = null;

  begin(table: RecordTable): void {
    this.#table = table;
    this.slots.length = 0;
  }

  /** Begins or ends the row of a slot. Returns whether there is something to write. */
  has(slot: number, there: boolean): boolean {
    const table = this.#table as RecordTable;
    if (!there) {
      if (table.live[slot] === 1) table.close(slot);
      return false;
    }
    this.slots.push(slot);
    if (table.live[slot] === 0) table.open(slot, `${slot}`);
    return true;
  }
}

/** Projects the lobby to its replica: every client receives the same. */
export class LobbyProjection implements Projection<Event> {
  readonly replica: Replica;
  readonly halfWidthPx = 1;
  readonly #world: World;
  readonly #people = new Shown();
  readonly #matches = new Shown();
  readonly #scores = new Shown();
  #first = true;

  constructor(world: World) {
    this.#world = world;
    const { seats } = world.config;
    const all = (shown: Shown, capacity: number) =>
      ({ capacity, interest: { by: "company", everyone: () => shown.slots } }) as const;
    this.replica = new Replica(LobbyState, {
      seats,
      maps: {
        people: all(this.#people, seats),
        matches: all(this.#matches, LOBBY_BOUNDS.matches),
        scores: all(this.#scores, LOBBY_BOUNDS.scores),
      },
    });
  }

  eye(): void {}

  concern(event: Event, out: Recipients): void {
    recipientsOf(event, this.#world, out);
  }

  write(): void {
    const { root, maps } = this.replica;
    const { tick } = this.#world;
    if (this.#first || tick % TICK_EVERY === 0) root.set(0, root.columns.tick, tick);
    this.#first = false;
    this.#writePeople(maps[0].table);
    this.#writeMatches(maps[1].table);
    this.#writeScores(maps[2].table);
  }

  #writePeople(table: RecordTable): void {
    const { seats, members } = this.#world;
    const { player, name, role, match, away } = table.columns;
    this.#people.begin(table);
    for (let seat = 0; seat < seats.length; seat++) {
      const found = occupant(this.#world, seat);
      if (!this.#people.has(seat, found !== null) || found === null) continue;
      table.set(seat, player, found.player);
      table.setText(seat, name, found.name);
      table.set(seat, role, found.role);
      table.setText(seat, match, this.#listed(members.get(found.player)?.match ?? ""));
      table.set(seat, away, found.away ? 1 : 0);
    }
  }

  /** The room id, if it may be public; otherwise "". */
  #listed(room: string): string {
    const { matches, derived } = this.#world;
    const row = derived.matchRows.get(room);
    return row !== undefined && matches[row]?.listed ? room : "";
  }

  #writeMatches(table: RecordTable): void {
    const { matches } = this.#world;
    const { room, round, playing, endsAt, people, seats } = table.columns;
    this.#matches.begin(table);
    for (let row = 0; row < Math.max(matches.length, table.high); row++) {
      const match = matches[row] ?? null;
      if (!this.#matches.has(row, match?.listed === true) || match === null) continue;
      table.setText(row, room, match.room);
      table.set(row, round, Math.min(match.round, UINT16_MOST));
      table.set(row, playing, match.playing ? 1 : 0);
      table.set(row, endsAt, match.endsAt);
      table.set(row, people, match.people);
      table.set(row, seats, match.seats);
    }
  }

  #writeScores(table: RecordTable): void {
    const { matches, scores } = this.#world;
    const { match, player, name, credits, kills, deaths } = table.columns;
    this.#scores.begin(table);
    for (let row = 0; row < Math.max(scores.length, table.high); row++) {
      const score = scores[row] ?? null;
      const listed = score !== null && matches[score.match]?.listed === true;
      if (!this.#scores.has(row, listed) || score === null) continue;
      table.set(row, match, score.match);
      table.set(row, player, score.player);
      table.setText(row, name, score.name);
      table.set(row, credits, score.credits);
      table.set(row, kills, Math.min(score.kills, UINT16_MOST));
      table.set(row, deaths, Math.min(score.deaths, UINT16_MOST));
    }
  }
}
