import { Decoder } from "@colyseus/schema";
import type { Hash } from "../../shared/machine.ts";
import { digestState } from "../../shared/wire/digest.ts";
import type { SchemaClass } from "./schema-fields.ts";

/** A client's state decoder, as in the stock SDK. */
export class StateDecoder {
  readonly #decoder: Decoder;

  constructor(state: SchemaClass) {
    this.#decoder = new Decoder(new state());
  }

  /** @param offset of the first byte after the protocol byte */
  patch(frame: Uint8Array, offset: number): void {
    this.#decoder.decode(frame, { offset });
  }

  /** Decodes a full state, which may come more than once. */
  state(frame: Uint8Array, offset: number): void {
    this.#decoder.decodeResync(frame, { offset });
  }

  /** Digest of the client's state after all frames so far. */
  digest(): Hash {
    return digestState(this.#decoder.state);
  }
}
