import { LRUCache } from "lru-cache";
import { ByteReader, ByteWriter } from "../../shared/codec/bytes.ts";
import { CodecError } from "../../shared/machine.ts";
import { OUTBOX_LIMITS } from "../../shared/wire/limits.ts";
import { type EventId, type EventPosition, isAfter } from "./event-id.ts";

const MAX_NAME_BYTES = 128;

/**
 * Detects repeated events. Each source delivers in order, so it remembers only the last id of each. A source with other
 * numbering uses its number as the tick.
 *
 * A room whose commands carry the ids of their causes restores it from its journal after a crash: `save` beside each
 * snapshot, then `take` for each command journaled since.
 */
export class Deduplicator {
  /** By source. */
  readonly #last: LRUCache<string, EventPosition>;

  /** @param forgot called for each source that is forgotten */
  constructor(forgot: () => void = () => {}) {
    this.#last = new LRUCache({
      max: OUTBOX_LIMITS.sources,
      dispose: (_position, _source, reason) => {
        if (reason === "evict") forgot();
      },
    });
  }

  /** Number of sources remembered. */
  get sources(): number {
    return this.#last.size;
  }

  /** Registers an event. Returns whether it is new. Beyond the limit of sources, forgets the one idle for longest. */
  accept({ room, tick, index }: EventId): boolean {
    const last = this.#last.peek(room);
    if (last !== undefined && !isAfter({ tick, index }, last)) return false;
    this.#last.set(room, { tick, index });
    return true;
  }

  /** The source idle for longest comes first. */
  save(): Uint8Array {
    const out = new ByteWriter(64).varint(this.#last.size);
    for (const room of this.#last.rkeys()) {
      const { tick, index } = this.#last.peek(room) as EventPosition;
      out.text(room).varint(tick).varint(index);
    }
    return out.finish();
  }

  /** Throws `CodecError`. */
  static load(bytes: Uint8Array, forgot?: () => void): Deduplicator {
    const from = new ByteReader(bytes);
    const seen = new Deduplicator(forgot);
    const count = from.varint();
    if (count > OUTBOX_LIMITS.sources) throw new CodecError(`${count} sources, at most ${OUTBOX_LIMITS.sources}`);
    for (let i = 0; i < count; i++)
      seen.#last.set(from.text(MAX_NAME_BYTES), { tick: from.varint(), index: from.varint() });
    from.expectEnd();
    return seen;
  }
}
