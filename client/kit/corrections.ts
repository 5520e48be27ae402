import type { AnyRules } from "../../shared/kit/index.ts";
import { shareAfter } from "../net/blend.ts";
import type { AnyRow, AnyValues } from "./view.ts";

/**
 * Columns of a table whose rows would else jump. Of a continued table, corrections fade; rows of another are on their way from
 * where they were shown to where a patch brings them, until about the next patch.
 */
export interface AnyBlendRule {
  readonly table: string;
  /** Of numbers: together one place, or one angle. */
  readonly columns: readonly string[];
  /** Larger corrections are shown at once. In units of the columns. */
  readonly maxUnits: number;
  /** For columns that go round, as angles and places on a torus do: how many units once around. Default: they do not. */
  circle?(world: AnyValues): number;
}

/** Throws a TypeError or RangeError that names what is wrong with a rule. @param path of the list of rules */
export function checkBlend({ fields }: AnyRules, { table, columns, maxUnits }: AnyBlendRule, path: string): void {
  const found = fields.tables.find(({ name }) => name === table);
  if (found === undefined) throw new TypeError(`${path}: there is no table ${table}`);
  const numbers = found.columns.filter(({ visibility, spec }) => visibility === "public" && spec.kind === "int");
  for (const column of columns)
    if (!numbers.some(({ name }) => name === column))
      throw new TypeError(`${path}: ${table}.${column} is no public column of whole numbers`);
  if (!(maxUnits > 0)) throw new RangeError(`${path}: maxUnits of ${table} is ${maxUnits}; a number above 0 would do`);
}

export type RowsByTable = Readonly<Record<string, readonly AnyRow[]>>;

/** Smaller offsets are none, as a share of the largest. */
const SMALL_SHARE = 1e-3;

/** How long rows are on their way to where a patch brings them, in patches: somewhat longer than one, as the next may be late. */
const WAY_PATCHES = 1.25;

/** How long rows of a table are on their way, s; null: it is continued. */
export function waySeconds({ fields, definition, patchEveryTicks }: AnyRules, table: string): number | null {
  const isContinued = fields.tables.some(({ name, continued }) => continued && name === table);
  return isContinued ? null : (WAY_PATCHES * patchEveryTicks) / definition.tickHz;
}

/**
 * Offsets of rows from where they are to where they are drawn. When a patch moves a row, it is drawn where it was, and goes
 * over to where it is within the next tenths of a second.
 */
export class Corrections {
  readonly #parts: readonly RuleOffsets[];

  /** @param wayS by table, see {@link waySeconds} */
  constructor(rules: readonly AnyBlendRule[], wayS: (table: string) => number | null) {
    this.#parts = rules.map((rule) => new RuleOffsets(rule, wayS(rule.table)));
  }

  /** The tables whose rows may have offsets. */
  get tables(): readonly string[] {
    return this.#parts.map(({ rule }) => rule.table);
  }

  /** Adds what a patch moved. @param before rows as they would be shown now without it @param now with it */
  add(before: RowsByTable, now: RowsByTable, world: AnyValues): void {
    for (const part of this.#parts) {
      const { table } = part.rule;
      if (before[table] !== now[table]) part.add(before[table], now[table], world);
    }
  }

  fade(seconds: number): void {
    for (const part of this.#parts) part.fade(seconds);
  }

  clear(): void {
    for (const part of this.#parts) part.clear();
  }

  /** Whether rows of a table are drawn where they are. */
  isStill(table: string): boolean {
    return this.#parts.every((part) => part.rule.table !== table || part.isStill);
  }

  /** A row as it is drawn. */
  drawn(table: string, row: AnyRow, world: AnyValues): AnyRow {
    let drawn = row;
    for (const part of this.#parts) if (part.rule.table === table) drawn = part.drawn(drawn, world);
    return drawn;
  }
}

/** The offsets of one rule, by row id. */
class RuleOffsets {
  readonly rule: AnyBlendRule;
  readonly #offsets = new Map<number, readonly number[]>();
  /** How long rows are on their way after a patch; null: corrections fade instead. And how much of that is left, s. */
  readonly #wayS: number | null;
  #leftS = 0;

  constructor(rule: AnyBlendRule, wayS: number | null) {
    this.rule = rule;
    this.#wayS = wayS;
  }

  get isStill(): boolean {
    return this.#offsets.size === 0;
  }

  add(before: readonly AnyRow[], now: readonly AnyRow[], world: AnyValues): void {
    const circle = this.rule.circle?.(world) ?? Number.POSITIVE_INFINITY;
    this.#leftS = this.#wayS ?? 0;
    const was = new Map(before.map((row) => [row.id, row]));
    for (const id of this.#offsets.keys()) if (!was.has(id)) this.#offsets.delete(id);
    for (const row of now) {
      const from = was.get(row.id);
      if (from !== undefined) this.#move(row.id, from, row, circle);
    }
  }

  #move(id: number, from: AnyRow, to: AnyRow, circle: number): void {
    const offsets = this.#offsets.get(id);
    const moved = this.rule.columns.map((column, i) =>
      shorterWay((offsets?.[i] ?? 0) + Number(from[column]) - Number(to[column]), circle),
    );
    this.#keep(id, moved);
  }

  #keep(id: number, offsets: readonly number[]): void {
    const { maxUnits } = this.rule;
    const units = Math.hypot(...offsets);
    if (units >= SMALL_SHARE * maxUnits && units <= maxUnits) this.#offsets.set(id, offsets);
    else this.#offsets.delete(id);
  }

  fade(seconds: number): void {
    const share = this.#shareAfter(seconds);
    for (const [id, offsets] of this.#offsets)
      this.#keep(
        id,
        offsets.map((offset) => offset * share),
      );
  }

  #shareAfter(seconds: number): number {
    if (this.#wayS === null) return shareAfter(seconds);
    const share = seconds < this.#leftS ? 1 - seconds / this.#leftS : 0;
    this.#leftS *= share;
    return share;
  }

  clear(): void {
    this.#offsets.clear();
  }

  drawn(row: AnyRow, world: AnyValues): AnyRow {
    const offsets = this.#offsets.get(row.id);
    if (offsets === undefined) return row;
    const { columns } = this.rule;
    const circle = this.rule.circle?.(world) ?? Number.POSITIVE_INFINITY;
    const places = columns.map((column, i) => [column, aroundFromZero(Number(row[column]) + offsets[i], circle)]);
    return { ...row, ...Object.fromEntries(places) };
  }
}

const shorterWay = (way: number, circle: number) =>
  Number.isFinite(circle) ? way - circle * Math.round(way / circle) : way;

const aroundFromZero = (at: number, circle: number) =>
  Number.isFinite(circle) ? ((at % circle) + circle) % circle : at;
