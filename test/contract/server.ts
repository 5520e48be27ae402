import { matchMaker, Server, type Transport } from "@colyseus/core";
import { Client as Sdk } from "@colyseus/sdk";
import { WebSocketTransport } from "@colyseus/ws-transport";
import { vi } from "vitest";
import { BunTransport, type BunTransportOptions } from "../../server/transport/transport.ts";
import { ContractRoom, PlainRoom, RefusingRoom } from "./room.ts";

export interface Running<T extends Transport = Transport> {
  readonly transport: T;
  readonly port: number;
  readonly url: string;
  /** Resolves when the port is closed and every room gone. */
  stop(): Promise<void>;
}

async function run<T extends Transport>(transport: T, portOf: () => number, secure = false): Promise<Running<T>> {
  const server = new Server({ transport, greet: false, gracefullyShutdown: false });
  server.define("contract", ContractRoom);
  server.define("refusing", RefusingRoom);
  server.define("plain", PlainRoom);
  await server.listen(0, "127.0.0.1");
  const port = portOf();
  return {
    transport,
    port,
    url: `${secure ? "https" : "http"}://127.0.0.1:${port}`,
    stop: async () => {
      await server.gracefullyShutdown(false);
      if (transport instanceof BunTransport) await transport.stopped;
    },
  };
}

export function runBun(options: BunTransportOptions = {}): Promise<Running<BunTransport>> {
  const transport = new BunTransport(options);
  return run(transport, () => transport.port, options.tls !== undefined);
}

/** Colyseus' own transport, as installed. */
export function runStock(): Promise<Running> {
  const transport = new WebSocketTransport({ maxPayload: 8_192 });
  return run(transport, () => {
    const address = transport.server?.address();
    return typeof address === "object" && address !== null ? address.port : 0;
  });
}

export function sdk(server: Running): Sdk {
  return new Sdk(server.url);
}

/** The server's side of a room. */
export function roomOf(roomId: string): ContractRoom {
  const room: unknown = matchMaker.getLocalRoomById(roomId);
  if (!(room instanceof ContractRoom)) throw new Error(`no such room here: ${roomId}`);
  return room;
}

/** Resolves with the next message of a type. */
export function next<T>(
  room: { onMessage(type: string, callback: (body: T) => void): () => void },
  type: string,
): Promise<T> {
  return new Promise((resolve) => {
    const off = room.onMessage(type, (body) => {
      off();
      resolve(body);
    });
  });
}

/** Resolves with the code and reason with which an SDK room ends for good. */
export function ending(room: {
  onLeave(callback: (code: number, reason?: string) => void): unknown;
}): Promise<{ code: number; reason: string }> {
  return new Promise((resolve) => room.onLeave((code, reason) => resolve({ code, reason: reason ?? "" })));
}

/** The SDK reports every drop and every retry on the console; tests look at what it does. */
export function quietSdk(): void {
  for (const level of ["info", "warn"] as const) vi.spyOn(console, level).mockImplementation(() => {});
}
