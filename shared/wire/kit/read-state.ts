import type { AnyRules, SeatStatus } from "../../kit/index.ts";
import type { Tick } from "../../machine.ts";
import { type WireTable, wireLayout } from "./layout.ts";
import type { WireField } from "./row-format.ts";
import { rowIdOf } from "./row-key.ts";
import type { ReceivedRow, ReceivedRows } from "./row-log.ts";
import { LOG_FIELD, SEAT_STATUS } from "./state-class.ts";
import { joinTick, type SplitTick } from "./tick.ts";
import { WorldLogReader } from "./world-log.ts";

type Values = Readonly<Record<string, unknown>>;

export interface ReceivedSeat {
  readonly status: SeatStatus;
  readonly name: string;
}

/** What a client knows of a world. Parts that did not change are the same objects as before. */
export interface ReceivedWorld {
  /** The tick of the last patch. */
  readonly tick: Tick;
  readonly seats: readonly ReceivedSeat[];
  /** Public fields of the world itself. */
  readonly root: Values;
  /** By table: public columns. */
  readonly tables: Readonly<Record<string, ReceivedRows>>;
  /** By table: columns that only this client receives. */
  readonly own: Readonly<Record<string, ReceivedRows>>;
}

type RawState = Record<string, unknown> & SplitTick;
/** An object with fields, or the text with all of them. */
type RawRow = Readonly<Record<string, unknown>> | string;

const rawValue = (raw: RawRow, { name }: WireField) => (typeof raw === "string" ? raw : raw[name]);

/** Reads a decoded state with `applyDefaults`, whether its class is ours or comes from the handshake. */
export const readState = (rules: AnyRules, state: object): ReceivedWorld => new StateReader(rules).read(state);

/** Reads the states of one client again and again, and decodes only what changed. */
export class StateReader {
  readonly #seatCount: number;
  readonly #root: RowReader;
  readonly #tables: readonly TableReader[];
  readonly #logged: readonly string[];
  readonly #log: WorldLogReader;
  #seats: readonly ReceivedSeat[] = [];

  constructor(rules: AnyRules) {
    const { root, tables, logged } = wireLayout(rules);
    this.#seatCount = rules.definition.seats;
    this.#root = new RowReader(root, []);
    this.#tables = tables.map((table) => new TableReader(table));
    this.#logged = logged.map(({ name }) => name);
    this.#log = new WorldLogReader(logged);
  }

  /** As {@link readState}. */
  read(state: object): ReceivedWorld {
    const raw = state as RawState;
    const tables: Record<string, ReceivedRows> = {};
    const own: Record<string, ReceivedRows> = {};
    for (const reader of this.#tables) {
      const { name, field, isOwn } = reader.table;
      (isOwn ? own : tables)[name] = reader.read(raw[field] as ReadonlyMap<string, RawRow>);
    }
    const logged = this.#log.read((raw[LOG_FIELD] ?? []) as ArrayLike<string>);
    // Where clients receive the rows near them, these are in the map.
    for (const [i, name] of this.#logged.entries()) if (tables[name].size === 0) tables[name] = logged[i];
    this.#readSeats(raw.seats as ReadonlyMap<string, RawSeat>);
    return { tick: joinTick(raw), seats: this.#seats, root: this.#root.read(0, raw).row, tables, own };
  }

  #readSeats(raw: ReadonlyMap<string, RawSeat>): void {
    const seats = Array.from({ length: this.#seatCount }, (_, seat) => readSeat(raw.get(`${seat}`)));
    const isSame = ({ status, name }: ReceivedSeat, seat: number) =>
      this.#seats[seat]?.status === status && this.#seats[seat].name === name;
    if (!seats.every(isSame)) this.#seats = seats;
  }
}

type RawSeat = { readonly status: number; readonly name: string };

const STATUS: Readonly<Record<number, SeatStatus>> = { [SEAT_STATUS.here]: "here", [SEAT_STATUS.away]: "away" };

const readSeat = (seat: RawSeat | undefined): ReceivedSeat => ({
  status: STATUS[seat?.status ?? 0] ?? "empty",
  name: seat?.name ?? "",
});

/** Reads the rows of one map. */
class TableReader {
  readonly table: WireTable;
  readonly #readers = new Map<string, RowReader>();
  #rows: ReceivedRows = new Map();

  constructor(table: WireTable) {
    this.table = table;
  }

  read(raw: ReadonlyMap<string, RawRow>): ReceivedRows {
    let isChanged = raw.size !== this.#rows.size;
    for (const [key, values] of raw.entries()) {
      const row = this.#readerOf(key).read(rowIdOf(key), values);
      isChanged ||= this.#rows.get(row.id) !== row;
    }
    if (!isChanged) return this.#rows;
    for (const key of this.#readers.keys()) if (!raw.has(key)) this.#readers.delete(key);
    const rows = [...raw.keys()].map((key) => this.#readerOf(key).newest as ReceivedRow);
    this.#rows = new Map(rows.sort((a, b) => a.id - b.id).map((row) => [row.id, row]));
    return this.#rows;
  }

  #readerOf(key: string): RowReader {
    const { fields, tickFields } = this.table;
    const reader = this.#readers.get(key) ?? new RowReader(fields, tickFields);
    this.#readers.set(key, reader);
    return reader;
  }
}

/** Reads one row again and again. */
class RowReader {
  readonly #fields: readonly WireField[];
  readonly #hasTick: boolean;
  /** Values as they came, by field. */
  readonly #raw: unknown[] = [];
  newest: ReceivedRow | null = null;

  constructor(fields: readonly WireField[], tickFields: readonly WireField[]) {
    this.#fields = [...fields, ...tickFields];
    this.#hasTick = tickFields.length > 0;
  }

  read(id: number, raw: RawRow): ReceivedRow {
    if (this.newest !== null && !this.#isChanged(raw)) return this.newest;
    const values: Record<string, unknown> = {};
    for (const [i, field] of this.#fields.entries()) {
      this.#raw[i] = rawValue(raw, field);
      field.decode(this.#raw[i], values);
    }
    this.newest = this.#hasTick
      ? rowWithTick(id, values as Record<string, unknown> & SplitTick)
      : { id, at: 0, row: values };
    return this.newest;
  }

  #isChanged(raw: RawRow): boolean {
    for (let i = 0; i < this.#fields.length; i++) if (rawValue(raw, this.#fields[i]) !== this.#raw[i]) return true;
    return false;
  }
}

function rowWithTick(id: number, { beat_, era_, ...row }: Record<string, unknown> & SplitTick): ReceivedRow {
  return { id, at: joinTick({ beat_, era_ }), row };
}
