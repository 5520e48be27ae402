import type { Socket } from "bun";
import { LOAD_HEADERS } from "../../harness/load-token.ts";
import { clientFrame, FrameReader, OPCODE } from "./frames.ts";

const LOAD = Object.entries(LOAD_HEADERS)
  .map(([name, value]) => `${name}: ${value}\r\n`)
  .join("");

export interface RawHandlers {
  open(): void;
  message(opcode: number, payload: Buffer, headerBytes: number): void;
  closed(reason: string): void;
}

/** A WebSocket client over TCP that does as little as possible, so that one process carries thousands. */
export class RawSocket {
  framesOut = 0;
  /** Payload with headers and masks. */
  bytesOut = 0;
  readonly #handlers: RawHandlers;
  readonly #reader: FrameReader;
  #socket: Socket<undefined> | null = null;
  #upgraded = false;
  #head = "";
  #unsent: Buffer | null = null;
  #over = false;

  private constructor(handlers: RawHandlers) {
    this.#handlers = handlers;
    this.#reader = new FrameReader((opcode, payload, head) => this.#take(opcode, payload, head));
  }

  /** @param path with its query */
  static async connect(host: string, port: number, path: string, handlers: RawHandlers): Promise<RawSocket> {
    const raw = new RawSocket(handlers);
    const request =
      `GET ${path} HTTP/1.1\r\nHost: ${host}:${port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
      `Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n${LOAD}\r\n`;
    raw.#socket = await Bun.connect({
      hostname: host,
      port,
      socket: {
        data: (_socket, chunk) => raw.#data(chunk),
        drain: () => raw.#flush(),
        close: () => raw.#end("closed"),
        error: (_socket, error) => raw.#end(error.message),
      },
    });
    raw.#write(Buffer.from(request));
    return raw;
  }

  send(opcode: number, payload: Uint8Array): void {
    if (this.#over) return;
    const frame = clientFrame(opcode, payload);
    this.framesOut++;
    this.bytesOut += frame.length;
    this.#write(frame);
  }

  close(): void {
    if (this.#over) return;
    this.send(OPCODE.close, Uint8Array.of(3, 232));
    this.#over = true;
    this.#socket?.end();
  }

  #write(bytes: Buffer): void {
    if (this.#unsent !== null) {
      this.#unsent = Buffer.concat([this.#unsent, bytes]);
      return;
    }
    const written = this.#socket?.write(bytes) ?? 0;
    if (written < bytes.length) this.#unsent = Buffer.from(bytes.subarray(Math.max(0, written)));
  }

  #flush(): void {
    const unsent = this.#unsent;
    this.#unsent = null;
    if (unsent !== null) this.#write(unsent);
  }

  #data(chunk: Buffer): void {
    if (this.#upgraded) {
      this.#reader.push(chunk);
      return;
    }
    this.#head += chunk.toString("latin1");
    const end = this.#head.indexOf("\r\n\r\n");
    if (end < 0) return;
    if (!this.#head.startsWith("HTTP/1.1 101")) {
      this.#end(this.#head.slice(0, this.#head.indexOf("\r\n")));
      this.#socket?.end();
      return;
    }
    this.#upgraded = true;
    this.#handlers.open();
    const rest = this.#head.slice(end + 4);
    if (rest.length > 0) this.#reader.push(Buffer.from(rest, "latin1"));
  }

  #take(opcode: number, payload: Buffer, headerBytes: number): void {
    if (opcode === OPCODE.ping) this.send(OPCODE.pong, payload);
    else if (opcode === OPCODE.text || opcode === OPCODE.binary) this.#handlers.message(opcode, payload, headerBytes);
  }

  #end(reason: string): void {
    if (this.#over) return;
    this.#over = true;
    this.#handlers.closed(reason);
  }
}
