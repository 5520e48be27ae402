import { Decoder } from "@colyseus/schema";
import type { Hash } from "../../shared/machine.ts";
import { digestState } from "../../shared/wire/digest.ts";
import type { SchemaClass } from "./fields.ts";

/** A client's decoder of a state, as the stock SDK has it. */
export class StateDecoder {
  readonly #decoder: Decoder;

  constructor(state: SchemaClass) {
    this.#decoder = new Decoder(new state());
  }

  /** @param offset of the first byte after the protocol's */
  patch(frame: Uint8Array, offset: number): void {
    this.#decoder.decode(frame, { offset });
  }

  /** A state from nothing, which may come a second time. */
  state(frame: Uint8Array, offset: number): void {
    this.#decoder.decodeResync(frame, { offset });
  }

  /** Of what the client has once it has taken everything so far. */
  digest(): Hash {
    return digestState(this.#decoder.state);
  }
}
