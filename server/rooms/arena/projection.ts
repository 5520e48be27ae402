import type { Event } from "../../../shared/arena/event.ts";
import type { World } from "../../../shared/arena/world.ts";
import { ArenaState, toldTick } from "../../../shared/wire/arena.ts";
import { CHART_PARTS, encodeChart, newChart } from "../../../shared/wire/chart.ts";
import type { Projection } from "../../clockwork/definition.ts";
import { NO_NAMES, type RoomNames } from "../../clockwork/room-names.ts";
import type { Concern } from "../../replication/events.ts";
import { Replica } from "../../replication/replica.ts";
import type { RecordTable } from "../../replication/table.ts";
import { Board } from "./board.ts";
import { boltRecords } from "./bolt-records.ts";
import { drawChart } from "./chart.ts";
import { concernOf } from "./concern.ts";
import { podRecords, rockRecords } from "./drift-records.ts";
import { Eyes } from "./eyes.ts";
import { writeOwn } from "./own-records.ts";
import type { Part } from "./part.ts";
import { playerRecords } from "./player-records.ts";
import { shipRecords } from "./ship-records.ts";
import { BOARD_MOST, CHART_EVERY_PATCHES } from "./views.ts";

/** Projects the arena's world to its schema state, and writes only changes. */
export class ArenaProjection implements Projection<Event> {
  readonly replica: Replica;
  readonly halfWidthPx: number;
  readonly #world: World;
  readonly #board: Board;
  readonly #parts: Readonly<Record<string, Part>>;
  readonly #chart = newChart();
  readonly #eyes: Eyes;
  #patches = 0;
  #charts = 0;

  constructor(world: World, names: RoomNames = NO_NAMES) {
    this.#world = world;
    this.halfWidthPx = world.config.map.radiusPx;
    this.#board = new Board(world, BOARD_MOST);
    this.#eyes = new Eyes(world);
    const ships = shipRecords(world);
    this.#parts = {
      ships,
      bolts: boltRecords(world, ships),
      players: playerRecords(world, this.#board, ships.seats, names),
      rocks: rockRecords(world),
      pods: podRecords(world),
    };
    const maps = Object.fromEntries(Object.entries(this.#parts).map(([name, { rules }]) => [name, rules]));
    this.replica = new Replica(ArenaState, { seats: world.config.seats, maps });
  }

  write(): void {
    const { tick, round, phase, phaseEndsAt } = this.#world;
    const { root, maps, own } = this.replica;
    const { columns } = root;
    const isFirst = this.#patches === 0;
    const updatesChart = this.#patches++ % CHART_EVERY_PATCHES === 0;
    if (updatesChart || this.#board.count !== this.#world.players.count) {
      this.#board.sort();
      root.set(0, columns.pilots, this.#board.count);
    }
    if (updatesChart) {
      drawChart(this.#world, this.#chart);
      for (const part of CHART_PARTS)
        if (isFirst || part === this.#charts % CHART_PARTS.length)
          root.setText(0, columns[`chart${part}`], encodeChart(this.#chart, part));
      this.#charts++;
    }
    const { beat, era } = toldTick(tick);
    root.set(0, columns.beat, beat);
    root.set(0, columns.era, era);
    root.set(0, columns.round, round);
    root.set(0, columns.phase, phase);
    root.set(0, columns.phaseEndsAt, phaseEndsAt);
    for (const { name, table } of maps) this.#parts[name].write(table);
    writeOwn(this.#world, this.#board, own as RecordTable);
  }

  eye(seat: number, out: { x: number; y: number }): void {
    if (seat >= 0) this.#eyes.look(seat, out);
  }

  concern(event: Event, out: Concern): void {
    this.#eyes.note(event);
    concernOf(event, (seat) => this.#board.isBest(seat), out);
  }
}
