import type { AuthContext } from "@colyseus/core";
import type { ConnectionAttempt } from "../../shared/wire/attempt.ts";
import type { CloseReason } from "../../shared/wire/codes.ts";
import type { TransportLimits } from "../../shared/wire/limits.ts";
import type { Budgets, Permit, Sender } from "../budgets/index.ts";
import type { CpuMeter } from "./cpu-meter.ts";
import type { DelayLine } from "./delay-line.ts";
import type { TransportMetrics } from "./metrics.ts";
import type { PlainHandler, PlainLimits } from "./plain-socket.ts";
import type { SendBatch } from "./send-batch.ts";

/** What every socket of one transport shares. */
export interface SocketOptions {
  readonly limits: TransportLimits;
  readonly metrics: TransportMetrics;
  readonly budgets: Budgets;
  /** Monotonic milliseconds. */
  readonly now: () => number;
  readonly cpu: CpuMeter;
  readonly delayLine: DelayLine;
  readonly batch: SendBatch;
  /** Something threw that should not have; the socket it concerned has been ended. */
  readonly report: (error: unknown) => void;
}

/** What a socket was opened for. */
export interface JoinRequest {
  readonly roomId: string;
  readonly sessionId: string;
  readonly reconnectionToken: string | undefined;
  readonly attempt: ConnectionAttempt | null;
  /** The fingerprint that the client names. */
  readonly wire: string | null;
  readonly skipHandshake: boolean;
  readonly auth: AuthContext;
  readonly sender: Sender;
}

/** Whoever has a socket, as the transport sees them. */
export interface Peer {
  readonly bufferedBytes: number;
  receive(frame: string | Buffer): void;
  receiveControl(): void;
  /** What was unsent has gone. */
  drained?(): void;
  closed(code: number, reason: string): void;
  sweep(nowMs: number): void;
  end(row: CloseReason): void;
}

/** What a socket was opened for until it is open, and from then on who has it: what came with a request is large. */
export interface SocketData {
  purpose: JoinRequest | SocketOwner | null;
  peer: Peer | null;
  /** Among the sockets of its sender. */
  permit: Permit;
}

/** Whom the application gives a socket to. */
export interface SocketOwner {
  readonly limits: PlainLimits;
  readonly handler: PlainHandler;
  readonly sender: Sender;
}
