import type { AnyRules, AnyWorld } from "../../shared/kit/index.ts";
import type { LoggedTable, ReceivedRow, ReceivedRows, RowChanges } from "../../shared/wire/kit/index.ts";
import { Continuation } from "./continuation.ts";
import { publicRows, type RowReader, type SentRow, slotsOf } from "./rows.ts";

/** Of slots without a row. */
const NONE = -1;

/** Finds what becomes of the rows of one table from patch to patch. */
export class TableChanges {
  readonly #table: LoggedTable;
  readonly #world: AnyWorld;
  readonly #read: RowReader;
  readonly #continuation: Continuation;
  /** By slot: the key of its row at the last call. */
  readonly #keys: number[] = [];

  constructor(rules: AnyRules, world: AnyWorld, table: LoggedTable) {
    this.#table = table;
    this.#world = world;
    this.#read = publicRows(rules, table);
    this.#continuation = new Continuation(rules, world, table.name);
  }

  /** Since the last call. null: clients have all rows as they are. @param had the rows that clients have */
  find(had: ReceivedRows): RowChanges | null {
    const removed: number[] = [];
    const updated: ReceivedRow[] = [];
    const added: ReceivedRow[] = [];
    // Slots never become fewer.
    const count = slotsOf(this.#world, this.#table.name);
    for (let slot = 0; slot < count; slot++) {
      const sent = this.#read(this.#world, slot);
      const key = sent?.key ?? NONE;
      const keyBefore = this.#keys[slot] ?? NONE;
      this.#keys[slot] = key;
      if (keyBefore !== key && keyBefore !== NONE) removed.push(keyBefore);
      if (sent === null) continue;
      const before = keyBefore === key ? (had.get(key) as ReceivedRow) : null;
      const row = this.#table.isContinued ? this.#published(before, sent) : this.#live(before, sent);
      if (before === null) added.push(row);
      else if (row !== before) updated.push(row);
    }
    if (removed.length + updated.length + added.length === 0) return null;
    return { removed, updated, added: added.sort((a, b) => a.id - b.id) };
  }

  #live(before: ReceivedRow | null, { columns, key }: SentRow): ReceivedRow {
    if (before !== null && this.#isSame(before.row, columns)) return before;
    const row = Object.fromEntries(this.#table.columns.map(({ name }) => [name, columns[name]]));
    return { id: key, at: 0, row };
  }

  #isSame(a: ReceivedRow["row"], b: ReceivedRow["row"]): boolean {
    for (const { name } of this.#table.columns) if (a[name] !== b[name]) return false;
    return true;
  }

  /** What is published never changes: another publication is another object. */
  #published(before: ReceivedRow | null, { columns, key, at }: SentRow): ReceivedRow {
    if (before !== null && before.row === columns) return before;
    return this.#continuation.toSend(before, { id: key, at, row: columns });
  }
}
