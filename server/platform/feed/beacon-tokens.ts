import type { Database } from "bun:sqlite";
import { createHash, randomBytes } from "node:crypto";
import type { Budgets } from "../../budgets/index.ts";
import type { RowReader } from "../../ops/readable-rows.ts";
import type { BeaconArea } from "./messages.ts";
import { FeedRefused } from "./refused.ts";

/** The beacon that a token may publish. */
export interface BeaconOwner {
  readonly name: string;
  /** The area in which it may be; null: anywhere. */
  readonly within: BeaconArea | null;
}

/** A token that has not expired. */
export interface BeaconToken extends BeaconOwner {
  /** The player who issued it. */
  readonly by: number;
  /** ms since 1970 */
  readonly expiresAt: number;
}

interface TokenRow {
  readonly name: string;
  readonly place: string;
  readonly by: number;
  readonly expiresAt: number;
}

const COLUMNS = 'name, place, "by", expiresAtMs AS expiresAt';

const TOKEN_BYTES = 32;

/** Tokens to publish beacons for a while. Only their hashes are stored. */
export class BeaconTokens {
  readonly #db: Database;
  readonly #budgets: Budgets;
  readonly #readRows: RowReader;

  /** @param db see `openFeedDatabase` */
  constructor(db: Database, budgets: Budgets, readRows: RowReader) {
    this.#db = db;
    this.#readRows = readRows;
    this.#budgets = budgets;
  }

  /** Issues the token of a beacon that has none. Throws {@link FeedRefused}. @param by the issuing player */
  issue({ name, within }: BeaconOwner, by: number, expiresAtMs: number, nowMs: number): string {
    this.#db.run("DELETE FROM beacons WHERE expiresAtMs <= ?", [nowMs]);
    if (this.#db.query("SELECT 1 FROM beacons WHERE name = ?").get(name) !== null)
      throw new FeedRefused("nameTaken", `name: ${name} has a token; take that back first, or choose another name`);
    const all = this.#count("SELECT count(*) AS count FROM beacons");
    if (this.#budgets.checkCount("beaconTokens", "process", all) !== null)
      throw new FeedRefused("tooManyTokens", `${all} beacons have tokens, which is all there may be: take one back`);
    const own = this.#count('SELECT count(*) AS count FROM beacons WHERE "by" = ?', by);
    if (this.#budgets.checkCount("beaconTokens", "identity", own) !== null)
      throw new FeedRefused("tooManyTokens", `${own} tokens are yours, which is all you may give: take one back`);
    const token = randomBytes(TOKEN_BYTES).toString("base64url");
    this.#db.run("INSERT INTO beacons VALUES (?, ?, ?, ?, ?)", [
      name,
      hashOf(token),
      JSON.stringify(within),
      by,
      expiresAtMs,
    ]);
    return token;
  }

  /** Throws {@link FeedRefused}. */
  revoke(name: string): void {
    const { changes } = this.#db.run("DELETE FROM beacons WHERE name = ?", [name]);
    if (changes === 0) throw new FeedRefused("noSuchBeacon", "name: no beacon of this name has a token");
  }

  #count(query: string, ...values: readonly number[]): number {
    return (this.#db.query(query).get(...values) as { count: number }).count;
  }

  /** By name. */
  list(nowMs: number): readonly BeaconToken[] {
    const rows = this.#db
      .query<TokenRow, [number]>(`SELECT ${COLUMNS} FROM beacons WHERE expiresAtMs > ? ORDER BY name`)
      .all(nowMs);
    return this.#readRows.rows("beaconTokens", rows, tokenOf);
  }

  /** null: unknown or expired. */
  find(token: string, nowMs: number): BeaconToken | null {
    const row = this.#db
      .query<TokenRow, [string, number]>(`SELECT ${COLUMNS} FROM beacons WHERE hash = ? AND expiresAtMs > ?`)
      .get(hashOf(token), nowMs);
    return row === null ? null : tokenOf(row);
  }
}

const tokenOf = ({ place, ...row }: TokenRow): BeaconToken => ({ ...row, within: JSON.parse(place) });

function hashOf(token: string): string {
  return createHash("sha256").update(token).digest("hex");
}
