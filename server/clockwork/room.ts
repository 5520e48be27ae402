import { type AuthContext, type Client, matchMaker, Room, ServerError } from "@colyseus/core";
import { Schema } from "@colyseus/schema";
import type { Tick } from "../../shared/machine.ts";
import { CLOSE, type CloseRow, REFUSAL } from "../../shared/wire/codes.ts";
import { ROOM_LIMITS } from "../../shared/wire/limits.ts";
import { encodeWelcome, TO_CLIENT } from "../../shared/wire/messages.ts";
import { isPrivateRoom } from "../../shared/wire/private-rooms.ts";
import type { SeatHolds as Holds } from "../budgets/index.ts";
import { checkConsumers } from "../outbox/index.ts";
import type { Happening } from "../replication/events.ts";
import { type Audience, Clockwork } from "./clockwork.ts";
import { Refused, type RoomDefinition } from "./definition.ts";
import { dismiss } from "./dismissal.ts";
import { Entry, type EntryHost } from "./entry.ts";
import { Ghost } from "./ghost.ts";
import { HeldSeats, isReserved, reservedFor } from "./held-seats.ts";
import { JoinRefusal, passingOn, passOn } from "./join-refusal.ts";
import { Kept, type KeptHost } from "./kept.ts";
import { Lifetime, type LifetimeHost } from "./lifetime.ts";
import { Line, Lines, type SocketClient } from "./line.ts";
import { Listing, privateIdFor } from "./listing.ts";
import { Mail } from "./mail.ts";
import type { ClockworkMetrics } from "./metrics.ts";
import { Onlookers } from "./onlookers.ts";
import { People } from "./people.ts";
import { NOBODY, type Person } from "./person.ts";
import { endOfReplaced } from "./replaced.ts";
import { claimRoom, SeatHolds } from "./seat-holds.ts";
import type { Seat } from "./seats.ts";
import { standingRoom } from "./standing.ts";
import type { SeatToken } from "./tokens.ts";

/** Dependencies shared by all rooms of a process. */
export interface ClockworkHost extends KeptHost, EntryHost, LifetimeHost {
  readonly metrics: ClockworkMetrics;
  readonly seatToken: SeatToken;
  /** Pseudonymous key of the player at an address; the same after a restart. */
  readonly playerKey?: (address: string) => string;
  /** Names of singleton rooms that nobody may create now: their world may still be recovered, see `recoverRooms`. */
  readonly withheld?: ReadonlySet<string>;
  /** Reports an unexpected error. */
  readonly report: (error: unknown) => void;
}

/** Makes Colyseus use the serializer; {@link Onlookers} sends clients the real state. */
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
export function defineClockworkRoom<World, Command, Event, Config, Join>(
  definition: RoomDefinition<World, Command, Event, Config, Join>,
  host: ClockworkHost,
): new () => Room {
  const { metrics, scheduler } = host;
  const { machine, commands } = definition;
  const entry = new Entry(definition, host);
  checkConsumers(definition.name, definition.consumers ?? [], host.openRecorder !== null);

  return class ClockworkRoom extends Room<{ state: Schema }> implements Audience {
    /** Read by the transport. */
    static readonly wire = definition.wire;
    override patchRate = null;
    override maxMessagesPerSecond = ROOM_LIMITS.messagesPerSecond;
    #kept!: Kept<World, Command, Event, Config, Join>;
    #clockwork!: Clockwork<World, Command, Event, Config, Join>;
    #onlookers!: Onlookers;
    #lines!: Lines;
    #mail!: Mail<World, Command, Event, Config, Join>;
    #people!: People<Command, Join>;
    #lifetime!: Lifetime<World, Command, Event, Config, Join>;
    #listing!: Listing;
    readonly #held = new HeldSeats();
    readonly #seatHolds = new SeatHolds();
    /** The round in which the room was created. */
    #round = 0;

    static override onAuth(token: string | undefined, options: unknown, context?: AuthContext): Promise<Person> {
      return entry.ask(token, options, context?.headers instanceof Headers ? context.headers : undefined);
    }

    override async onCreate(options?: unknown): Promise<void> {
      if (matchMaker.stats.local.roomCount >= ROOM_LIMITS.rooms)
        throw passOn(new Refused("tooManyRooms", `this process has its maximum of ${ROOM_LIMITS.rooms} rooms`));
      if (host.withheld?.has(this.roomName))
        throw new ServerError(REFUSAL.unavailable.status, "this room is unavailable until the server restarts");
      if (definition.standing && (await standingRoom(this.roomName)) !== null)
        throw passOn(new Refused("roomFull", "all seats of this room are taken, and it is the only one of its kind"));
      if (!definition.standing) passingOn(claimRoom);
      this.autoDispose = !definition.standing;
      this.seatReservationTimeout = RESERVATION_S;
      const privateId = privateIdFor(options);
      if (privateId !== null) this.roomId = privateId;
      if (isPrivateRoom(this.roomId)) await this.setPrivate();
      this.#kept = await Kept.open(definition, this.roomId, host);
      const { world, seats, recorder, sources, names } = this.#kept;
      this.#round = definition.round?.(world) ?? 0;
      const nowMs = scheduler.nowMs();
      this.#clockwork = new Clockwork(definition, world, seats.count, nowMs, recorder, this, metrics, sources, names);
      const clockwork = this.#clockwork;
      this.#lifetime = new Lifetime(clockwork, this.#kept, host);
      this.clock.elapsedTime = (clockwork.now * 1000) / machine.tickHz;
      const kick = (client: Client, row: CloseRow) => this.#kick(client, row);
      this.#onlookers = new Onlookers(() => clockwork.projection, definition, metrics, kick);
      this.#lines = new Lines(clockwork, () => scheduler.nowMs());
      this.state = new PlaceholderState();
      this.maxClients = seats.count;
      this.#listing = new Listing((listing) => this.setMatchmaking(listing));
      await this.#listing.open();
      this.#mail = new Mail(clockwork, seats, { ...host, played: (key) => this.#played(key) }, kick);
      const order = (command: Command) => this.#lifetime.order(command);
      const forget = (seat: number) => clockwork.inbox.forget(seat);
      const nameOf = definition.naming?.nameOf ?? null;
      this.#people = new People({ entry, commands, seats, names, nameOf, recorder, metrics, order, forget });
      // With a timestep set, Colyseus stops the 60 Hz timer that it runs for rooms without a patch rate.
      this.setTimestep(() => {
        this.#mail.newSecond();
        this.#seatHolds.sweep((sessionId) => this.#isHeld(sessionId));
        if (!this.#lifetime.over) void this.#listing.update(this.#lifetime.laterMs).catch(host.report);
      }, HOUSEKEEPING_MS);
      this.patchRate = null;
      this.onMessage("*", () => metrics.messageIgnored());
      this.#lifetime.begin();
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
      return { round, people: seats.taken, tickHz: machine.tickHz, kept, secret: definition.secret?.(world) ?? false };
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
      this.#seatHolds.end();
      await this.#lifetime?.end();
      this.#kept?.names.close();
    }

    // People

    /** Called by the transport with the budgets that a new seat occupies. */
    keepHolds(sessionId: string, holds: Holds): void {
      this.#seatHolds.keep(sessionId, holds);
    }

    #isHeld(sessionId: string): boolean {
      return this.#kept.seats.of(sessionId) !== undefined || isReserved(this, sessionId);
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
      const row = endOfReplaced(present.attempt, attempt);
      super.checkReconnectionToken(token);
      present.leave(row.code, row.reason);
    }

    /**
     * Called by the transport before a socket takes a seat. Rejects, in the form for Colyseus, if the player may not
     * return.
     */
    async readmit(sessionId: string): Promise<void> {
      const seat = this.#kept.seats.of(sessionId);
      try {
        await entry.again(seat?.join ?? reservedFor(this, sessionId));
      } catch (error) {
        if (seat !== undefined) this.#held.giveUp(sessionId);
        throw error;
      }
    }

    override onJoin(client: Client, options: unknown, person: Person = NOBODY): void {
      if (client instanceof Ghost) client.reconnectionToken = this.#token(this.#people.restore(client.sessionId));
      else this.#seat(client, this.#people.join(client.sessionId, options, person));
    }

    /** Connects the open socket of a seat. */
    #seat(client: Client, seat: Seat<Join>): void {
      const line = new Line(client as SocketClient, this.#lines);
      seat.playerKey = host.playerKey?.(line.client.sender?.address ?? "") ?? "";
      line.client.onFrame = (frame) => this.#mail.receive(frame, line, seat);
      this.#onlookers.open(client, line, seat.seat, seat.verify, seat.epoch);
      client.reconnectionToken = this.#token(seat);
      this.#welcome(client, seat);
    }

    #played(key: string): void {
      const { players, recorder } = this.#kept;
      if (players.note(key)) recorder.roomChanged();
    }

    #token({ sessionId, epoch }: Seat<Join>): string {
      return host.seatToken(this.roomId, sessionId, epoch);
    }

    override onDrop(client: Client): void {
      this.#onlookers.close(client.sessionId);
      if (this.#lifetime.over || !this.#people.lost(client.sessionId)) return;
      this.#held.lost(client);
      // It rejects when the time is up, or at once for a client that never finished joining; onLeave follows either
      // way.
      this.#held.hold(client.sessionId, this.allowReconnection(client, definition.seatHoldS));
    }

    override onReconnect(client: Client): void {
      this.#seat(client, this.#people.back(client.sessionId));
      this.#held.returned(client);
    }

    override onLeave(client: Client): void {
      this.#onlookers.close(client.sessionId);
      this.#people.leave(client.sessionId);
    }

    /** With this method, Colyseus reports an error here instead of ending the process. */
    override onUncaughtException(error: Error): void {
      if (!(error.cause instanceof JoinRefusal)) host.report(error);
    }

    /** @see Receiver */
    async putFrom(command: Command): Promise<void> {
      const id = commands.cause?.(command) ?? null;
      if (id === null) throw new TypeError(`room ${definition.name}: the command carries no id of an external event`);
      const kept = this.#clockwork.inbox.putFrom(id, command);
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

    #kick(client: Client, row: CloseRow): void {
      this.kickClient(client.sessionId, row.code, row.reason);
    }

    // Audience

    get present(): boolean {
      return this.clients.length > 0;
    }

    get sending(): boolean {
      return this.#onlookers.sending;
    }

    patch(happenings: readonly Happening[]): void {
      this.clock.tick();
      this.#onlookers.patch(happenings);
      this.#lines.sweep();
      this.#dismiss();
      definition.observe?.(this.roomId, this.#kept.world);
      if (!definition.retiring || definition.round?.(this.#kept.world) === this.#round) return;
      this.#onlookers.finish();
      this.#end(CLOSE.otherVersion);
    }

    /** Disconnects players whom the world has dismissed, after they have received the patch that shows it. */
    #dismiss(): void {
      const { dismissed } = definition;
      if (dismissed !== undefined) this.#sendAway(({ seat }) => dismissed(this.#kept.world, seat));
    }

    #sendAway(why: (seat: Seat<Join>) => CloseRow | null): void {
      dismiss(this.#kept.seats, why, this.clients, (client, row) => this.#kick(client, row));
    }

    /** @see sendAway */
    sendAway(whom: (join: Join) => boolean, row: CloseRow): void {
      this.#sendAway(({ join }) => (whom(join) ? row : null));
      // Disconnected players learn it when they return; their seats are free meanwhile.
      for (const { join, sessionId } of this.#kept.seats.records()) if (whom(join)) this.#held.giveUp(sessionId);
    }

    more(): void {
      this.#onlookers.more();
      this.#lines.sweep();
    }

    check(tick: Tick): void {
      this.#onlookers.check(tick);
    }

    /** Ends only this room and tells its clients why. */
    failed(error: unknown): void {
      host.report(error);
      this.#end(this.#lifetime.fail(error));
    }

    #end(row: CloseRow): void {
      this.#lifetime.stop();
      for (const client of [...this.clients]) this.kickClient(client.sessionId, row.code, row.reason);
      void this.disconnect(row.code);
    }
  };
}
