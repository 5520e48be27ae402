import { encodeUtf8 } from "../../shared/codec/text.ts";
import { JOURNAL_LIMITS } from "../../shared/journal/index.ts";
import type { Consumer } from "./consumer.ts";

/**
 * Throws a RangeError unless a room can have these consumers.
 *
 * @param room the definition's name
 * @param journaled whether such rooms have a journal, which is where events are had from again
 */
export function checkConsumers(room: string, consumers: readonly Consumer[], journaled: boolean): void {
  const refuse = (what: string): never => {
    throw new RangeError(`consumers of room ${room}: ${what}`);
  };
  if (consumers.length > JOURNAL_LIMITS.consumers)
    refuse(`${consumers.length} of them; a journal keeps the cursors of ${JOURNAL_LIMITS.consumers}`);
  const names = new Set<string>();
  for (const { name } of consumers) {
    const bytes = encodeUtf8(name).length;
    if (bytes === 0 || bytes > JOURNAL_LIMITS.nameBytes)
      refuse(`name ${JSON.stringify(name)} is not 1 to ${JOURNAL_LIMITS.nameBytes} bytes`);
    if (names.has(name)) refuse(`name ${JSON.stringify(name)} is there twice; each needs a cursor of its own`);
    names.add(name);
  }
  if (consumers.length > 0 && !journaled)
    refuse("this host keeps no journals, without which no event is delivered exactly once; give it an `openRecorder`");
}
