import type { AnyRules, AnyWorld, PublishedRow } from "../../shared/kit/index.ts";
import { rowKey, splitTick, type WireTable } from "../../shared/wire/kit/index.ts";
import type { RecordTable } from "../replication/record-table.ts";
import { type RowReader, rowReader, type SentRow, slotsOf } from "./rows.ts";

const NO_SLOTS: readonly number[] = [];
/** Of slots without a row. */
const NONE = -1;

/** Keeps one map of the state in sync with a table of the world, and knows who receives which of its rows. */
export class TableWriter {
  readonly wire: WireTable;
  readonly #rules: AnyRules;
  readonly #world: AnyWorld;
  readonly #read: RowReader;
  /** By slot, as of the last write: key and holder of its row. */
  readonly #keys: number[] = [];
  readonly #holders: number[] = [];
  /** Slots with a row, in order. */
  #slots: number[] = [];
  /** By seat: the slots of own rows. */
  readonly #bySeat = new Map<number, number[]>();
  /** By slot, of packed rows: their values as of the last write. */
  readonly #packed: (Record<string, unknown> | null)[] = [];
  /** By slot, of continued own rows: as their holder was last sent them. */
  readonly #sent: (PublishedRow | null)[] = [];

  constructor(rules: AnyRules, world: AnyWorld, wire: WireTable) {
    this.wire = wire;
    this.#rules = rules;
    this.#world = world;
    this.#read = rowReader(rules, wire);
  }

  /** Slots that everyone receives. */
  get everyones(): readonly number[] {
    return this.wire.isOwn ? NO_SLOTS : this.#slots;
  }

  /** Slots that only a seat's holder receives. Nobody who took the seat since the last write. */
  ownSlots(seat: number, epoch: number): readonly number[] {
    const slots = this.#bySeat.get(seat) ?? NO_SLOTS;
    return slots.length > 0 && this.#holders[slots[0]] === epoch ? slots : NO_SLOTS;
  }

  write(table: RecordTable): void {
    this.#slots = [];
    this.#bySeat.clear();
    // Slots never become fewer.
    const count = slotsOf(this.#world, this.wire.name);
    for (let slot = 0; slot < count; slot++) {
      const sent = this.#read(this.#world, slot);
      this.#replace(table, slot, sent);
      if (sent === null) continue;
      this.#slots.push(slot);
      if (this.wire.isOwn) this.#addOwn(sent.seat, slot);
      this.#writeColumns(table, slot, sent);
    }
  }

  /** Another row, or the same for another holder, is another object: nobody goes on receiving it. */
  #replace(table: RecordTable, slot: number, sent: SentRow | null): void {
    const key = sent?.key ?? NONE;
    const holder = sent?.holder ?? 0;
    if ((this.#keys[slot] ?? NONE) === key && (this.#holders[slot] ?? 0) === holder) return;
    if ((this.#keys[slot] ?? NONE) !== NONE) table.close(slot);
    this.#keys[slot] = key;
    this.#holders[slot] = holder;
    this.#sent[slot] = this.#packed[slot] = null;
    if (sent !== null) table.open(slot, rowKey(key));
  }

  #addOwn(seat: number, slot: number): void {
    const slots = this.#bySeat.get(seat) ?? [];
    slots.push(slot);
    this.#bySeat.set(seat, slots);
  }

  /** Whether the holder of an own row continues it exactly to what it is. */
  #isContinued(slot: number, columns: SentRow["columns"]): boolean {
    const sent = this.#sent[slot] ?? null;
    if (sent === null) return false;
    const { tick } = this.#world;
    const shown = this.#rules.continuedRow(this.wire.name, sent, tick - sent.at, this.#rules.publicWorld(this.#world));
    return this.wire.fields.every((field) => field.encode(shown) === field.encode(columns));
  }

  /** A copy of the columns as they arrive. */
  #asSent(columns: SentRow["columns"]): SentRow["columns"] {
    const sent: Record<string, unknown> = {};
    for (const field of this.wire.fields) field.decode(field.encode(columns), sent);
    return sent;
  }

  /** Whether a packed row is as it was written last, so that it need not be packed again. */
  #isSteady(slot: number, columns: SentRow["columns"]): boolean {
    const before = this.#packed[slot] ?? null;
    for (const name in before) if (before[name] !== columns[name]) return false;
    return before !== null;
  }

  #writeColumns(table: RecordTable, slot: number, { columns, at }: SentRow): void {
    if (this.wire.isPacked) {
      if (this.#isSteady(slot, columns)) return;
      this.#packed[slot] = this.#asSent(columns);
    }
    if (this.wire.isOwn && this.wire.isContinued) {
      if (this.#isContinued(slot, columns)) return;
      this.#sent[slot] = { id: 0, at: this.#world.tick, row: this.#asSent(columns) };
    }
    for (const field of this.wire.fields) {
      const value = field.encode(columns);
      if (typeof value === "number") table.set(slot, table.columns[field.name], value);
      else table.setText(slot, table.columns[field.name], value);
    }
    if (!this.wire.hasTick) return;
    // An own row changed now, if at all.
    if (this.wire.isOwn && table.dirty[slot] === 0) return;
    const { beat, era } = splitTick(this.wire.isOwn ? this.#world.tick : at);
    table.set(slot, table.columns.beat_, beat);
    table.set(slot, table.columns.era_, era);
  }
}
