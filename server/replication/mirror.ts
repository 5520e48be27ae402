import { Protocol } from "@colyseus/core";
import type { Hash } from "../../shared/machine.ts";
import type { StateDecoder } from "./state-decoder.ts";
import type { FrameSink } from "./viewer.ts";

/** Decodes one client's frames as that client does. */
export class Mirror implements FrameSink {
  readonly #sink: FrameSink;
  readonly #decoder: StateDecoder;

  constructor(decoder: StateDecoder, sink: FrameSink) {
    this.#sink = sink;
    this.#decoder = decoder;
  }

  get bufferedBytes(): number {
    return this.#sink.bufferedBytes ?? 0;
  }

  raw(frame: Uint8Array): void {
    this.decode(frame);
    this.#sink.raw(frame);
  }

  flush(): void {
    this.#sink.flush?.();
  }

  decode(frame: Uint8Array): void {
    if (frame[0] === Protocol.ROOM_STATE_PATCH) this.#decoder.patch(frame, 1);
    else if (frame[0] === Protocol.ROOM_STATE) this.#decoder.state(frame, 1);
  }

  /** Digest of the client's state after all frames so far. */
  digest(): Hash {
    return this.#decoder.digest();
  }
}
