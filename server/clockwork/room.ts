import { randomBytes } from "node:crypto";
import { type Client, matchMaker, Room } from "@colyseus/core";
import { Schema } from "@colyseus/schema";
import type { Tick } from "../../shared/machine.ts";
import { CLOSE, type CloseRow } from "../../shared/wire/codes.ts";
import { ROOM_LIMITS } from "../../shared/wire/limits.ts";
import { encodeWelcome, TO_CLIENT } from "../../shared/wire/messages.ts";
import { isPrivateRoom, privateRoomId } from "../../shared/wire/private-rooms.ts";
import { NotOwner } from "../journal/port.ts";
import { checkConsumers } from "../outbox/index.ts";
import type { Happening } from "../replication/events.ts";
import { type Audience, Clockwork } from "./clockwork.ts";
import { Refused, type RoomDefinition } from "./definition.ts";
import { Ghost } from "./ghost.ts";
import { JoinRefusal, passOn } from "./join-refusal.ts";
import { JournalHalt } from "./journal-recorder.ts";
import { Kept, type KeptHost } from "./kept.ts";
import { latenessClass } from "./lateness.ts";
import { Line, Lines, type SocketClient } from "./line.ts";
import { Mail } from "./mail.ts";
import type { ClockworkMetrics } from "./metrics.ts";
import { Onlookers } from "./onlookers.ts";
import { type Gate, NOBODY, type Person } from "./person.ts";
import type { Scheduler, Slot } from "./scheduler.ts";
import type { Seat } from "./seats.ts";
import { standingRoom } from "./standing.ts";
import type { SeatToken } from "./tokens.ts";

/** What all rooms of a process share. */
export interface ClockworkHost extends KeptHost {
  readonly scheduler: Scheduler;
  readonly metrics: ClockworkMetrics;
  readonly seatToken: SeatToken;
  readonly gate: Gate;
  /** Something threw that should not have. */
  readonly report: (error: unknown) => void;
}

/** For core to know that there is a state; {@link Onlookers} tell clients another. */
class Unused extends Schema {}

/** Whether a room is asked for that is not listed and that nobody is brought to, see `isPrivateRoom`. */
const asksPrivate = (options: unknown) => (options as { private?: unknown } | null | undefined)?.private === true;

/** What the journal has not had for so long, it will not have, s. */
const UNKEPT_S = 2;
/** How often refusals are counted anew and core's clock moves while a room sleeps, ms. */
const HOUSEKEEPING_MS = 1_000;

/**
 * A Colyseus room class that runs `definition`'s machine. It connects, and holds no game rule (D5). Throws a RangeError on
 * consumers that its rooms cannot have.
 */
export function defineClockworkRoom<World, Command, Event, Config, Join>(
  definition: RoomDefinition<World, Command, Event, Config, Join>,
  host: ClockworkHost,
): new () => Room {
  const { metrics, scheduler } = host;
  const { machine, commands } = definition;
  checkConsumers(definition.name, definition.consumers ?? [], host.openRecorder !== null);

  return class ClockworkRoom extends Room<{ state: Schema }> implements Audience {
    /** For the transport. */
    static readonly wire = definition.wire;
    override patchRate = null;
    override maxMessagesPerSecond = ROOM_LIMITS.messagesPerSecond;
    #kept!: Kept<World, Command, Event, Config, Join>;
    #clockwork!: Clockwork<World, Command, Event, Config, Join>;
    #onlookers!: Onlookers;
    #lines!: Lines;
    #mail!: Mail<World, Command, Event, Config, Join>;
    #slot: Slot | null = null;
    #over = false;
    /** The round in which the room was made. */
    #round = 0;
    /** As matchmaking has it. */
    #late = 0;

    /** Before a room is looked for or made: who will be refused anyway makes no room. */
    static override async onAuth(token: string | undefined, options: unknown): Promise<Person> {
      try {
        const person = await host.gate(token ?? null, options);
        admit(options, [], person);
        return person;
      } catch (error) {
        throw passOn(error);
      }
    }

    override async onCreate(options?: unknown): Promise<void> {
      if (matchMaker.stats.local.roomCount >= ROOM_LIMITS.rooms)
        throw passOn(
          new Refused("tooManyRooms", `this process holds ${ROOM_LIMITS.rooms} rooms, which is all it takes`),
        );
      if (definition.standing && (await standingRoom(this.roomName)) !== null)
        throw passOn(new Refused("roomFull", "all seats of this room are taken, and there is one of its kind only"));
      this.autoDispose = !definition.standing;
      if (asksPrivate(options)) this.roomId = privateRoomId(randomBytes(16).toString("base64url"));
      if (isPrivateRoom(this.roomId)) await this.setPrivate();
      this.#kept = await Kept.open(definition, this.roomId, host);
      const { world, seats, recorder, sources } = this.#kept;
      this.#round = definition.round?.(world) ?? 0;
      const nowMs = scheduler.nowMs();
      this.#clockwork = new Clockwork(definition, world, seats.count, nowMs, recorder, this, metrics, sources);
      const clockwork = this.#clockwork;
      this.clock.elapsedTime = (clockwork.now * 1000) / machine.tickHz;
      const kick = (client: Client, row: CloseRow) => this.#kick(client, row);
      this.#onlookers = new Onlookers(() => clockwork.projection, definition, metrics, kick);
      this.#lines = new Lines(clockwork, () => scheduler.nowMs());
      this.state = new Unused();
      this.maxClients = seats.count;
      await this.setMatchmaking({ late: this.#late });
      this.#mail = new Mail(this.#clockwork, seats, host, kick);
      // With a timestep set, core gives up the 60 Hz timer that it keeps for rooms without a patch rate.
      this.setTimestep(() => {
        this.#mail.newSecond();
        this.#listLateness(latenessClass(this.#slot?.laterMs ?? 0, this.#late));
      }, HOUSEKEEPING_MS);
      this.patchRate = null;
      this.onMessage("*", () => metrics.messageIgnored());
      this.#slot = scheduler.add(this.#clockwork);
      metrics.roomOpened();
    }

    /** For whoever is brought to any match, see `QUICK_PLAY_ORDER`. */
    #listLateness(late: number): void {
      if (late === this.#late || this.#over) return;
      this.#late = late;
      void this.setMatchmaking({ late }).catch(host.report);
    }

    /** Of which release's page it is played, see `releaseRoutes`; null: of the current one, as whatever follows it. */
    get release(): string | null {
      return definition.retiring && !this.#over ? this.roomName : null;
    }

    /** What is told to those who would watch it. */
    get shown(): { readonly round: number; readonly people: number; readonly tickHz: number; readonly kept: boolean } {
      const { world, recorder, seats } = this.#kept;
      const lateTicks = machine.tick(world) - recorder.durableTick;
      const kept = lateTicks >= 0 && lateTicks <= UNKEPT_S * machine.tickHz;
      const round = definition.round?.(world) ?? 1;
      return { round, people: [...seats.all()].length, tickHz: machine.tickHz, kept };
    }

    override setSerializer(): void {
      super.setSerializer(this.#onlookers.serializer);
    }

    /** The next process takes the room up where this one leaves it. */
    override onBeforeShutdown(): void {
      this.#over = true;
      this.#slot?.remove();
      this.#onlookers.finish();
      this.#finish();
      this.#kept.sources.end();
      void this.#kept.recorder.close("suspended");
      super.onBeforeShutdown();
    }

    /** Makes the tick of those who have just come and gone, so that the world agrees with the seats. */
    #finish(): void {
      try {
        if (this.#clockwork.inbox.waiting > 0) void this.#clockwork.run(scheduler.nowMs(), definition.patchEveryTicks);
      } catch (error) {
        this.#clockwork.failed(error);
      }
    }

    override async onDispose(): Promise<void> {
      // Whoever was here last has left: that is told, too.
      if (!this.#over && this.#slot !== null) this.#finish();
      this.#over = true;
      this.#slot?.remove();
      this.#kept?.sources.end();
      if (this.#slot !== null) metrics.roomClosed();
      await this.#kept?.recorder.close("over");
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

    override onJoin(client: Client, options: unknown, person: Person = NOBODY): void {
      if (client instanceof Ghost) {
        this.#rejoin(client);
        return;
      }
      const present = [...this.#kept.seats.all()].map(({ join }) => join);
      const join = admit(options, present, person);
      const verify = (options as { verify?: unknown } | null)?.verify === true;
      const seat = this.#kept.seats.take(client.sessionId, join, verify);
      if (seat === null) {
        metrics.joinRefused();
        throw passOn(new Refused("roomFull", `all ${definition.seats} seats of this room are taken`));
      }
      this.#open(client, seat, verify);
      client.reconnectionToken = this.#token(seat);
      this.#kept.recorder.roomChanged();
      this.#order(commands.join(seat.seat, join));
      this.#welcome(client, seat);
      metrics.clientJoined();
    }

    #open(client: Client, seat: Seat<Join>, verify: boolean): void {
      const line = new Line(client as SocketClient, this.#lines);
      line.client.onFrame = (frame) => this.#mail.receive(frame, line, seat);
      this.#onlookers.open(client, line, seat.seat, verify);
    }

    /** Someone who was in before a crash. */
    #rejoin(ghost: Ghost): void {
      const seat = this.#kept.seats.of(ghost.sessionId);
      if (seat === undefined) throw passOn(new Refused("roomFull", "the seat is no longer held"));
      ghost.reconnectionToken = this.#token(seat);
      metrics.clientJoined();
    }

    #token({ sessionId, epoch }: Seat<Join>): string {
      return host.seatToken(this.roomId, sessionId, epoch);
    }

    override onDrop(client: Client): void {
      this.#onlookers.close(client.sessionId);
      const seat = this.#kept.seats.of(client.sessionId);
      if (seat === undefined || seat.dismissed || this.#over) return;
      // What was meant for later would act on a seat whose client is gone.
      this.#clockwork.inbox.forget(seat.seat);
      this.#order(commands.drop(seat.seat));
      // Rejected when the time is up, or at once for a client that never finished joining; onLeave follows either way.
      this.allowReconnection(client, definition.seatHoldS).catch(() => {});
    }

    override onReconnect(client: Client): void {
      const seat = this.#kept.seats.of(client.sessionId);
      if (seat === undefined) throw passOn(new Refused("roomFull", "the seat is no longer held"));
      this.#open(client, seat, seat.verify);
      client.reconnectionToken = this.#token(seat);
      this.#order(commands.back(seat.seat));
      this.#welcome(client, seat);
    }

    override onLeave(client: Client): void {
      this.#onlookers.close(client.sessionId);
      const seat = this.#kept.seats.of(client.sessionId);
      if (seat === undefined) return;
      this.#kept.seats.free(seat);
      this.#kept.recorder.roomChanged();
      this.#clockwork.inbox.forget(seat.seat);
      this.#order(commands.leave(seat.seat));
      metrics.clientLeft();
    }

    /** A method, so that core reports what throws here instead of ending the process. */
    override onUncaughtException(error: Error): void {
      if (!(error.cause instanceof JoinRefusal)) host.report(error);
    }

    /** @see Receiver */
    async putFrom(command: Command): Promise<void> {
      const id = commands.cause?.(command) ?? null;
      if (id === null) throw new TypeError(`room ${definition.name}: the command carries no event of elsewhere`);
      const kept = this.#clockwork.inbox.putFrom(id, command);
      this.#slot?.wake();
      await kept;
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

    /** Those whom the world sent away have been told all of it. */
    #dismiss(): void {
      const { dismissed } = definition;
      if (dismissed !== undefined) this.#sendAway(({ seat }) => dismissed(this.#kept.world, seat));
    }

    /** @see sendAway */
    sendAway(whom: (join: Join) => boolean, row: CloseRow): void {
      this.#sendAway(({ join }) => (whom(join) ? row : null));
    }

    #sendAway(why: (seat: Seat<Join>) => CloseRow | null): void {
      for (const client of [...this.clients]) {
        const seat = this.#kept.seats.of(client.sessionId);
        if (seat === undefined || seat.dismissed || client instanceof Ghost) continue;
        const row = why(seat);
        if (row === null) continue;
        seat.dismissed = true;
        this.#kick(client, row);
      }
    }

    more(): void {
      this.#onlookers.more();
      this.#lines.sweep();
    }

    check(tick: Tick): void {
      this.#onlookers.check(tick);
    }

    /** Ends this room alone: clients learn why, and nobody else notices. */
    failed(error: unknown): void {
      metrics.roomFailed();
      host.report(error);
      const lost = error instanceof NotOwner;
      const row = lost ? CLOSE.restarting : CLOSE.roomFault;
      void this.#kept.recorder.close(
        lost || error instanceof JournalHalt
          ? "suspended"
          : { aside: error instanceof Error ? `${error.stack}` : `${error}` },
      );
      this.#end(row);
    }

    #end(row: CloseRow): void {
      this.#over = true;
      this.#slot?.remove();
      for (const client of [...this.clients]) this.kickClient(client.sessionId, row.code, row.reason);
      void this.disconnect(row.code);
    }
  };

  function admit(options: unknown, present: readonly Join[], person: Person): Join {
    try {
      if (definition.retiring)
        throw new Refused(
          "matchEnding",
          "this match was begun by an earlier version, and takes nobody new: join another",
        );
      return definition.admit(options, present, person);
    } catch (error) {
      metrics.joinRefused();
      throw passOn(error);
    }
  }
}
