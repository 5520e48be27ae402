import { type Client, ClientState, CloseCode, Protocol } from "@colyseus/core";
import { CodecError, type Tick } from "../../shared/machine.ts";
import { CLOSE, type CloseReason, ROOM_REFUSAL } from "../../shared/wire/codes.ts";
import { ROOM_LIMITS } from "../../shared/wire/limits.ts";
import { decodeCommand, decodePing, encodeRefusal, TO_CLIENT, TO_SERVER } from "../../shared/wire/messages.ts";
import { ByteScratch } from "../byte-scratch.ts";
import type { Connection, SocketClient } from "./connection.ts";
import type { RuntimeMetrics } from "./metrics.ts";
import type { RoomSimulation } from "./room-simulation.ts";
import type { Scheduler } from "./scheduler.ts";
import type { Seat, Seats } from "./seats.ts";

export interface CommandReceiverOptions {
  readonly scheduler: Scheduler;
  readonly metrics: RuntimeMetrics;
  readonly report: (error: unknown) => void;
  /** Called when a player sends a command. */
  readonly onCommand: (playerKey: string) => void;
}

/** All rooms share it: each frame is handled before the next one arrives. */
const frameScratch = new ByteScratch();

/** A frame begins with protocol and type, one byte each. */
const HEAD_BYTES = 2;

/**
 * Receives frames of one room's clients straight from their sockets: commands for the inbox, and pings. It refuses
 * other bytes (D7).
 */
export class CommandReceiver<World, Command, Event, Config, Join> {
  readonly #simulation: RoomSimulation<World, Command, Event, Config, Join>;
  readonly #seats: Seats<Join>;
  readonly #options: CommandReceiverOptions;
  readonly #kick: (client: Client, row: CloseReason) => void;

  /** @param kick closes a client's socket with a code */
  constructor(
    simulation: RoomSimulation<World, Command, Event, Config, Join>,
    seats: Seats<Join>,
    options: CommandReceiverOptions,
    kick: (client: Client, row: CloseReason) => void,
  ) {
    this.#simulation = simulation;
    this.#seats = seats;
    this.#options = options;
    this.#kick = kick;
  }

  /** Handles a raw frame. Returns false if it is of a kind that Colyseus reads. */
  receive(frame: Uint8Array, connection: Connection, seat: Seat<Join>): boolean {
    const type = frame[1];
    if (frame[0] !== Protocol.ROOM_DATA_BYTES || (type !== TO_SERVER.command && type !== TO_SERVER.ping)) return false;
    const { client } = connection;
    if (client.state === ClientState.LEAVING) return true;
    if (this.#tooMany(seat)) {
      this.#kick(client, { code: CloseCode.WITH_ERROR, reason: "too many messages" });
      return true;
    }
    const bytes = frameScratch.copy(frame, HEAD_BYTES, frame.length - HEAD_BYTES);
    try {
      if (type === TO_SERVER.command) this.#command(bytes, client, seat);
      else connection.onPing(decodePing(bytes).nonce, this.#simulation.inbox.takeArrivals(seat.seat));
    } catch (error) {
      this.#refuse(client, seat, error);
    }
    return true;
  }

  #tooMany(seat: Seat<Join>): boolean {
    const nowMs = this.#options.scheduler.nowMs();
    if (nowMs - seat.messagesSinceMs >= 1_000) {
      seat.messagesSinceMs = nowMs;
      seat.messages = 0;
    }
    return ++seat.messages > ROOM_LIMITS.messagesPerSecond;
  }

  #command(bytes: Uint8Array, client: SocketClient, seat: Seat<Join>): void {
    const { targetTick, body } = decodeCommand(bytes);
    const { inbox, definition } = this.#simulation;
    const { commandBytes, commandsPerTick } = definition.limits ?? ROOM_LIMITS;
    if (body.length > commandBytes) throw new CodecError(`command: ${body.length} bytes, at most ${commandBytes}`);
    const lateTicks = inbox.tickFor(targetTick) - targetTick;
    const command = definition.commands.decode(seat.seat, body, lateTicks, seat.playerKey ?? undefined);
    seat.badMessages = 0;
    const budget = definition.commands.budget?.(command) ?? null;
    if (budget !== null && client.spend?.(budget) === false) {
      this.#sendRefusal(
        client,
        seat,
        "tooManyCommands",
        `${budget}: too many from you or from your address; wait a little`,
      );
      return;
    }
    if (seat.playerKey !== null) this.#options.onCommand(seat.playerKey);
    const answer = definition.authorize?.(command, this.#simulation.world, seat.join) ?? null;
    if (answer === null) {
      const queued = inbox.put(seat.seat, targetTick, command);
      if (!queued)
        this.#sendRefusal(client, seat, "tooManyCommands", `commands: more than ${commandsPerTick} for one tick`);
    } else void this.#putLater(answer, targetTick, client, seat);
  }

  /** Queues the command that a consultation resolves with, if the same person still has the seat. */
  async #putLater(answer: Promise<Command>, targetTick: Tick, client: Client, seat: Seat<Join>): Promise<void> {
    if (seat.consultations >= ROOM_LIMITS.consultations) {
      this.#sendRefusal(client, seat, "tooManyCommands", `orders: more than ${ROOM_LIMITS.consultations} at once`);
      return;
    }
    seat.consultations++;
    const command = await answer;
    seat.consultations--;
    if (this.#seats.bySession(seat.sessionId) === seat) this.#simulation.inbox.put(seat.seat, targetTick, command);
  }

  /** Resets the limits per second. Call it once a second. */
  resetRates(): void {
    for (const seat of this.#seats.all()) seat.refusals = 0;
  }

  #refuse(client: Client, seat: Seat<Join>, error: unknown): void {
    const { metrics, report } = this.#options;
    metrics.messageRefused();
    // Bad bytes from outside are the client's fault, not the room's, whatever error they cause.
    if (!(error instanceof CodecError)) report(error);
    if (++seat.badMessages >= ROOM_LIMITS.badMessages) {
      seat.dismissed = true;
      this.#kick(client, CLOSE.badCommands);
    } else
      this.#sendRefusal(
        client,
        seat,
        "badMessage",
        error instanceof CodecError ? error.message : "message: not understood",
      );
  }

  #sendRefusal(client: Client, seat: Seat<Join>, kind: keyof typeof ROOM_REFUSAL, reason: string): void {
    if (seat.refusals++ >= ROOM_LIMITS.refusalsPerSecond) return;
    client.sendBytes(TO_CLIENT.refusal, encodeRefusal({ code: ROOM_REFUSAL[kind], reason }));
  }
}
