import {
  type AnyRules,
  type AnyWorld,
  type Column,
  copyData,
  type KnownWorld,
  sameData,
} from "../../shared/kit/index.ts";
import type { Tick } from "../../shared/machine.ts";
import type { ReceivedWorld } from "../../shared/wire/kit/index.ts";
import type { AnyValues } from "./view.ts";

/** A command as a client sends it. */
export type SentCommand = Readonly<Record<string, unknown>> & { readonly type: string };

/** What a prediction starts from. */
export interface PredictionBase {
  /** All that is known at the tick of the newest patch. */
  known(): KnownWorld;
  /** What is known of one's own row at that tick, by continued table of seats; null: nothing. */
  own(table: string): AnyValues | null;
  /** The same of other seats' rows at any tick. */
  others(table: string, tick: Tick): Iterable<{ readonly id: number; readonly row: AnyValues }>;
}

/** How much of a patch is new: nothing but its tick, rows, or also what the whole game depends on. */
export type PatchNews = "nothing" | "rows" | "world";

export function newsOf(before: ReceivedWorld, now: ReceivedWorld): PatchNews {
  const areSame = (a: Readonly<Record<string, unknown>>, b: Readonly<Record<string, unknown>>) =>
    Object.keys(b).every((table) => a[table] === b[table]);
  if (before.root !== now.root || before.seats !== now.seats) return "world";
  return areSame(before.tables, now.tables) && areSame(before.own, now.own) ? "nothing" : "rows";
}

type MachineCommand = Parameters<AnyRules["predict"]>[1][number];
type OwnRows = ReadonlyMap<string, AnyValues>;

/** More ticks than any round trip that can be played on. */
const MAX_REPLAY_TICKS = 128;
/** D8: commands that no patch has shown yet. */
const MAX_COMMANDS = 512;
/** Where one's own rows were predicted right, others' are taken over this often: until then they are continued. */
const REFRESH_S = 0.25;

const NO_COMMANDS: readonly MachineCommand[] = [];
const NO_ROWS: OwnRows = new Map();

/**
 * One's own rows of continued `perSeat` tables, ahead of the server: the machine's own step on a world of all that is
 * known, with the commands that no patch can have shown yet. Others do what their continuation says. What depends on
 * hidden columns, or on chance, is wrong until the next patch.
 */
export class Prediction {
  readonly #rules: AnyRules;
  readonly #seat: number;
  readonly #tables: readonly string[];
  /** By table: the known columns, and of them the public numbers. */
  readonly #columns: ReadonlyMap<string, readonly string[]>;
  readonly #numbers: ReadonlyMap<string, readonly string[]>;
  readonly #commands = new Map<Tick, SentCommand[]>();
  #commandCount = 0;
  #base: PredictionBase | null = null;
  #baseTick: Tick = 0;
  /** The world one tick after {@link tick}; null: nothing is predicted now. */
  #world: AnyWorld | null = null;
  #now: OwnRows = NO_ROWS;
  #next: OwnRows = NO_ROWS;
  /** One's own rows by tick, from the newest patch on. */
  readonly #history = new Map<Tick, OwnRows>();
  /** The newest patch from which all was predicted. */
  #replayedAt: Tick = 0;
  #isOutdated = false;
  /** Tick of the rows that are shown. */
  tick: Tick = 0;
  /** How often a row was placed anew, instead of where it was predicted; see `jumpUnits` of the rules. */
  jumps = 0;
  /** The error with which the rules refused to be predicted; from then on nothing is. */
  fault: unknown = null;

  constructor(rules: AnyRules, seat: number) {
    this.#rules = rules;
    this.#seat = seat;
    const tables = rules.fields.tables.filter(({ kind, continued }) => kind === "perSeat" && continued);
    this.#tables = seat < 0 ? [] : tables.map(({ name }) => name);
    const named = (of: (column: Column) => boolean) =>
      new Map(tables.map(({ name, columns }) => [name, columns.filter(of).map((column) => column.name)]));
    this.#columns = named(({ visibility }) => visibility !== "private");
    this.#numbers = named(({ visibility, spec }) => visibility === "public" && spec.kind === "int");
  }

  /** Known columns of one's own row at {@link tick}; null: it is not predicted. */
  now(table: string): AnyValues | null {
    return this.#now.get(table) ?? null;
  }

  /** The same one tick later, if no other command comes. */
  next(table: string): AnyValues | null {
    return this.#next.get(table) ?? null;
  }

  /** A command was sent for a tick that is still to come. */
  record(tick: Tick, command: SentCommand): void {
    if (this.#tables.length === 0 || this.#commandCount === MAX_COMMANDS) return;
    const commands = this.#commands.get(tick) ?? [];
    commands.push(command);
    this.#commands.set(tick, commands);
    this.#commandCount++;
    if (tick <= this.tick + 1) this.#isOutdated = true;
  }

  /**
   * Takes over the newest patch. Returns by how much one's own rows were off at the shown tick, in units of their columns;
   * null: there was nothing to compare, or a row was placed anew.
   */
  rebase(base: PredictionBase, tick: Tick, news: PatchNews): number | null {
    this.#base = base;
    this.#baseTick = tick;
    this.#forget(tick);
    const isRight = this.#isRight(base, tick);
    for (const at of this.#history.keys()) if (at <= tick) this.#history.delete(at);
    const isFresh = tick - this.#replayedAt < REFRESH_S * this.#rules.definition.tickHz;
    if (isRight && (news === "nothing" || (news === "rows" && isFresh))) return 0;
    const [before, shown] = [this.#now, this.tick];
    this.#replay();
    if (before === NO_ROWS || this.#now === NO_ROWS || this.tick !== shown) return null;
    const differences = this.#tables.map((table) => this.#difference(table, before.get(table) ?? {}));
    const isJump = this.#tables.some((table, i) => differences[i] > this.#jumpUnits(table));
    if (isJump) this.jumps++;
    return isJump ? null : Math.hypot(...differences);
  }

  /** Whether one's own rows at a tick are as they were predicted. */
  #isRight(base: PredictionBase, tick: Tick): boolean {
    const predicted = this.#history.get(tick);
    if (this.#world === null || predicted === undefined) return false;
    return this.#tables.every((table) => {
      const known = Object.entries(base.own(table) ?? {});
      return known.every(([name, value]) => sameData(predicted.get(table)?.[name], value));
    });
  }

  /** Forgets the commands that a patch of this tick shows. */
  #forget(tick: Tick): void {
    for (const [at, { length }] of this.#commands) {
      if (at > tick) continue;
      this.#commands.delete(at);
      this.#commandCount -= length;
    }
  }

  /** Goes on to a tick. One far ahead of the newest patch is not predicted. */
  advance(tick: Tick): void {
    if (tick - this.#baseTick > MAX_REPLAY_TICKS) this.#stop(tick);
    else if (this.#isOutdated || (this.#world === null && this.#base !== null)) {
      this.tick = tick;
      this.#replay();
    } else this.#stepTo(tick);
  }

  #stop(tick: Tick): void {
    this.tick = tick;
    this.#world = null;
    this.#now = this.#next = NO_ROWS;
    this.#history.clear();
  }

  /** Predicts anew, from the newest patch up to the shown tick. */
  #replay(): void {
    this.#isOutdated = false;
    const { tick } = this;
    this.#stop(tick);
    if (this.#base === null || this.#tables.length === 0 || this.fault !== null) return;
    if (tick - this.#baseTick > MAX_REPLAY_TICKS) return;
    this.#guard(() => {
      const world = this.#rules.worldFrom((this.#base as PredictionBase).known());
      this.#world = world;
      this.tick = this.#baseTick;
      this.#replayedAt = this.#baseTick;
      this.#now = this.#ownRows(world);
      this.#step(world);
    });
    this.#stepTo(tick);
  }

  #stepTo(tick: Tick): void {
    while (this.tick < tick) {
      this.tick++;
      this.#now = this.#next;
      const world = this.#world;
      if (world === null) continue;
      this.#guard(() => this.#step(world));
    }
  }

  #step(world: AnyWorld): void {
    const commands = this.#commands.get(world.tick + 1);
    const own = commands?.map((command): MachineCommand => ({ ...command, seat: this.#seat })) ?? NO_COMMANDS;
    this.#rules.predict(world, own);
    for (const table of this.#tables) {
      const rows = world[table] as Record<string, unknown>[];
      for (const { id, row } of this.#base?.others(table, world.tick) ?? []) Object.assign(rows[id], row);
    }
    this.#next = this.#ownRows(world);
    this.#history.set(world.tick, this.#next);
  }

  /** Rules that cannot go without what is hidden end the prediction, not the game. */
  #guard(work: () => void): void {
    try {
      work();
    } catch (error) {
      this.fault = error;
      this.#stop(this.tick);
    }
  }

  #ownRows(world: AnyWorld): OwnRows {
    const rows = this.#tables.map((table) => {
      const row = (world[table] as AnyValues[])[this.#seat];
      const columns = (this.#columns.get(table) ?? []).map((name) => [name, copyData(row[name])]);
      return [table, Object.fromEntries(columns) as AnyValues] as const;
    });
    return new Map(rows);
  }

  /** How far a table's row is from what it was, over the columns that move. */
  #difference(table: string, before: AnyValues): number {
    const now = this.#now.get(table) ?? {};
    return Math.hypot(...this.#moving(table).map((name) => Number(before[name]) - Number(now[name])));
  }

  #jumpUnits(table: string): number {
    return this.#rules.definition.continued?.[table]?.jumpUnits ?? Number.POSITIVE_INFINITY;
  }

  /** The numbers with an ε, or where none has one, all. */
  #moving(table: string): readonly string[] {
    const { epsilon = {} } = this.#rules.definition.continued?.[table] ?? {};
    const named = Object.keys(epsilon);
    return named.length > 0 ? named : (this.#numbers.get(table) ?? []);
  }
}
