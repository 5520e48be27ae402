import type { Refusal } from "../../shared/wire/codes.ts";
import type { FrameRefusal } from "./guard.ts";

/** What the transport counts. Called on the hot path: implementations only add numbers. */
export interface TransportMetrics {
  frameReceived(bytes: number): void;
  frameSent(bytes: number): void;
  frameRefused(reason: FrameRefusal): void;
  requestRefused(reason: Refusal): void;
  /** A socket was ended because its unsent data passed a bound. */
  slowConsumer(): void;
  /** A socket stayed silent for too long. */
  silentSocket(): void;
  /** A room did not take a socket in: no seat, a bad token, or its own refusal. */
  joinRefused(): void;
  /** A room's handler threw on a message; its socket was ended. */
  handlerFailed(): void;
}

export const NO_METRICS: TransportMetrics = {
  frameReceived() {},
  frameSent() {},
  frameRefused() {},
  requestRefused() {},
  slowConsumer() {},
  silentSocket() {},
  joinRefused() {},
  handlerFailed() {},
};
