import { randomBytes } from "node:crypto";
import { connect, type Socket } from "node:net";

export const OPCODE = { text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const;

/** A WebSocket frame as the peer sent it. */
export interface Frame {
  readonly opcode: number;
  readonly payload: Buffer;
}

/**
 * A WebSocket client that does only what it is told: it answers no ping, can stop reading, and sends any bytes. Its frames
 * are collected; `closed` resolves with the close frame's code and reason, or 1006 when the connection ended without one.
 */
export class RawSocket {
  readonly frames: Frame[] = [];
  readonly closed: Promise<{ code: number; reason: string }>;
  readonly #socket: Socket;
  #unread = Buffer.alloc(0);

  private constructor(socket: Socket, rest: Buffer) {
    this.#socket = socket;
    this.closed = new Promise((resolve) => {
      const finish = () => {
        const payload = this.frames.find((frame) => frame.opcode === OPCODE.close)?.payload;
        if (payload === undefined) resolve({ code: 1006, reason: "" });
        else resolve({ code: payload.readUInt16BE(0), reason: payload.subarray(2).toString() });
      };
      socket.on("close", finish);
      socket.on("end", () => socket.end());
    });
    socket.on("data", (bytes: Buffer) => this.#read(bytes));
    this.#read(rest);
  }

  /** Sends a request as it stands and resolves with the answer's status, body and, after an upgrade, the socket. */
  static request(
    port: number,
    target: string,
    headers: Record<string, string> = {},
    host = `127.0.0.1:${port}`,
  ): Promise<{ status: number; body: string; socket: RawSocket | null }> {
    return new Promise((resolve, reject) => {
      const socket = connect(port, "127.0.0.1");
      const lines = Object.entries({
        Host: host,
        Connection: "Upgrade",
        Upgrade: "websocket",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": randomBytes(16).toString("base64"),
        ...headers,
      }).map(([name, value]) => `${name}: ${value}\r\n`);
      socket.on("error", reject);
      socket.on("connect", () => socket.write(`GET ${target} HTTP/1.1\r\n${lines.join("")}\r\n`));
      let seen = Buffer.alloc(0);
      const onData = (bytes: Buffer) => {
        seen = Buffer.concat([seen, bytes]);
        const end = seen.indexOf("\r\n\r\n");
        if (end < 0) return;
        const head = seen.subarray(0, end).toString("latin1");
        const rest = seen.subarray(end + 4);
        const status = Number(head.split(" ")[1]);
        const length = Number(/content-length: (\d+)/i.exec(head)?.[1] ?? 0);
        if (status !== 101 && rest.length < length) return;
        socket.off("data", onData);
        socket.off("error", reject);
        socket.on("error", () => {});
        if (status === 101) return resolve({ status, body: "", socket: new RawSocket(socket, rest) });
        socket.destroy();
        resolve({ status, body: rest.toString(), socket: null });
      };
      socket.on("data", onData);
    });
  }

  static async open(port: number, target: string, headers: Record<string, string> = {}): Promise<RawSocket> {
    const { status, socket } = await RawSocket.request(port, target, headers);
    if (socket === null) throw new Error(`not upgraded: ${status}`);
    return socket;
  }

  send(opcode: number, payload: Uint8Array | string): void {
    const body = Buffer.from(payload as Uint8Array);
    const head = Buffer.alloc(body.length < 126 ? 2 : body.length < 65_536 ? 4 : 10);
    head[0] = 0x80 | opcode;
    if (head.length === 2) head[1] = 0x80 | body.length;
    else if (head.length === 4) {
      head[1] = 0x80 | 126;
      head.writeUInt16BE(body.length, 2);
    } else {
      head[1] = 0x80 | 127;
      head.writeBigUInt64BE(BigInt(body.length), 2);
    }
    // A mask of zeros leaves the payload as it is.
    this.#socket.write(Buffer.concat([head, Buffer.alloc(4), body]));
  }

  sendBytes(...bytes: number[]): void {
    this.send(OPCODE.binary, Uint8Array.from(bytes));
  }

  stopReading(): void {
    this.#socket.pause();
  }

  readAgain(): void {
    this.#socket.resume();
  }

  destroy(): void {
    this.#socket.destroy();
  }

  #read(bytes: Buffer): void {
    this.#unread = Buffer.concat([this.#unread, bytes]);
    for (;;) {
      const data = this.#unread;
      if (data.length < 2) return;
      const short = data[1]! & 0x7f;
      const headBytes = short === 127 ? 10 : short === 126 ? 4 : 2;
      if (data.length < headBytes) return;
      const length = short === 127 ? Number(data.readBigUInt64BE(2)) : short === 126 ? data.readUInt16BE(2) : short;
      if (data.length < headBytes + length) return;
      this.frames.push({ opcode: data[0]! & 0x0f, payload: Buffer.from(data.subarray(headBytes, headBytes + length)) });
      this.#unread = data.subarray(headBytes + length);
    }
  }
}
