/** WebSocket frames (RFC 6455) as bytes: what a client writes, and a reader of what a server writes. */

export const OPCODE = { text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const;

/** A client's frame. Masked with zeros: allowed, and free. */
export function clientFrame(opcode: number, payload: Uint8Array): Buffer {
  const { length } = payload;
  const head = length < 126 ? 6 : 8;
  const frame = Buffer.alloc(head + length);
  frame[0] = 0x80 | opcode;
  if (length < 126) frame[1] = 0x80 | length;
  else {
    frame[1] = 0x80 | 126;
    frame.writeUInt16BE(length, 2);
  }
  frame.set(payload, head);
  return frame;
}

/** Cuts a stream into frames. Servers send none in pieces here; one that did would be refused. */
export class FrameReader {
  #rest: Buffer | null = null;
  readonly #take: (opcode: number, payload: Buffer, headerBytes: number) => void;

  /** @param take called for each whole frame; the payload is only good until it returns */
  constructor(take: (opcode: number, payload: Buffer, headerBytes: number) => void) {
    this.#take = take;
  }

  push(chunk: Buffer): void {
    const bytes = this.#rest === null ? chunk : Buffer.concat([this.#rest, chunk]);
    this.#rest = null;
    let at = 0;
    while (bytes.length - at >= 2) {
      const short = bytes[at + 1] & 0x7f;
      const head = short < 126 ? 2 : short === 126 ? 4 : 10;
      if (bytes.length - at < head) break;
      const length =
        short < 126 ? short : short === 126 ? bytes.readUInt16BE(at + 2) : Number(bytes.readBigUInt64BE(at + 2));
      if (bytes.length - at < head + length) break;
      if ((bytes[at] & 0x80) === 0) throw new Error("the server sends a message in pieces");
      this.#take(bytes[at] & 0x0f, bytes.subarray(at + head, at + head + length), head);
      at += head + length;
    }
    // A copy, because the socket uses its buffer again.
    if (at < bytes.length) this.#rest = Buffer.from(bytes.subarray(at));
  }
}
