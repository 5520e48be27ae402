import { type AnyRules, type AnyWorld, type PublishedRow, sameData } from "../../shared/kit/index.ts";

/** The rows of a continued table as clients show them. */
export class Continuation {
  readonly #rules: AnyRules;
  readonly #world: AnyWorld;
  readonly #table: string;

  constructor(rules: AnyRules, world: AnyWorld, table: string) {
    this.#rules = rules;
    this.#world = world;
    this.#table = table;
  }

  /** A row that was sent as clients show it in this patch. */
  shown(sent: PublishedRow): PublishedRow["row"] {
    const { tick } = this.#world;
    return this.#rules.continuedRow(this.#table, sent, tick - sent.at, this.#rules.publicWorld(this.#world));
  }

  /**
   * The row that clients are sent to show what was published. Where the row they have, with the columns that differ now, goes
   * on to the same, it is this: then nothing else is sent. It is checked in each patch, as continuations may round.
   */
  toSend(before: PublishedRow | null, published: PublishedRow): PublishedRow {
    if (before === null || before.at === published.at) return published;
    const [is, shown] = [this.shown(published), this.shown(before)];
    const differing = Object.keys(is).filter((name) => !sameData(is[name], shown[name]));
    if (differing.length === 0) return before;
    const row = { ...before.row, ...Object.fromEntries(differing.map((name) => [name, is[name]])) };
    const mended = { ...before, row };
    return sameData(this.shown(mended), is) ? mended : published;
  }
}
