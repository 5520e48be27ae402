import type { Client } from "@colyseus/core";
import { CodecError } from "../../shared/machine.ts";
import { CLOSE, type CloseRow, ROOM_REFUSAL } from "../../shared/wire/codes.ts";
import { ROOM_LIMITS } from "../../shared/wire/limits.ts";
import { decodeCommand, decodePing, encodePong, encodeRefusal, TO_CLIENT } from "../../shared/wire/messages.ts";
import type { Clockwork } from "./clockwork.ts";
import type { ClockworkMetrics } from "./metrics.ts";
import type { Scheduler } from "./scheduler.ts";
import type { Seat, Seats } from "./seats.ts";

export interface MailHost {
  readonly scheduler: Scheduler;
  readonly metrics: ClockworkMetrics;
  readonly report: (error: unknown) => void;
}

/** What clients of one room send: commands for the inbox, and pings. Bytes that are neither are refused (D7). */
export class Mail<World, Command, Event, Config, Join> {
  readonly #clockwork: Clockwork<World, Command, Event, Config, Join>;
  readonly #seats: Seats<Join>;
  readonly #host: MailHost;
  readonly #dismiss: (client: Client, seat: Seat<Join>, row: CloseRow) => void;

  /** @param dismiss sends a client away whose messages cannot be understood */
  constructor(
    clockwork: Clockwork<World, Command, Event, Config, Join>,
    seats: Seats<Join>,
    host: MailHost,
    dismiss: (client: Client, seat: Seat<Join>, row: CloseRow) => void,
  ) {
    this.#clockwork = clockwork;
    this.#seats = seats;
    this.#host = host;
    this.#dismiss = dismiss;
  }

  command(client: Client, bytes: unknown): void {
    this.#take(client, (seat) => {
      const { targetTick, body } = decodeCommand(messageBytes(bytes));
      if (body.length > ROOM_LIMITS.commandBytes)
        throw new CodecError(`command: ${body.length} bytes, at most ${ROOM_LIMITS.commandBytes}`);
      const { inbox, definition } = this.#clockwork;
      const command = definition.commands.decode(seat.seat, body, inbox.tickFor(targetTick) - targetTick);
      inbox.put(seat.seat, targetTick, command);
      seat.badMessages = 0;
    });
  }

  ping(client: Client, bytes: unknown): void {
    this.#take(client, (seat) => {
      const { nonce } = decodePing(messageBytes(bytes));
      const { inbox, now: tick, tickedAtMs } = this.#clockwork;
      const intoTickUs = Math.max(0, Math.round((this.#host.scheduler.nowMs() - tickedAtMs) * 1000));
      client.sendBytes(TO_CLIENT.pong, encodePong({ nonce, tick, intoTickUs, ...inbox.arrivals(seat.seat) }));
    });
  }

  /** Refusals are told so many times a second: call it once in each. */
  newSecond(): void {
    for (const seat of this.#seats.all()) seat.refusals = 0;
  }

  #take(client: Client, read: (seat: Seat<Join>) => void): void {
    const seat = this.#seats.of(client.sessionId);
    if (seat === undefined) return;
    try {
      read(seat);
    } catch (error) {
      this.#refuse(client, seat, error);
    }
  }

  #refuse(client: Client, seat: Seat<Join>, error: unknown): void {
    const { metrics, report } = this.#host;
    metrics.messageRefused();
    // Whatever bytes from outside make a decoder throw is the client's trouble, not the room's.
    if (!(error instanceof CodecError)) report(error);
    if (++seat.badMessages >= ROOM_LIMITS.badMessages) {
      this.#dismiss(client, seat, CLOSE.badCommands);
    } else if (seat.refusals++ < ROOM_LIMITS.refusalsPerSecond) {
      const reason = error instanceof CodecError ? error.message : "message: not understood";
      client.sendBytes(TO_CLIENT.refusal, encodeRefusal({ code: ROOM_REFUSAL.badMessage, reason }));
    }
  }
}

function messageBytes(message: unknown): Uint8Array {
  if (message instanceof Uint8Array) return message;
  throw new CodecError("message: not bytes");
}
