import type { AnyRules, AnyWorld, PublishedRow } from "../../shared/kit/index.ts";
import { rowKey, splitTick, type WireField, type WireTable } from "../../shared/wire/kit/index.ts";
import type { RecordTable } from "../replication/record-table.ts";
import { Continuation } from "./continuation.ts";
import { type RowReader, rowReader, type SentRow, slotsOf } from "./rows.ts";

const NO_SLOTS: readonly number[] = [];
/** Of slots without a row. */
const NONE = -1;

/** Keeps one map of the state in sync with a table of the world, and knows who receives which of its rows. */
export class TableWriter {
  readonly wire: WireTable;
  readonly #continuation: Continuation;
  readonly #world: AnyWorld;
  readonly #read: RowReader;
  /** By slot, as of the last write: key and holder of its row. */
  readonly #keys: number[] = [];
  readonly #holders: number[] = [];
  /** Slots with a row, in order. */
  #slots: number[] = [];
  /** By seat: the slots of own rows. */
  readonly #bySeat = new Map<number, number[]>();
  /** By slot, of texts: the row as of the last write. */
  readonly #packed: (SentRow["columns"] | null)[] = [];
  /** By slot, of continued rows: as clients were last sent them. */
  readonly #sent: (PublishedRow | null)[] = [];

  constructor(rules: AnyRules, world: AnyWorld, wire: WireTable) {
    this.wire = wire;
    this.#continuation = new Continuation(rules, world, wire.name);
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
    const shown = this.#continuation.shown(sent);
    return this.wire.fields.every((field) => field.encode(shown) === field.encode(columns));
  }

  /** A copy of the columns as they arrive. */
  #asSent(columns: SentRow["columns"]): SentRow["columns"] {
    const sent: Record<string, unknown> = {};
    for (const field of this.wire.fields) field.decode(field.encode(columns), sent);
    return sent;
  }

  /** Whether a text is as it was written last, so that it need not be packed again. */
  #isSteady(slot: number, columns: SentRow["columns"]): boolean {
    const before = this.#packed[slot] ?? null;
    for (const name in before) if (before[name] !== columns[name]) return false;
    return before !== null;
  }

  #writeColumns(table: RecordTable, slot: number, sent: SentRow): void {
    const { isOwn, isContinued, hasTexts } = this.wire;
    if (isOwn) this.#writeOwn(table, slot, sent);
    else if (hasTexts) this.#writeText(table, slot, sent);
    else if (isContinued) this.#writePublished(table, slot, sent);
    else writeFields(table, slot, this.wire.fields, sent.columns);
  }

  #writeText(table: RecordTable, slot: number, { columns }: SentRow): void {
    if (this.#isSteady(slot, columns)) return;
    this.#packed[slot] = this.#asSent(columns);
    table.setText(slot, 0, this.wire.fields[0].encode(columns) as string);
  }

  /** What is published never changes: another publication is another object. */
  #writePublished(table: RecordTable, slot: number, { columns, at }: SentRow): void {
    const before = this.#sent[slot] ?? null;
    if (before?.row === columns) return;
    const sent = this.#continuation.toSend(before, { id: 0, at, row: columns });
    if (sent === before) return;
    this.#sent[slot] = sent;
    const { fields, tickFields } = this.wire;
    const values = { ...sent.row, ...splitTick(sent.at) };
    writeFields(table, slot, fields, values);
    writeFields(table, slot, tickFields, values);
  }

  #writeOwn(table: RecordTable, slot: number, { columns }: SentRow): void {
    const { isContinued, fields, tickFields } = this.wire;
    const { tick } = this.#world;
    if (isContinued) {
      if (this.#isContinued(slot, columns)) return;
      this.#sent[slot] = { id: 0, at: tick, row: this.#asSent(columns) };
    }
    writeFields(table, slot, fields, columns);
    // It changed now, if at all.
    if (table.dirty[slot] !== 0) writeFields(table, slot, tickFields, { ...splitTick(tick) });
  }
}

/** Sets fields of an object. @param values by column */
export function writeFields(
  table: RecordTable,
  slot: number,
  fields: readonly WireField[],
  values: Readonly<Record<string, unknown>>,
): void {
  for (const field of fields) {
    const value = field.encode(values);
    if (typeof value === "number") table.set(slot, table.columns[field.name], value);
    else table.setText(slot, table.columns[field.name], value);
  }
}
