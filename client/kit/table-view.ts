import type { AnyRules, KnownRow, TableColumns } from "../../shared/kit/index.ts";
import type { Tick } from "../../shared/machine.ts";
import { type ReceivedRow, type ReceivedRows, type ReceivedWorld, wireLayout } from "../../shared/wire/kit/index.ts";
import type { AnyRow, AnyValues } from "./view.ts";

type Continue = (row: AnyValues, ticks: number, world: AnyValues) => AnyValues;

/** One row as it came, and as it is shown. */
interface Entry {
  readonly id: number;
  readonly isOwn: boolean;
  /** The public columns and the own ones; null: nothing came. */
  readonly everyones: ReceivedRow | null;
  readonly own: ReceivedRow | null;
  /** As it came, for rows that are not continued. */
  readonly plain: AnyRow;
  shown: AnyRow;
  /** A tick later; null: not asked for yet. */
  next: AnyRow | null;
}

const NO_ROWS: ReceivedRows = new Map();

/** The rows of one table: what came of each, continued to the displayed tick. */
export class TableView {
  readonly name: string;
  readonly isPerSeat: boolean;
  readonly #continue: Continue | null;
  readonly #hasSeat: boolean;
  /** Whether own rows have all columns, and are continued themselves. */
  readonly #isOwnWhole: boolean;
  /** Own columns of rows that are not one's own. */
  readonly #unknown: AnyValues;
  #entries: readonly Entry[] = [];
  #byId = new Map<number, Entry>();
  #everyones = NO_ROWS;
  #own = NO_ROWS;
  #seat = -1;
  #tick: Tick = 0;
  #world: AnyValues = {};
  #predicted: AnyValues | null = null;
  /** As shown; null: to be made anew. */
  #rows: readonly AnyRow[] | null = null;

  constructor(rules: AnyRules, { name, kind, columns }: TableColumns) {
    this.name = name;
    this.isPerSeat = kind === "perSeat";
    this.#continue = rules.definition.continued?.[name]?.continue ?? null;
    this.#hasSeat = !this.isPerSeat && columns.some((column) => column.name === "seat");
    this.#isOwnWhole = wireLayout(rules).tables.some((of) => of.name === name && of.isOwn && of.isContinued);
    const own = columns.filter(({ visibility }) => visibility === "own");
    this.#unknown = Object.fromEntries(own.map((column) => [column.name, undefined]));
  }

  get isContinued(): boolean {
    return this.#continue !== null;
  }

  /** Takes over what came. */
  receive({ tables, own }: ReceivedWorld, seat: number): void {
    const everyones = tables[this.name] ?? NO_ROWS;
    const ownRows = own[this.name] ?? NO_ROWS;
    if (everyones === this.#everyones && ownRows === this.#own && seat === this.#seat) return;
    this.#everyones = everyones;
    this.#own = ownRows;
    this.#seat = seat;
    this.#rows = null;
    const isJoined = [...ownRows.keys()].every((id) => everyones.has(id));
    const ids = isJoined ? [...everyones.keys()] : [...new Set([...everyones.keys(), ...ownRows.keys()])];
    if (!isJoined) ids.sort((a, b) => a - b);
    this.#entries = ids.map((id) => this.#entryOf(id, everyones.get(id) ?? null, ownRows.get(id) ?? null));
    this.#byId = new Map(this.#entries.map((entry) => [entry.id, entry]));
  }

  #entryOf(id: number, everyones: ReceivedRow | null, own: ReceivedRow | null): Entry {
    const isOwn = this.#isOwn(id, everyones, own);
    const before = this.#byId.get(id);
    if (before?.everyones === everyones && before.own === own && before.isOwn === isOwn) return before;
    const plain: AnyRow = { id, isOwn, ...this.#unknown, ...everyones?.row, ...own?.row };
    return { id, isOwn, everyones, own, plain, shown: plain, next: null };
  }

  #isOwn(id: number, everyones: ReceivedRow | null, own: ReceivedRow | null): boolean {
    if (own !== null) return true;
    if (this.#seat < 0) return false;
    return this.isPerSeat ? id === this.#seat : this.#hasSeat && everyones?.row.seat === this.#seat;
  }

  /**
   * The rows at a tick.
   *
   * @param world what continuations may use
   * @param predicted columns of one's own row of a `perSeat` table; null: it is continued as others are
   */
  show(tick: Tick, world: AnyValues, predicted: AnyValues | null): readonly AnyRow[] {
    const isSame = !this.isContinued || (tick === this.#tick && world === this.#world && predicted === this.#predicted);
    if (this.#rows !== null && isSame) return this.#rows;
    this.#tick = tick;
    this.#world = world;
    this.#predicted = predicted;
    this.#rows = this.#entries.map((entry) => {
      entry.next = null;
      entry.shown = entry.isOwn && predicted !== null ? asRow(entry, predicted) : this.#rowAt(entry, tick);
      return entry.shown;
    });
    return this.#rows;
  }

  /** The row one tick later than shown; null: there is none. @param predicted as for {@link show} */
  next(id: number, predicted: AnyValues | null): AnyRow | null {
    const entry = this.#byId.get(id);
    if (entry === undefined) return null;
    if (entry.isOwn && predicted !== null) entry.next ??= asRow(entry, predicted);
    else entry.next ??= this.isContinued ? this.#rowAt(entry, this.#tick + 1) : entry.shown;
    return entry.next;
  }

  #rowAt(entry: Entry, tick: Tick): AnyRow {
    const changes = this.#changes(entry, tick, this.#world);
    return Object.keys(changes).length === 0 ? entry.plain : asRow(entry, changes);
  }

  /** The columns that differ, at a tick, from those that came. */
  #changes({ everyones, own }: Entry, tick: Tick, world: AnyValues): AnyValues {
    const from = own !== null && this.#isOwnWhole ? own : everyones;
    if (this.#continue === null || from === null || tick <= from.at) return {};
    return this.#continue(from.row, tick - from.at, world);
  }

  /** Whether a row with this id came. */
  has(id: number): boolean {
    return this.#byId.has(id);
  }

  /** What is known of each row at a tick. */
  *known(tick: Tick, world: AnyValues): Generator<KnownRow> {
    for (const entry of this.#entries) yield this.#knownAt(entry, tick, world);
  }

  /** The same of others' rows. */
  *others(tick: Tick, world: AnyValues): Generator<KnownRow> {
    for (const entry of this.#entries) if (!entry.isOwn) yield this.#knownAt(entry, tick, world);
  }

  /** The same of one's own row of a `perSeat` table; null: none came. */
  own(tick: Tick, world: AnyValues): AnyValues | null {
    const entry = this.#byId.get(this.#seat);
    return entry === undefined ? null : this.#knownAt(entry, tick, world).row;
  }

  /** Columns without a value are left out. */
  #knownAt(entry: Entry, tick: Tick, world: AnyValues): KnownRow {
    const { id, everyones, own } = entry;
    return { id, row: { ...everyones?.row, ...own?.row, ...this.#changes(entry, tick, world) } };
  }
}

const asRow = ({ plain }: Entry, columns: AnyValues): AnyRow => ({ ...plain, ...columns });
