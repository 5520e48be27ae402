import type { AnyRules, AnyWorld, Column, TableColumns } from "../../shared/kit/index.ts";
import type { SpatialInterest } from "../replication/interest/spatial-interest.ts";
import { rowAt, slotsOf } from "./rows.ts";

/** Interest by place: clients receive the rows of one table that are near their own row. */
export interface NearOptions {
  readonly table: string;
  /** Its public columns of numbers with the position. */
  readonly x: string;
  readonly y: string;
  /** Rows come into view at this distance and leave it at that one, in units of the columns. */
  readonly enterPx: number;
  readonly leavePx: number;
  /** Only the nearest rows, so many at once. Default: 256. */
  readonly maxRows?: number;
}

const ONE = 65_536;
const MAX_PX = 32_767;
const MAX_ROWS = 256;

/** Positions of one table's rows for the replica, and of the seats that look. */
export class Places {
  readonly interest: SpatialInterest;
  readonly halfWidthPx: number;
  readonly #options: NearOptions;
  readonly #world: AnyWorld;
  readonly #isPerSeat: boolean;
  readonly #x: Int32Array;
  readonly #y: Int32Array;
  /** By seat: the slot that it looks from; it stays when the row is gone. */
  readonly #eyeX: Int32Array;
  readonly #eyeY: Int32Array;

  constructor(rules: AnyRules, world: AnyWorld, options: NearOptions) {
    const { seats } = rules.definition;
    const { table, halfWidthPx } = checkNear(rules, options);
    this.halfWidthPx = halfWidthPx;
    this.#options = options;
    this.#world = world;
    this.#isPerSeat = table.kind === "perSeat";
    this.#x = new Int32Array(table.capacity);
    this.#y = new Int32Array(table.capacity);
    this.#eyeX = new Int32Array(seats);
    this.#eyeY = new Int32Array(seats);
    const { enterPx, leavePx, maxRows: most = MAX_ROWS } = options;
    this.interest = { by: "place", x: this.#x, y: this.#y, enterPx, leavePx, most };
  }

  /** Reads all positions. */
  update(): void {
    const { table, x, y } = this.#options;
    const slots = slotsOf(this.#world, table);
    for (let slot = 0; slot < slots; slot++) {
      const row = rowAt(this.#world, table, slot);
      if (row === null) continue;
      this.#x[slot] = (row[x] as number) * ONE;
      this.#y[slot] = (row[y] as number) * ONE;
      const seat = this.#isPerSeat ? slot : (row.seat as number | undefined);
      if (seat === undefined || seat < 0) continue;
      this.#eyeX[seat] = this.#x[slot];
      this.#eyeY[seat] = this.#y[slot];
    }
  }

  look(seat: number, out: { x: number; y: number }): void {
    out.x = this.#eyeX[seat] ?? 0;
    out.y = this.#eyeY[seat] ?? 0;
  }
}

/** Throws a TypeError or RangeError on options that do not fit the rules. Returns their table, and how far rows may be. */
export function checkNear(rules: AnyRules, options: NearOptions): { table: TableColumns; halfWidthPx: number } {
  const { id } = rules.definition;
  const { enterPx, leavePx } = options;
  const table = rules.fields.tables.find(({ name }) => name === options.table);
  if (table === undefined) throw new TypeError(`near.table: ${id} has no table ${options.table}`);
  const [x, y] = [options.x, options.y].map((name) => boundsOf(table.columns, name, `${id}.world.${table.name}`));
  const halfWidthPx = Math.max(1, ...[x, y].flatMap(({ low, high }) => [Math.abs(low), Math.abs(high)]));
  if (halfWidthPx > MAX_PX)
    throw new RangeError(`near: positions of up to ${halfWidthPx}, more than ${MAX_PX}; use smaller units`);
  if (!(enterPx > 0 && enterPx <= leavePx && leavePx <= MAX_PX))
    throw new RangeError(`near: enterPx ${enterPx} and leavePx ${leavePx}, not 0 < enterPx ≤ leavePx ≤ ${MAX_PX}`);
  return { table, halfWidthPx };
}

function boundsOf(columns: readonly Column[], name: string, path: string): { low: number; high: number } {
  const column = columns.find((found) => found.name === name);
  if (column?.spec.kind !== "int" || column.visibility !== "public")
    throw new TypeError(`near: ${path} has no public column of numbers ${name}`);
  return column.spec;
}
