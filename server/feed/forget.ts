import type { Database } from "bun:sqlite";
import { forgottenIn, withoutNamesIn, withoutRemembered } from "./gone.ts";
import type { Topic } from "./topics.ts";

/**
 * Takes the names of someone who is gone out of a feed's database, and notes it for what comes late. Within a transaction.
 *
 * @param most so many people who are gone are noted
 */
export function forgetPerson(db: Database, player: number, most: number, isGone: (player: number) => boolean): void {
  db.run("INSERT OR IGNORE INTO gone (player) VALUES (?)", [player]);
  db.run("DELETE FROM gone WHERE number <= (SELECT max(number) FROM gone) - ?", [most]);
  forgetInMessages(db, player, isGone);
  forgetInWaiting(db, player, isGone);
  forgetInMemories(db, player);
}

const mentionOf = (player: number) => `"player":${player}`;

function forgetInMessages(db: Database, player: number, isGone: (player: number) => boolean): void {
  const rows = db
    .query<{ topic: Topic; seq: number; text: string }, [string]>(
      "SELECT topic, seq, text FROM messages WHERE instr(text, ?) > 0 OR topic = 'positions'",
    )
    .all(mentionOf(player));
  for (const { topic, seq, text } of rows) {
    const without = forgottenIn(topic, text, isGone);
    if (without !== text) db.run("UPDATE messages SET text = ? WHERE topic = ? AND seq = ?", [without, topic, seq]);
  }
}

/** Those that are told later. */
function forgetInWaiting(db: Database, player: number, isGone: (player: number) => boolean): void {
  const rows = db
    .query<{ number: number; draft: string }, [string]>("SELECT number, draft FROM later WHERE instr(draft, ?) > 0")
    .all(mentionOf(player));
  for (const { number, draft } of rows)
    db.run("UPDATE later SET draft = ? WHERE number = ?", [withoutNamesIn(draft, isGone), number]);
}

/** What is remembered of matches of earlier versions has names in it. */
function forgetInMemories(db: Database, player: number): void {
  const rows = db
    .query<{ source: string; memory: string }, [string]>(
      "SELECT source, memory FROM memories WHERE instr(memory, ?) > 0",
    )
    .all(`[${player},"`);
  for (const { source, memory } of rows)
    db.run("UPDATE memories SET memory = ? WHERE source = ?", [withoutRemembered(memory, player), source]);
}
