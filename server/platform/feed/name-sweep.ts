import type { Database, Statement } from "bun:sqlite";
import { type Erasures, SLICE_ROWS } from "./erasures.ts";
import { TOPIC_NAMES, type Topic } from "./topics.ts";

/** Progress of the sweep: a part of the database, and its last row that was checked. */
export interface ErasureCursor {
  readonly part: number;
  readonly at: number;
}

interface Row {
  readonly at: number;
  readonly owner: string;
  readonly text: string;
}

/** Texts with names, in an order in which new ones come last. */
interface Part {
  readonly name: keyof typeof SLICE_ROWS;
  /** The rows after one, up to a maximum. */
  readonly read: Statement<Row, [after: number, most: number]>;
  readonly write: Statement<unknown, [text: string, at: number]>;
  readonly clean: (row: Row) => string;
}

/** Removes the names of deleted players from a feed's database, one slice at a time. */
export class NameSweep {
  readonly #db: Database;
  readonly #parts: readonly Part[];

  constructor(db: Database, erasures: () => Erasures) {
    this.#db = db;
    this.#parts = [
      ...TOPIC_NAMES.map((topic) => messagesOf(db, topic, erasures)),
      {
        name: "later",
        read: db.query(
          "SELECT number AS at, '' AS owner, draft AS text FROM later WHERE number > ? ORDER BY number LIMIT ?",
        ),
        write: db.query("UPDATE later SET draft = ? WHERE number = ?"),
        clean: ({ text }) => erasures().draftOf(text),
      },
      {
        // Matches of earlier versions have names there. New rows get higher numbers.
        name: "memories",
        read: db.query(
          "SELECT rowid AS at, '' AS owner, memory AS text FROM memories WHERE rowid > ? ORDER BY rowid LIMIT ?",
        ),
        write: db.query("UPDATE memories SET memory = ? WHERE rowid = ?"),
        clean: ({ text }) => erasures().memoryOf(text),
      },
    ];
  }

  /** Cleans up to {@link SLICE_ROWS} rows after a cursor; null: none left. @param cursor null: from the start */
  step(cursor: ErasureCursor | null): ErasureCursor | null {
    const { part: number, at } = cursor ?? { part: 0, at: 0 };
    const part = this.#parts[number];
    if (part === undefined) return null;
    const rows = part.read.all(at, SLICE_ROWS[part.name]);
    this.#db.transaction(() => {
      for (const row of rows) {
        const text = part.clean(row);
        if (text !== row.text) part.write.run(text, row.at);
      }
    })();
    const last = rows.at(-1);
    return last === undefined ? { part: number + 1, at: 0 } : { part: number, at: last.at };
  }
}

function messagesOf(db: Database, topic: Topic, erasures: () => Erasures): Part {
  return {
    name: topic,
    read: db.query(
      `SELECT seq AS at, owner, text FROM messages WHERE topic = '${topic}' AND seq > ? ORDER BY seq LIMIT ?`,
    ),
    write: db.query(`UPDATE messages SET text = ? WHERE topic = '${topic}' AND seq = ?`),
    clean: ({ at, owner, text }) => erasures().textOf(topic, at, owner, text),
  };
}
