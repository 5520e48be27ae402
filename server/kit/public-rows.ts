import type { AnyRules, AnyWorld } from "../../shared/kit/index.ts";
import type { Tick } from "../../shared/machine.ts";
import { LOG_FIELD, type LoggedTable, WorldLogWriter } from "../../shared/wire/kit/index.ts";
import type { ChangeLog } from "../replication/change-log.ts";
import { TableChanges } from "./table-changes.ts";

/** The rows that everyone receives, as texts for clients' lists of changes. */
export class PublicRows implements ChangeLog {
  readonly field = LOG_FIELD;
  changes = "";
  readonly #tables: readonly (TableChanges | null)[];
  readonly #log: WorldLogWriter;
  readonly #world: AnyWorld;
  /** As of the last write. */
  #tick: Tick;
  #whole: string | null = null;

  /** @param isElsewhere whether a table's rows go to those near them instead */
  constructor(
    rules: AnyRules,
    world: AnyWorld,
    logged: readonly LoggedTable[],
    isElsewhere: (table: string) => boolean,
  ) {
    this.#tables = logged.map((table) => (isElsewhere(table.name) ? null : new TableChanges(rules, world, table)));
    this.#log = new WorldLogWriter(logged);
    this.#world = world;
    this.#tick = world.tick;
  }

  get wholeLength(): number {
    return this.#log.wholeLength;
  }

  /** Takes over what changed in the world. */
  write(): void {
    this.#tick = this.#world.tick;
    this.#whole = null;
    const { rows } = this.#log;
    this.changes = this.#log.write(
      this.#tick,
      this.#tables.map((table, i) => table?.find(rows[i]) ?? null),
    );
  }

  whole(): string {
    this.#whole ??= this.#log.whole(this.#tick);
    return this.#whole;
  }
}
