import type { Event } from "../../../shared/games/arena/event.ts";
import { CHART_PARTS, encodeChart, newChart } from "../../../shared/games/arena/wire/chart.ts";
import { ArenaState, splitTick } from "../../../shared/games/arena/wire/state.ts";
import type { World } from "../../../shared/games/arena/world.ts";
import type { Recipients } from "../../replication/event-dispatcher.ts";
import type { RecordTable } from "../../replication/record-table.ts";
import { Replica } from "../../replication/replica.ts";
import { NO_NAMES, type Projection, type RoomNames } from "../../runtime/room-definition.ts";
import { boltRecords } from "./bolt-records.ts";
import { fillChart } from "./chart.ts";
import { podRecords, rockRecords } from "./drift-records.ts";
import type { MapWriter } from "./map-writer.ts";
import { OwnRecords } from "./own-records.ts";
import { playerRecords } from "./player-records.ts";
import { recipientsOf } from "./recipients.ts";
import { Scoreboard } from "./scoreboard.ts";
import { shipRecords } from "./ship-records.ts";
import { Viewpoints } from "./viewpoints.ts";
import { CHART_EVERY_PATCHES, SCOREBOARD_ROWS } from "./views.ts";

/** Projects the arena's world to its schema state, and writes only changes. */
export class ArenaProjection implements Projection<Event> {
  readonly replica: Replica;
  readonly halfWidthPx: number;
  readonly #world: World;
  readonly #board: Scoreboard;
  readonly #parts: Readonly<Record<string, MapWriter>>;
  readonly #chart = newChart();
  readonly #eyes: Viewpoints;
  readonly #own: OwnRecords;
  #patches = 0;
  #charts = 0;

  constructor(world: World, names: RoomNames = NO_NAMES) {
    this.#world = world;
    this.halfWidthPx = world.config.map.radiusPx;
    this.#board = new Scoreboard(world, SCOREBOARD_ROWS);
    this.#eyes = new Viewpoints(world);
    this.#own = new OwnRecords(world, this.#board);
    const ships = shipRecords(world);
    this.#parts = {
      ships,
      bolts: boltRecords(world, ships),
      players: playerRecords(world, this.#board, ships.seats, names),
      rocks: rockRecords(world),
      pods: podRecords(world),
    };
    const maps = Object.fromEntries(Object.entries(this.#parts).map(([name, { rules }]) => [name, rules]));
    const ownerOf = (seat: number) => this.#own.ownerOf(seat);
    this.replica = new Replica(ArenaState, { seats: world.config.seats, ownerOf, maps });
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
      fillChart(this.#world, this.#chart);
      for (const part of CHART_PARTS)
        if (isFirst || part === this.#charts % CHART_PARTS.length)
          root.setText(0, columns[`chart${part}`], encodeChart(this.#chart, part));
      this.#charts++;
    }
    const { beat, era } = splitTick(tick);
    root.set(0, columns.beat, beat);
    root.set(0, columns.era, era);
    root.set(0, columns.round, round);
    root.set(0, columns.phase, phase);
    root.set(0, columns.phaseEndsAt, phaseEndsAt);
    for (const { name, table } of maps) this.#parts[name].write(table);
    this.#own.write(own as RecordTable);
  }

  eye(seat: number, out: { x: number; y: number }): void {
    if (seat >= 0) this.#eyes.read(seat, out);
  }

  concern(event: Event, out: Recipients): void {
    this.#eyes.note(event);
    recipientsOf(event, (seat) => this.#board.isBest(seat), out);
  }
}
