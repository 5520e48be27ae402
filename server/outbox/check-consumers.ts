import { encodeUtf8 } from "../../shared/codec/text.ts";
import { JOURNAL_LIMITS } from "../../shared/journal/index.ts";
import type { Consumer } from "./consumer.ts";

/**
 * Checks that a room can have these consumers. Throws a RangeError otherwise.
 *
 * @param room the definition's name
 * @param journaled whether such rooms have a journal, from which events can be replayed
 */
export function checkConsumers(room: string, consumers: readonly Consumer[], journaled: boolean): void {
  const reject = (what: string): never => {
    throw new RangeError(`consumers of room ${room}: ${what}`);
  };
  if (consumers.length > JOURNAL_LIMITS.consumers)
    reject(`${consumers.length} of them; a journal keeps cursors for at most ${JOURNAL_LIMITS.consumers}`);
  const names = new Set<string>();
  for (const { name } of consumers) {
    const bytes = encodeUtf8(name).length;
    if (bytes === 0 || bytes > JOURNAL_LIMITS.nameBytes)
      reject(`name ${JSON.stringify(name)} is not 1 to ${JOURNAL_LIMITS.nameBytes} bytes`);
    if (names.has(name)) reject(`name ${JSON.stringify(name)} is used twice; each needs its own cursor`);
    names.add(name);
  }
  if (consumers.length > 0 && !journaled)
    reject("this host keeps no journals, which exactly-once delivery needs; give it an `openRecorder`");
}
