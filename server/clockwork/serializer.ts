import { SchemaSerializer } from "@colyseus/core";
import type { Schema } from "@colyseus/schema";

/** Colyseus' serializer with buffers of the size a room's state needs, telling how large each patch is. */
export class MeasuredSerializer extends SchemaSerializer<Schema> {
  readonly #stateBytes: number;
  readonly #patched: (bytes: number) => void;

  constructor(stateBytes: number, patched: (bytes: number) => void) {
    super();
    this.#stateBytes = stateBytes;
    this.#patched = patched;
    this.fullEncodeBuffer = new Uint8Array(stateBytes);
  }

  /** The id that the next object of the state gets. */
  get nextRefId(): number {
    return this.#ids.nextUniqueId;
  }

  /** Gives no id below `first` to objects yet to come: clients that return still know those of an earlier process. */
  issueFrom(first: number): void {
    this.#ids.nextUniqueId = Math.max(this.#ids.nextUniqueId, first);
  }

  /** The schema library keeps its counter to itself. */
  get #ids(): { nextUniqueId: number } {
    return this.encoder.root as unknown as { nextUniqueId: number };
  }

  override reset(state: Schema): void {
    super.reset(state);
    const { encoder } = this;
    encoder.sharedBuffer = new Uint8Array(this.#stateBytes);
    const encode = encoder.encode.bind(encoder);
    encoder.encode = (...args) => {
      const bytes = encode(...args);
      this.#patched(bytes.length);
      return bytes;
    };
  }
}
