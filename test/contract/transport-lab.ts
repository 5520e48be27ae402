import { matchMaker } from "@colyseus/core";
import type { Room } from "@colyseus/sdk";
import { expect, vi } from "vitest";
import { type BudgetOverrides, Budgets } from "../../server/budgets/index.ts";
import { sampleTransport, transportMetrics } from "../../server/ops/catalog.ts";
import { Registry } from "../../server/ops/metrics.ts";
import type { BunTransport, BunTransportOptions } from "../../server/transport/transport.ts";
import { RawSocket } from "./raw-socket.ts";
import { type Running, roomOf, runBun, sdk } from "./server.ts";

const JOIN = 10;
const DATA = 13;

/** This server's transport on a clock that tests move, with its metrics. */
export class TransportLab {
  nowMs = 0;
  server!: Running<BunTransport>;
  /** Errors that are the server's own fault. */
  readonly reports: unknown[] = [];
  #registry = new Registry();

  async start(options: BunTransportOptions = {}): Promise<void> {
    this.nowMs = 0;
    this.#registry = new Registry();
    this.server = await runBun({
      now: () => this.nowMs,
      metrics: transportMetrics(this.#registry),
      report: (error) => this.reports.push(error),
      ...options,
    });
    sampleTransport(this.#registry, this.server.transport);
  }

  startWith(changes: BudgetOverrides): Promise<void> {
    return this.start({ budgets: new Budgets({ now: () => this.nowMs, changes }) });
  }

  /** @param line name and labels, as Prometheus reads them. NaN: there is none */
  metric(line: string): number {
    const lines = this.#registry.text().split("\n");
    return Number(
      lines
        .find((text) => text.startsWith(`${line} `))
        ?.split(" ")
        .at(-1) ?? Number.NaN,
    );
  }

  async join(): Promise<Room> {
    const room = await sdk(this.server).joinOrCreate("contract");
    room.onMessage("hello", () => {});
    return room;
  }

  /** A client that joins and does nothing of its own. */
  async joinRaw(): Promise<{ socket: RawSocket; sessionId: string; roomId: string }> {
    const { sessionId, roomId } = await matchMaker.joinOrCreate("contract", {});
    const socket = await RawSocket.open(this.server.port, `/p/${roomId}?sessionId=${sessionId}`);
    await vi.waitFor(() => expect(socket.frames.length).toBeGreaterThan(0));
    socket.sendBytes(JOIN);
    // The state and what waited for the join follow the acknowledgement.
    await vi.waitFor(() => expect(socket.frames.map((frame) => frame.payload[0])).toContain(DATA));
    return { socket, sessionId, roomId };
  }

  /** Where a socket for a new seat is opened. */
  async seatPath(options: object = {}): Promise<string> {
    const seat = await matchMaker.joinOrCreate("contract", options);
    return `/${seat.processId}/${seat.roomId}?sessionId=${seat.sessionId}`;
  }
}

export function clientOf(roomId: string, sessionId: string) {
  const client = roomOf(roomId).clients.find((one) => one.sessionId === sessionId);
  if (client === undefined) throw new Error("this client has left");
  return client;
}
