import { type Client, ClientState, getMessageBytes, matchMaker, Protocol, Room } from "@colyseus/core";
import type { Schema } from "@colyseus/schema";
import { CodecError } from "../../shared/machine.ts";
import { CLOSE, type CloseRow, ROOM_REFUSAL } from "../../shared/wire/codes.ts";
import { ROOM_LIMITS } from "../../shared/wire/limits.ts";
import {
  decodeCommand,
  decodePing,
  encodePong,
  encodeRefusal,
  encodeWelcome,
  TO_CLIENT,
  TO_SERVER,
} from "../../shared/wire/messages.ts";
import { type Audience, Clockwork } from "./clockwork.ts";
import { Refused, type RoomDefinition } from "./definition.ts";
import type { ClockworkMetrics } from "./metrics.ts";
import type { Recorder } from "./recorder.ts";
import type { Scheduler, Slot } from "./scheduler.ts";
import { type Seat, Seats } from "./seats.ts";
import { MeasuredSerializer } from "./serializer.ts";

/** What all rooms of a process share. */
export interface ClockworkHost {
  readonly scheduler: Scheduler;
  readonly metrics: ClockworkMetrics;
  /** The seed of a new world, uint32. */
  readonly newSeed: () => number;
  readonly newRecorder: (roomId: string) => Recorder<unknown>;
  /** Something threw that should not have. */
  readonly report: (error: unknown) => void;
}

/** How often refusals are counted anew and core's clock moves while a room sleeps, ms. */
const HOUSEKEEPING_MS = 1_000;

/** A Colyseus room class that runs `definition`'s machine. It connects, and holds no game rule (D5). */
export function defineClockworkRoom<World, Command, Event, Config, Join>(
  definition: RoomDefinition<World, Command, Event, Config, Join>,
  host: ClockworkHost,
): new () => Room {
  const { metrics, scheduler } = host;
  const { machine, commands } = definition;

  return class ClockworkRoom extends Room<{ state: Schema }> implements Audience {
    /** For the transport. */
    static readonly wire = definition.wire;
    override patchRate = null;
    override maxMessagesPerSecond = ROOM_LIMITS.messagesPerSecond;
    readonly #seats = new Seats<Join>(definition.seats);
    #clockwork!: Clockwork<World, Command, Event, Config, Join>;
    #slot: Slot | null = null;
    #checkers = 0;
    #over = false;

    /** Before a room is looked for or made: who will be refused anyway makes no room. */
    static override async onAuth(_token: string, options: unknown): Promise<unknown> {
      admit(options, []);
      return true;
    }

    override onCreate(): void {
      if (matchMaker.stats.local.roomCount >= ROOM_LIMITS.rooms)
        throw new Refused("tooManyRooms", `this process holds ${ROOM_LIMITS.rooms} rooms, which is all it takes`);
      this.#clockwork = new Clockwork<World, Command, Event, Config, Join>(
        definition,
        host.newSeed(),
        scheduler.nowMs(),
        host.newRecorder(this.roomId),
        this,
        metrics,
      );
      this.maxClients = definition.seats;
      this.state = this.#clockwork.projection.state;
      // With a timestep set, core gives up the 60 Hz timer that it keeps for rooms without a patch rate.
      this.setTimestep(() => this.#keepHouse(), HOUSEKEEPING_MS);
      this.patchRate = null;
      this.onMessageBytes(TO_SERVER.command, (client, bytes: unknown) => this.#onCommand(client, bytes));
      this.onMessageBytes(TO_SERVER.ping, (client, bytes: unknown) => this.#onPing(client, bytes));
      this.onMessage("*", () => metrics.messageIgnored());
      this.#slot = scheduler.add(this.#clockwork);
      metrics.roomOpened();
    }

    override setSerializer(): void {
      super.setSerializer(
        new MeasuredSerializer(this.#clockwork.projection.stateBytes, (bytes) => metrics.patched(bytes)),
      );
    }

    override onDispose(): void {
      this.#over = true;
      this.#slot?.remove();
      if (this.#slot !== null) metrics.roomClosed();
    }

    // People

    /** A client that returns while its old socket still seems open takes its seat over at once. */
    override checkReconnectionToken(token: string): string {
      const stale = this.clients.find((client) => client.reconnectionToken === token);
      const sessionId = super.checkReconnectionToken(token);
      stale?.leave(CLOSE.takenOver.code, CLOSE.takenOver.reason);
      return sessionId;
    }

    override hasReservedSeat(sessionId: string, token?: string): boolean {
      if (token !== undefined && this.clients.get(sessionId)?.reconnectionToken === token)
        this.checkReconnectionToken(token);
      return super.hasReservedSeat(sessionId, token);
    }

    override onJoin(client: Client, options: unknown): void {
      const present = [...this.#seats.all()].map(({ join }) => join);
      const join = admit(options, present);
      const verify = (options as { verify?: unknown } | null)?.verify === true;
      const seat = this.#seats.take(client.sessionId, join, verify);
      if (seat === null) {
        metrics.joinRefused();
        throw new Refused("roomFull", `all ${definition.seats} seats of this room are taken`);
      }
      if (verify) this.#checkers++;
      this.#order(commands.join(seat.seat, join));
      this.#welcome(client, seat);
      metrics.clientJoined();
    }

    override onDrop(client: Client): void {
      const seat = this.#seats.of(client.sessionId);
      if (seat === undefined || seat.dismissed || this.#over) return;
      // What was meant for later would act on a seat whose client is gone.
      this.#clockwork.inbox.forget(seat.seat);
      this.#order(commands.drop(seat.seat));
      // Rejected when the time is up, or at once for a client that never finished joining; onLeave follows either way.
      this.allowReconnection(client, definition.seatHoldS).catch(() => {});
    }

    override onReconnect(client: Client): void {
      const seat = this.#seats.of(client.sessionId);
      if (seat === undefined) throw new Refused("roomFull", "the seat is no longer held");
      this.#order(commands.back(seat.seat));
      this.#welcome(client, seat);
    }

    override onLeave(client: Client): void {
      const seat = this.#seats.of(client.sessionId);
      if (seat === undefined) return;
      this.#seats.free(seat);
      if (seat.verify) this.#checkers--;
      this.#clockwork.inbox.forget(seat.seat);
      this.#order(commands.leave(seat.seat));
      metrics.clientLeft();
    }

    /** A method, so that core reports what throws here instead of ending the process. */
    override onUncaughtException(error: Error): void {
      if (!(error.cause instanceof Refused)) host.report(error);
    }

    #order(command: Command): void {
      if (this.#over) return;
      this.#clockwork.inbox.putOwn(command);
      this.#slot?.wake();
    }

    #welcome(client: Client, seat: Seat<Join>): void {
      const welcome = {
        machine: machine.id,
        version: machine.version,
        seat: seat.seat,
        tick: this.#clockwork.now,
        tickHz: machine.tickHz,
        patchEveryTicks: definition.patchEveryTicks,
        config: machine.codecs.config.encode(definition.config),
      };
      client.sendBytes(TO_CLIENT.welcome, encodeWelcome(welcome));
    }

    // Messages

    #onCommand(client: Client, bytes: unknown): void {
      const seat = this.#seats.of(client.sessionId);
      if (seat === undefined) return;
      try {
        const { targetTick, body } = decodeCommand(messageBytes(bytes));
        if (body.length > ROOM_LIMITS.commandBytes)
          throw new CodecError(`command: ${body.length} bytes, at most ${ROOM_LIMITS.commandBytes}`);
        this.#clockwork.inbox.put(seat.seat, targetTick, commands.decode(seat.seat, body));
        seat.badMessages = 0;
      } catch (error) {
        this.#refuse(client, seat, error);
      }
    }

    #onPing(client: Client, bytes: unknown): void {
      const seat = this.#seats.of(client.sessionId);
      if (seat === undefined) return;
      try {
        const { nonce } = decodePing(messageBytes(bytes));
        const clockwork = this.#clockwork;
        const intoTickUs = Math.max(0, Math.round((scheduler.nowMs() - clockwork.tickedAtMs) * 1000));
        const arrivals = clockwork.inbox.arrivals(seat.seat);
        client.sendBytes(TO_CLIENT.pong, encodePong({ nonce, tick: clockwork.now, intoTickUs, ...arrivals }));
      } catch (error) {
        this.#refuse(client, seat, error);
      }
    }

    #refuse(client: Client, seat: Seat<Join>, error: unknown): void {
      metrics.messageRefused();
      // Whatever bytes from outside make a decoder throw is the client's trouble, not the room's.
      if (!(error instanceof CodecError)) host.report(error);
      if (++seat.badMessages >= ROOM_LIMITS.badMessages) {
        this.#dismiss(client, seat, CLOSE.badCommands);
      } else if (seat.refusals++ < ROOM_LIMITS.refusalsPerSecond) {
        const reason = error instanceof CodecError ? error.message : "message: not understood";
        client.sendBytes(TO_CLIENT.refusal, encodeRefusal({ code: ROOM_REFUSAL.badMessage, reason }));
      }
    }

    #dismiss(client: Client, seat: Seat<Join>, row: CloseRow): void {
      seat.dismissed = true;
      this.kickClient(client.sessionId, row.code, row.reason);
    }

    #keepHouse(): void {
      for (const seat of this.#seats.all()) seat.refusals = 0;
    }

    // Audience

    get present(): boolean {
      return this.clients.length > 0;
    }

    get checking(): boolean {
      return this.#checkers > 0;
    }

    patch(): void {
      this.clock.tick();
      this.broadcastPatch();
    }

    events(bytes: Uint8Array): void {
      const frame = getMessageBytes.raw(Protocol.ROOM_DATA_BYTES, TO_CLIENT.events, undefined, bytes);
      for (const client of this.clients) if (client.state === ClientState.JOINED) client.raw(frame);
    }

    check(bytes: Uint8Array): void {
      for (const client of this.clients)
        if (client.state === ClientState.JOINED && this.#seats.of(client.sessionId)?.verify === true)
          client.sendBytes(TO_CLIENT.check, bytes);
    }

    /** Ends this room alone: clients learn why, and nobody else notices. */
    failed(error: unknown): void {
      this.#over = true;
      metrics.roomFailed();
      host.report(error);
      for (const client of [...this.clients])
        this.kickClient(client.sessionId, CLOSE.roomFault.code, CLOSE.roomFault.reason);
      void this.disconnect(CLOSE.roomFault.code);
    }
  };

  function admit(options: unknown, present: readonly Join[]): Join {
    try {
      return definition.admit(options, present);
    } catch (error) {
      metrics.joinRefused();
      throw error;
    }
  }
}

function messageBytes(message: unknown): Uint8Array {
  if (message instanceof Uint8Array) return message;
  throw new CodecError("message: not bytes");
}
