import { type AuthContext, type Client, matchMaker, Room, ServerError } from "@colyseus/core";
import { Schema } from "@colyseus/schema";
import type { Tick } from "../../shared/machine.ts";
import { CLOSE, type CloseReason, REFUSAL } from "../../shared/wire/codes.ts";
import { ROOM_LIMITS } from "../../shared/wire/limits.ts";
import { encodeWelcome, TO_CLIENT } from "../../shared/wire/messages.ts";
import { isPrivateRoom } from "../../shared/wire/private-rooms.ts";
import type { AttemptPermits as Holds } from "../budgets/index.ts";
import { HeldSeats, isReserved, reservationAuth, RestoredClient } from "../colyseus/held-seats.ts";
import { JoinServerError, toServerError, withServerErrors, Admission, type AdmissionHost, claimRoom, SeatPermits } from "./admission.ts";
import { MatchmakingListing, newPrivateRoomId, findSingleton } from "../colyseus/matchmaking.ts";
import { kickSeats, SeatLifecycle, type Seat } from "./seats.ts";
import { ANONYMOUS, type Person, JoinRefused, type RoomDefinition } from "./room-definition.ts";
import { takeoverClose, type SeatToken } from "./seat-tokens.ts";
import { checkConsumers } from "../outbox/index.ts";
import type { OutboundEvent } from "../replication/event-dispatcher.ts";
import { ClientSet } from "./client-set.ts";
import { CommandReceiver } from "./command-receiver.ts";
import { Connection, Connections, type SocketClient } from "./connection.ts";
import { DurableRoom, type DurableRoomHost } from "./durable-room.ts";
import type { RuntimeMetrics } from "./metrics.ts";
import { RoomLifecycle, type RoomLifecycleHost } from "./room-lifecycle.ts";
import { type Audience, RoomSimulation } from "./room-simulation.ts";

/** Dependencies shared by all rooms of a process. */
export interface RoomHost extends DurableRoomHost, AdmissionHost, RoomLifecycleHost {
  readonly metrics: RuntimeMetrics;
  readonly seatToken: SeatToken;
  /** Pseudonymous key of the player at an address; the same after a restart. */
  readonly playerKey?: (address: string) => string;
  /** Names of singleton rooms that nobody may create now: their world may still be recovered, see `recoverRooms`. */
  readonly unavailableSingletons?: ReadonlySet<string>;
  /** Reports an unexpected error. */
  readonly report: (error: unknown) => void;
}

/** Makes Colyseus use the serializer; {@link ClientSet} sends clients the real state. */
class PlaceholderState extends Schema {}

/** After this delay an append counts as failed, s. */
const MAX_DURABLE_LAG_S = 2;
/** Time for which a seat waits for its socket, s; an unused room ends after it. */
const RESERVATION_S = 10;
/** Interval at which refusal counts reset, and at which the Colyseus clock advances while a room sleeps, ms. */
const HOUSEKEEPING_MS = 1_000;

/**
 * Creates a Colyseus room class that runs `definition`'s machine. It only connects parts and holds no game rule (D5).
 * Throws a RangeError on consumers that its rooms cannot have.
 */
export function defineRoom<World, Command, Event, Config, Join>(
  definition: RoomDefinition<World, Command, Event, Config, Join>,
  host: RoomHost,
): new () => Room {
  const { metrics, scheduler } = host;
  const { machine, commands } = definition;
  const admission = new Admission(definition, host);
  checkConsumers(definition.name, definition.consumers ?? [], host.openRecorder !== null);

  return class ClockworkRoom extends Room<{ state: Schema }> implements Audience {
    /** Read by the transport. */
    static readonly wire = definition.wire;
    override patchRate = null;
    override maxMessagesPerSecond = ROOM_LIMITS.messagesPerSecond;
    #kept!: DurableRoom<World, Command, Event, Config, Join>;
    #clockwork!: RoomSimulation<World, Command, Event, Config, Join>;
    #onlookers!: ClientSet;
    #lines!: Connections;
    #mail!: CommandReceiver<World, Command, Event, Config, Join>;
    #people!: SeatLifecycle<Command, Join>;
    #lifetime!: RoomLifecycle<World, Command, Event, Config, Join>;
    #listing!: MatchmakingListing;
    readonly #held = new HeldSeats();
    readonly #seatHolds = new SeatPermits();
    /** The round in which the room was created. */
    #round = 0;

    static override onAuth(token: string | undefined, options: unknown, context?: AuthContext): Promise<Person> {
      return admission.authenticate(token, options, context?.headers instanceof Headers ? context.headers : undefined);
    }

    override async onCreate(options?: unknown): Promise<void> {
      if (matchMaker.stats.local.roomCount >= ROOM_LIMITS.rooms)
        throw toServerError(
          new JoinRefused("tooManyRooms", `this process has its maximum of ${ROOM_LIMITS.rooms} rooms`),
        );
      if (host.unavailableSingletons?.has(this.roomName))
        throw new ServerError(REFUSAL.unavailable.status, "this room is unavailable until the server restarts");
      if (definition.singleton && (await findSingleton(this.roomName)) !== null)
        throw toServerError(
          new JoinRefused("roomFull", "all seats of this room are taken, and it is the only one of its kind"),
        );
      if (!definition.singleton) withServerErrors(claimRoom);
      this.autoDispose = !definition.singleton;
      this.seatReservationTimeout = RESERVATION_S;
      const privateId = newPrivateRoomId(options);
      if (privateId !== null) this.roomId = privateId;
      if (isPrivateRoom(this.roomId)) await this.setPrivate();
      this.#kept = await DurableRoom.open(definition, this.roomId, host);
      const { world, seats, recorder, externalCommands, names } = this.#kept;
      this.#round = definition.round?.(world) ?? 0;
      const nowMs = scheduler.nowMs();
      this.#clockwork = new RoomSimulation(
        definition,
        world,
        seats.count,
        nowMs,
        recorder,
        this,
        metrics,
        externalCommands,
        names,
      );
      const clockwork = this.#clockwork;
      this.#lifetime = new RoomLifecycle(clockwork, this.#kept, host);
      this.clock.elapsedTime = (clockwork.now * 1000) / machine.tickHz;
      const kick = (client: Client, row: CloseReason) => this.#kick(client, row);
      this.#onlookers = new ClientSet(() => clockwork.projection, definition, metrics, kick);
      this.#lines = new Connections(clockwork, () => scheduler.nowMs());
      this.state = new PlaceholderState();
      this.maxClients = seats.count;
      this.#listing = new MatchmakingListing((listing) => this.setMatchmaking(listing));
      await this.#listing.open();
      this.#mail = new CommandReceiver(clockwork, seats, { ...host, onCommand: (key) => this.#played(key) }, kick);
      const queueCommand = (command: Command) => this.#lifetime.queueCommand(command);
      const dropCommands = (seat: number) => clockwork.inbox.dropSeat(seat);
      const nameOf = definition.naming?.nameOf ?? null;
      this.#people = new SeatLifecycle({
        admission,
        commands,
        seats,
        names,
        nameOf,
        recorder,
        metrics,
        queueCommand,
        dropCommands,
      });
      // With a timestep set, Colyseus stops the 60 Hz timer that it runs for rooms without a patch rate.
      this.setTimestep(() => {
        this.#mail.resetRates();
        this.#seatHolds.sweep((sessionId) => this.#isHeld(sessionId));
        if (!this.#lifetime.over) void this.#listing.update(this.#lifetime.relativeLatenessMs).catch(host.report);
      }, HOUSEKEEPING_MS);
      this.patchRate = null;
      this.onMessage("*", () => metrics.messageIgnored());
      this.#lifetime.start();
    }

    /** The release whose page plays this room, see `releaseRoutes`; null: the current one. */
    get release(): string | null {
      return definition.retiring && !this.#lifetime?.over ? this.roomName : null;
    }

    /** The room's public status, for spectating. */
    get shown(): {
      readonly round: number;
      readonly people: number;
      readonly tickHz: number;
      readonly kept: boolean;
      readonly secret: boolean;
    } {
      const { world, recorder, seats } = this.#kept;
      const lateTicks = machine.tick(world) - recorder.durableTick;
      const kept = lateTicks >= 0 && lateTicks <= MAX_DURABLE_LAG_S * machine.tickHz;
      const round = definition.round?.(world) ?? 1;
      return {
        round,
        people: seats.occupied,
        tickHz: machine.tickHz,
        kept,
        secret: definition.secret?.(world) ?? false,
      };
    }

    override setSerializer(): void {
      super.setSerializer(this.#onlookers.serializer);
    }

    override onBeforeShutdown(): void {
      this.#lifetime.stop();
      this.#onlookers.finish();
      this.#lifetime.suspend();
      super.onBeforeShutdown();
    }

    override async onDispose(): Promise<void> {
      this.#seatHolds.releaseAll();
      await this.#lifetime?.end();
      this.#kept?.names.close();
    }

    // People

    /** Called by the transport with the budgets that a new seat occupies. */
    keepHolds(sessionId: string, holds: Holds): void {
      this.#seatHolds.add(sessionId, holds);
    }

    #isHeld(sessionId: string): boolean {
      return this.#kept.seats.bySession(sessionId) !== undefined || isReserved(this, sessionId);
    }

    /**
     * Does not close the present socket yet: the caller may have given up, and only a real new socket may replace it.
     */
    override checkReconnectionToken(token: string): string {
      const present = this.clients.find((client) => client.reconnectionToken === token);
      return present?.sessionId ?? super.checkReconnectionToken(token);
    }

    override hasReservedSeat(sessionId: string, token?: string): boolean {
      this.makeWay({ sessionId }, token);
      return super.hasReservedSeat(sessionId, token);
    }

    /**
     * Lets a returning client take over its seat while its old socket still seems open. The transport calls it last
     * before `hasReservedSeat`. Throws if the incoming socket is outdated.
     */
    makeWay({ sessionId, attempt }: Pick<SocketClient, "sessionId" | "attempt">, token?: string): void {
      const present: SocketClient | undefined = this.clients.get(sessionId) as SocketClient | undefined;
      if (token === undefined || present?.reconnectionToken !== token) return;
      const row = takeoverClose(present.attempt, attempt);
      super.checkReconnectionToken(token);
      present.leave(row.code, row.reason);
    }

    /**
     * Called by the transport before a socket takes a seat. Rejects, in the form for Colyseus, if the player may not
     * return.
     */
    async readmit(sessionId: string): Promise<void> {
      const seat = this.#kept.seats.bySession(sessionId);
      try {
        await admission.readmit(seat?.join ?? reservationAuth(this, sessionId));
      } catch (error) {
        if (seat !== undefined) this.#held.release(sessionId);
        throw error;
      }
    }

    override onJoin(client: Client, options: unknown, person: Person = ANONYMOUS): void {
      if (client instanceof RestoredClient)
        client.reconnectionToken = this.#token(this.#people.restore(client.sessionId));
      else this.#seat(client, this.#people.join(client.sessionId, options, person));
    }

    /** Connects the open socket of a seat. */
    #seat(client: Client, seat: Seat<Join>): void {
      const line = new Connection(client as SocketClient, this.#lines);
      seat.playerKey = host.playerKey?.(line.client.sender?.address ?? "") ?? "";
      line.client.onFrame = (frame) => this.#mail.receive(frame, line, seat);
      this.#onlookers.open(client, line, seat.seat, seat.verify, seat.epoch);
      client.reconnectionToken = this.#token(seat);
      this.#welcome(client, seat);
    }

    #played(key: string): void {
      const { players, recorder } = this.#kept;
      if (players.add(key)) recorder.roomRecordChanged();
    }

    #token({ sessionId, epoch }: Seat<Join>): string {
      return host.seatToken(this.roomId, sessionId, epoch);
    }

    override onDrop(client: Client): void {
      this.#onlookers.close(client.sessionId);
      if (this.#lifetime.over || !this.#people.drop(client.sessionId)) return;
      this.#held.prepareHold(client);
      // It rejects when the time is up, or at once for a client that never finished joining; onLeave follows either
      // way.
      this.#held.hold(client.sessionId, this.allowReconnection(client, definition.seatHoldS));
    }

    override onReconnect(client: Client): void {
      this.#seat(client, this.#people.reconnect(client.sessionId));
      this.#held.markReturned(client);
    }

    override onLeave(client: Client): void {
      this.#onlookers.close(client.sessionId);
      this.#people.leave(client.sessionId);
    }

    /** With this method, Colyseus reports an error here instead of ending the process. */
    override onUncaughtException(error: Error): void {
      if (!(error.cause instanceof JoinServerError)) host.report(error);
    }

    /** @see CommandTarget */
    async putFrom(command: Command): Promise<void> {
      const id = commands.causationId?.(command) ?? null;
      if (id === null) throw new TypeError(`room ${definition.name}: the command carries no id of an external event`);
      const kept = this.#clockwork.inbox.putExternal(id, command);
      this.#lifetime.wake();
      await kept;
    }

    /** Reads the world between two ticks. */
    inspect<T>(read: (world: World) => T): T {
      return read(this.#kept.world);
    }

    #welcome(client: Client, seat: Seat<Join>): void {
      const welcome = {
        machine: machine.id,
        version: machine.version,
        seat: seat.seat,
        tick: this.#clockwork.now,
        tickHz: machine.tickHz,
        patchEveryTicks: definition.patchEveryTicks,
        config: machine.codecs.config.encode(this.#kept.config),
      };
      client.sendBytes(TO_CLIENT.welcome, encodeWelcome(welcome));
    }

    #kick(client: Client, row: CloseReason): void {
      this.kickClient(client.sessionId, row.code, row.reason);
    }

    // Audience

    get present(): boolean {
      return this.clients.length > 0;
    }

    get sending(): boolean {
      return this.#onlookers.isSending;
    }

    patch(happenings: readonly OutboundEvent[]): void {
      this.clock.tick();
      this.#onlookers.patch(happenings);
      this.#lines.sendOverduePongs();
      this.#dismiss();
      definition.observe?.(this.roomId, this.#kept.world);
      if (!definition.retiring || (definition.round?.(this.#kept.world) ?? 0) === this.#round) return;
      this.#onlookers.finish();
      this.#end(CLOSE.otherVersion);
    }

    /** Disconnects players whom the world has dismissed, after they have received the patch that shows it. */
    #dismiss(): void {
      const { kickReason } = definition;
      if (kickReason !== undefined) this.#sendAway(({ seat }) => kickReason(this.#kept.world, seat));
    }

    #sendAway(why: (seat: Seat<Join>) => CloseReason | null): void {
      kickSeats(this.#kept.seats, why, this.clients, (client, row) => this.#kick(client, row));
    }

    /** @see kickPlayers */
    sendAway(whom: (join: Join) => boolean, row: CloseReason): void {
      this.#sendAway(({ join }) => (whom(join) ? row : null));
      // Disconnected players learn it when they return; their seats are free meanwhile.
      for (const { join, sessionId } of this.#kept.seats.records()) if (whom(join)) this.#held.release(sessionId);
    }

    more(): void {
      this.#onlookers.sendMore();
      this.#lines.sendOverduePongs();
    }

    check(tick: Tick): void {
      this.#onlookers.scheduleDigests(tick);
    }

    /** Ends only this room and tells its clients why. */
    failed(error: unknown): void {
      host.report(error);
      this.#end(this.#lifetime.fail(error));
    }

    #end(row: CloseReason): void {
      this.#lifetime.stop();
      for (const client of [...this.clients]) this.kickClient(client.sessionId, row.code, row.reason);
      void this.disconnect(row.code);
    }
  };
}
