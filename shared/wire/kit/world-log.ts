import type { Tick } from "../../machine.ts";
import { BitReader, BitWriter } from "./bits.ts";
import { type LoggedTable, LogTable, type ReceivedRows, type RowChanges } from "./row-log.ts";

/** Changes name their tick by its lowest bits, unless those before are older than that. */
const TICK_BITS = 4;
const TICKS = 1 << TICK_BITS;

/**
 * The server's end of the rows that everyone receives. A client has a list of texts: first a {@link WorldLogWriter.whole},
 * then the {@link WorldLogWriter.write changes} of each patch since.
 */
export class WorldLogWriter {
  readonly #tables: readonly LogTable[];
  readonly #out = new BitWriter();
  /** Of the last changes that named their tick. */
  #tick: Tick = 0;

  constructor(tables: readonly LoggedTable[]) {
    this.#tables = tables.map((table) => new LogTable(table));
  }

  /** By table, in the order of the tables: rows as clients have them. */
  get rows(): readonly ReceivedRows[] {
    return this.#tables.map(({ rows }) => rows);
  }

  /** About as many characters as {@link whole} has. */
  get wholeLength(): number {
    return this.#tables.reduce((sum, table) => sum + table.wholeLength, 0);
  }

  /** Takes over what becomes of each table. Returns the changes for clients; "": there are none. @param changes null: none */
  write(tick: Tick, changes: readonly (RowChanges | null)[]): string {
    if (changes.every((of) => of === null)) return "";
    const hasTicks = changes.some((of, i) => of !== null && this.#tables[i].hasTicks(of));
    this.#out.put(hasTicks ? 1 : 0, 1);
    if (hasTicks) this.#writeTick(tick);
    for (const [i, of] of changes.entries()) {
      this.#out.put(of === null ? 0 : 1, 1);
      if (of !== null) this.#tables[i].write(this.#out, tick, of);
    }
    return this.#out.take();
  }

  #writeTick(tick: Tick): void {
    const isSoon = tick - this.#tick < TICKS;
    this.#out.put(isSoon ? 1 : 0, 1);
    if (isSoon) this.#out.put(tick % TICKS, TICK_BITS);
    else this.#out.putCount(tick);
    this.#tick = tick;
  }

  /** All rows. @param tick as of which they are: of the last changes, or a later one */
  whole(tick: Tick): string {
    this.#out.putCount(tick);
    for (const table of this.#tables) table.writeWhole(this.#out, tick);
    return this.#out.take();
  }
}

/** A client's end: reads its list again and again, and of it only what is new. */
export class WorldLogReader {
  readonly #tables: readonly LogTable[];
  /** Copies, the same until a row changes. */
  readonly #rows: ReceivedRows[];
  #first = "";
  #count = 0;
  #tick: Tick = 0;

  constructor(tables: readonly LoggedTable[]) {
    this.#tables = tables.map((table) => new LogTable(table));
    this.#rows = tables.map(() => new Map());
  }

  /** By table, in the order of the tables. */
  read(texts: ArrayLike<string>): readonly ReceivedRows[] {
    if (texts.length < this.#count || (texts.length > 0 && texts[0] !== this.#first)) this.#count = 0;
    const changed = new Set<number>();
    for (; this.#count < texts.length; this.#count++)
      if (this.#count === 0) this.#readWhole(texts[0], changed);
      else this.#readChanges(texts[this.#count], changed);
    for (const i of changed) this.#rows[i] = new Map(this.#tables[i].rows);
    return this.#rows;
  }

  #readWhole(text: string, changed: Set<number>): void {
    this.#first = text;
    const bits = new BitReader(text);
    this.#tick = bits.getCount();
    for (const [i, table] of this.#tables.entries()) {
      table.readWhole(bits, this.#tick);
      changed.add(i);
    }
  }

  #readChanges(text: string, changed: Set<number>): void {
    const bits = new BitReader(text);
    if (bits.get(1) === 1) this.#readTick(bits);
    for (const [i, table] of this.#tables.entries()) {
      if (bits.get(1) === 0) continue;
      table.read(bits, this.#tick);
      changed.add(i);
    }
  }

  #readTick(bits: BitReader): void {
    this.#tick = bits.get(1) === 1 ? laterTick(this.#tick, bits.get(TICK_BITS)) : bits.getCount();
  }
}

/** The next tick, from one on, with these lowest bits. */
const laterTick = (tick: Tick, bits: number): Tick => tick + ((bits - (tick % TICKS) + TICKS) % TICKS);
