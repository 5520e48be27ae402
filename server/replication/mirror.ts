import { Protocol } from "@colyseus/core";
import { Decoder } from "@colyseus/schema";
import type { Hash } from "../../shared/machine.ts";
import { digestState } from "../../shared/wire/digest.ts";
import type { SchemaClass } from "./fields.ts";
import type { Sink } from "./viewer.ts";

/** Decodes what one client is sent, as that client does. */
export class Mirror implements Sink {
  readonly #sink: Sink;
  readonly #decoder: Decoder;

  constructor(state: SchemaClass, sink: Sink) {
    this.#sink = sink;
    this.#decoder = new Decoder(new state());
  }

  get bufferedBytes(): number {
    return this.#sink.bufferedBytes ?? 0;
  }

  raw(frame: Uint8Array): void {
    this.take(frame);
    this.#sink.raw(frame);
  }

  take(frame: Uint8Array): void {
    const it = { offset: 1 };
    if (frame[0] === Protocol.ROOM_STATE_PATCH) this.#decoder.decode(frame, it);
    else if (frame[0] === Protocol.ROOM_STATE) this.#decoder.decodeResync(frame, it);
  }

  /** Of what the client has once it has taken everything so far. */
  digest(): Hash {
    return digestState(this.#decoder.state);
  }
}
