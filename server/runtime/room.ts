import { type AuthContext, type Client, matchMaker, Room } from "@colyseus/core";
import { Schema } from "@colyseus/schema";
import { CLOSE, type CloseReason } from "../../shared/wire/codes.ts";
import { ROOM_LIMITS } from "../../shared/wire/limits.ts";
import { isPrivateRoom } from "../../shared/wire/private-rooms.ts";
import type { AttemptPermits } from "../budgets/index.ts";
import { HeldSeats, isReserved, RestoredClient, releaseReservations, reservationAuth } from "../colyseus/held-seats.ts";
import { findSingleton, MatchmakingListing, newPrivateRoomId } from "../colyseus/matchmaking.ts";
import { checkConsumers } from "../outbox/index.ts";
import type { RoomHooks } from "../transport/room-hooks.ts";
import {
  Admission,
  type AdmissionOptions,
  claimRoom,
  JoinServerError,
  SeatPermits,
  toServerError,
  withServerErrors,
} from "./admission.ts";
import type { SocketClient } from "./connection.ts";
import type { RuntimeMetrics } from "./metrics.ts";
import { ANONYMOUS, JoinRefused, type Person, type RoomDefinition } from "./room-definition.ts";
import { type RoomStatus, RunningRoom, type RunningRoomOptions } from "./running-room.ts";
import { type SeatToken, takeoverClose } from "./seat-tokens.ts";
import type { Seat } from "./seats.ts";

/** Dependencies shared by all rooms of a process. */
export interface RoomOptions extends RunningRoomOptions, AdmissionOptions {
  readonly metrics: RuntimeMetrics;
  readonly seatToken: SeatToken;
}

/** Makes Colyseus use the serializer; `ClientSet` sends clients the real state. */
class PlaceholderState extends Schema {}

/** Time for which a seat waits for its socket, s; an unused room ends after it. */
const RESERVATION_S = 10;
/** Interval at which refusal counts reset, and at which the Colyseus clock advances while a room sleeps, ms. */
const HOUSEKEEPING_MS = 1_000;

/**
 * Creates a Colyseus room class that runs `definition`'s machine. It connects Colyseus with a {@link RunningRoom}. Throws
 * a RangeError on consumers that its rooms cannot have.
 */
export function defineRoom<World, Command, Event, Config, Join>(
  definition: RoomDefinition<World, Command, Event, Config, Join>,
  roomOptions: RoomOptions,
): new () => Room {
  const { metrics } = roomOptions;
  const { machine } = definition;
  const admission = new Admission(definition, roomOptions);
  checkConsumers(definition.name, definition.consumers ?? [], roomOptions.openRecorder !== null);
  if (definition.transfers !== undefined && (roomOptions.openRecorder === null || roomOptions.transfers === undefined))
    throw new RangeError(`transfers of room ${definition.name}: this host has no journals, or no ways between rooms`);

  return class DefinedRoom extends Room<{ state: Schema }> implements RoomHooks {
    /** Read by the transport. */
    static readonly wire = definition.wire;
    override patchRate = null;
    override maxMessagesPerSecond = ROOM_LIMITS.messagesPerSecond;
    #running!: RunningRoom<World, Command, Event, Config, Join>;
    #listing!: MatchmakingListing;
    readonly #heldSeats = new HeldSeats();
    readonly #permits = new SeatPermits();

    static override onAuth(token: string | undefined, options: unknown, context?: AuthContext): Promise<Person> {
      return admission.authenticate(token, options, context?.headers instanceof Headers ? context.headers : undefined);
    }

    override async onCreate(options?: unknown): Promise<void> {
      await this.#checkCreation();
      this.autoDispose = !definition.singleton;
      this.seatReservationTimeout = RESERVATION_S;
      const privateId = newPrivateRoomId(options);
      if (privateId !== null) this.roomId = privateId;
      if (isPrivateRoom(this.roomId)) await this.setPrivate();
      this.#running = await RunningRoom.open(definition, roomOptions, admission, this);
      const { durable, simulation, lifecycle } = this.#running;
      this.clock.elapsedTime = (simulation.now * 1000) / machine.tickHz;
      this.state = new PlaceholderState();
      this.maxClients = durable.seats.count;
      this.#listing = new MatchmakingListing((listing) => this.setMatchmaking(listing));
      await this.#listing.open();
      // With a timestep set, Colyseus stops the 60 Hz timer that it runs for rooms without a patch rate.
      this.setTimestep(() => this.#housekeep(), HOUSEKEEPING_MS);
      this.patchRate = null;
      this.onMessage("*", () => metrics.messageIgnored());
      lifecycle.start();
      this.#running.transfers?.afterCommit();
    }

    /** Rejects, in the form for Colyseus, if there may be no further room of this type. */
    async #checkCreation(): Promise<void> {
      if (matchMaker.stats.local.roomCount >= ROOM_LIMITS.rooms)
        throw toServerError(
          new JoinRefused("tooManyRooms", `this process has its maximum of ${ROOM_LIMITS.rooms} rooms`),
        );
      if (roomOptions.halts.get(this.roomName) !== undefined && !roomOptions.restoring.has(this.roomId))
        throw toServerError(
          new JoinRefused(
            "halted",
            `the ${this.roomName} is halted until the server's operator acts; nothing in it is lost`,
          ),
        );
      if (definition.singleton && (await findSingleton(this.roomName)) !== null)
        throw toServerError(
          new JoinRefused("roomFull", "all seats of this room are taken, and it is the only one of its kind"),
        );
      if (!definition.singleton) withServerErrors(claimRoom);
    }

    #housekeep(): void {
      this.#running.resetRates();
      this.#permits.sweep((sessionId) => this.#isHeld(sessionId));
      const { isOver, relativeLatenessMs } = this.#running.lifecycle;
      if (!isOver) void this.#listing.update(relativeLatenessMs).catch(roomOptions.report);
    }

    /** The release whose page plays this room, see `releaseRoutes`; null: the current one. */
    get release(): string | null {
      return definition.retiring && !this.#running?.lifecycle.isOver ? this.roomName : null;
    }

    get shown(): RoomStatus {
      return this.#running.status;
    }

    override setSerializer(): void {
      super.setSerializer(this.#running.clientSet.serializer);
    }

    override onBeforeShutdown(): void {
      this.suspend().catch(() => {});
    }

    /** @see SuspendableRoom */
    async suspend(): Promise<void> {
      this.#running.suspend();
      releaseReservations(this);
      // Core's own code would tell clients not to return.
      await this.disconnect(CLOSE.restarting.code);
    }

    override async onDispose(): Promise<void> {
      this.#permits.releaseAll();
      this.#running?.transfers?.close();
      await this.#running?.lifecycle.end();
      this.#running?.durable.names.close();
    }

    // Seats

    /** Called by the transport with the budgets that a new seat occupies. */
    keepHolds(sessionId: string, permits: AttemptPermits): void {
      this.#permits.add(sessionId, permits);
    }

    refuseFull(): never {
      const seats = `all ${this.maxClients} seats of this match are taken`;
      throw toServerError(new JoinRefused("roomFull", `${seats}: try again later, or join another`));
    }

    #isHeld(sessionId: string): boolean {
      return this.#running.durable.seats.bySession(sessionId) !== undefined || isReserved(this, sessionId);
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
      const seat = this.#running.durable.seats.bySession(sessionId);
      try {
        await admission.readmit(seat?.join ?? reservationAuth(this, sessionId));
      } catch (error) {
        if (seat !== undefined) this.#heldSeats.release(sessionId);
        throw error;
      }
    }

    override onJoin(client: Client, options: unknown, person: Person = ANONYMOUS): void {
      const running = this.#running;
      const seat =
        client instanceof RestoredClient
          ? running.seatLifecycle.restore(client.sessionId)
          : running.join(client, options, person);
      client.reconnectionToken = this.#tokenOf(seat);
    }

    #tokenOf({ sessionId, epoch }: Seat<Join>): string {
      return roomOptions.seatToken(this.roomId, sessionId, epoch);
    }

    override onDrop(client: Client): void {
      const { clientSet, lifecycle, seatLifecycle } = this.#running;
      clientSet.close(client.sessionId);
      if (lifecycle.isOver || !seatLifecycle.drop(client.sessionId)) return;
      this.#heldSeats.prepareHold(client);
      // It rejects when the time is up, or at once for a client that never finished joining; onLeave follows either
      // way.
      this.#heldSeats.hold(client.sessionId, this.allowReconnection(client, definition.seatHoldS));
    }

    override onReconnect(client: Client): void {
      client.reconnectionToken = this.#tokenOf(this.#running.reconnect(client));
      this.#heldSeats.markReturned(client);
    }

    override onLeave(client: Client): void {
      const { clientSet, seatLifecycle } = this.#running;
      clientSet.close(client.sessionId);
      this.#running.transfers?.onLeave();
      seatLifecycle.leave(client.sessionId);
    }

    /** @see KickingRoom */
    endSeatsOf(player: number, row: CloseReason): void {
      const isKicked = (join: Join) => (join as { readonly player?: unknown }).player === player;
      this.#running.kick(({ join }) => (isKicked(join) ? row : null));
      // Disconnected players learn it when they return; their seats are free meanwhile.
      for (const { join, sessionId } of this.#running.durable.seats.records())
        if (isKicked(join)) this.#heldSeats.release(sessionId);
    }

    /** With this method, Colyseus reports an error here instead of ending the process. */
    override onUncaughtException(error: Error): void {
      if (!(error.cause instanceof JoinServerError)) roomOptions.report(error);
    }

    /** @see CommandTarget */
    putFrom(command: Command): Promise<void> {
      return this.#running.putExternal(command);
    }

    /** @see RoomCalls */
    async takeTransfers(text: string): Promise<boolean> {
      await this.#running.transfers?.receive(text);
      return definition.transfers !== undefined;
    }

    /** Reads the world between two ticks. */
    inspect<T>(read: (world: World) => T): T {
      return read(this.#running.durable.world);
    }
  };
}
