import type { Tick } from "../../shared/machine.ts";
import { hasRecipients, newRecipients, type OutboundEvent } from "../replication/event-dispatcher.ts";
import type { ExternalCommands } from "./external-commands.ts";
import { Inbox } from "./inbox.ts";
import type { RuntimeMetrics } from "./metrics.ts";
import type { Recorder } from "./recorder.ts";
import type { Projection, RoomDefinition, RoomNames } from "./room-definition.ts";
import type { ScheduledRoom } from "./scheduler.ts";

/** The clients connected to a room. */
export interface Audience {
  /** Whether any client is connected. */
  readonly hasClients: boolean;
  /** Whether transfers to other rooms wait for a commit. */
  readonly hasUndurableTransfers: boolean;
  /**
   * Sends state changes and events. With many clients, sends to the first part of them; {@link sendMore} sends to the rest.
   */
  patch(events: readonly OutboundEvent[]): void;
  /** Whether some clients still lack the last patch. */
  readonly isSending: boolean;
  /**
   * Sends the last patch to the next part of the clients. Called on each tick between patches; the last call finishes.
   */
  sendMore(): void;
  /** Sends state digests to the clients that verify, once all clients have the patch. @param tick of that patch */
  scheduleDigests(tick: Tick): void;
  /** The room has failed: its step, or the work after it, threw. */
  onFailure(error: unknown): void;
}

/** Interval of state digests for clients that verify, s. */
const CHECK_EVERY_S = 1;

/** One room's world and the order of work in its tick. Sockets and clocks live elsewhere. */
export class RoomSimulation<World, Command, Event, Config, Join> implements ScheduledRoom {
  readonly definition: RoomDefinition<World, Command, Event, Config, Join>;
  readonly inbox: Inbox<Command>;
  readonly world: World;
  /** Time at which the latest tick was due. */
  tickedAtMs: number;
  readonly #recorder: Recorder<World, Command>;
  readonly #sources: ExternalCommands;
  readonly #names: RoomNames;
  readonly #audience: Audience;
  readonly #checkEveryTicks: number;
  #projection: Projection<Event> | null = null;
  readonly #emit: (event: Event) => void;
  #emitted: OutboundEvent[] = [];
  /** The tick being stepped; emitted events belong to it. */
  #steppingTick: Tick = 0;
  /** The last tick with an event for a consumer. */
  #lastEmittedTick: Tick = 0;

  /** Ticks that are due but not stepped yet. They run together with the next patch; nobody could see them earlier. */
  #dueTicks = 0;
  /** True during a step. A replay of the journal throws the same error there. */
  #stepping = false;

  constructor(
    definition: RoomDefinition<World, Command, Event, Config, Join>,
    world: World,
    seats: number,
    nowMs: number,
    recorder: Recorder<World, Command>,
    audience: Audience,
    metrics: RuntimeMetrics,
    sources: ExternalCommands,
    names: RoomNames,
  ) {
    const { machine, patchEveryTicks, merge, limits } = definition;
    this.definition = definition;
    this.world = world;
    const dropped = () => metrics.commandDropped();
    this.inbox = new Inbox(seats, this.now + 1, merge, dropped, sources, limits?.commandsPerTick);
    this.tickedAtMs = nowMs;
    this.#recorder = recorder;
    this.#sources = sources;
    this.#names = names;
    this.#audience = audience;
    this.#checkEveryTicks =
      Math.max(1, Math.round((CHECK_EVERY_S * machine.tickHz) / patchEveryTicks)) * patchEveryTicks;
    this.#emit = (event) => {
      if (!audience.hasClients && recorder.emit === null) return;
      // Encode now, because the machine may reuse its event objects, and only once for all receivers.
      let bytes: Uint8Array | null = null;
      const encode = () => {
        bytes ??= machine.codecs.event.encode(event);
        return bytes;
      };
      if (recorder.emit?.(this.#steppingTick, event, encode) === true) this.#lastEmittedTick = this.#steppingTick;
      if (!audience.hasClients) return;
      const recipients = newRecipients();
      if (this.projection.concern === undefined) recipients.everyone = true;
      else this.projection.concern(event, recipients);
      if (hasRecipients(recipients)) this.#emitted.push({ tick: this.#steppingTick, bytes: encode(), recipients });
    };
  }

  get tickHz(): number {
    return this.definition.machine.tickHz;
  }

  /** The ticks that end with a patch. */
  get longEveryTicks(): number {
    return this.definition.patchEveryTicks;
  }

  get ticksToLongTick(): number {
    return this.longEveryTicks - 1 - (this.now % this.longEveryTicks);
  }

  /** Created on first use: a room without clients needs none. */
  get projection(): Projection<Event> {
    if (this.#projection === null) {
      this.#projection = this.definition.project(this.world, this.#names);
      this.#projection.write();
    }
    return this.#projection;
  }

  /** The number of ticks that the world has made. */
  get now(): Tick {
    return this.definition.machine.tick(this.world);
  }

  get isAsleep(): boolean {
    const { machine } = this.definition;
    if (this.#audience.hasClients || this.inbox.waiting > 0 || this.#emitted.length > 0) return false;
    // A sleeping room would never commit these.
    if (this.#audience.hasUndurableTransfers) return false;
    if (this.#sources.hasUndurable || this.#lastEmittedTick > this.#recorder.durableTick) return false;
    return machine.nextWake(this.world) === null;
  }

  get ticksUntilRun(): number {
    return this.#audience.isSending ? 1 : this.#ticksToPatch - this.#dueTicks;
  }

  get #ticksToPatch(): number {
    return this.ticksToLongTick + 1;
  }

  /**
   * Steps all ticks of one patch together when the last one is due, so that the world is loaded into the cache once.
   */
  run(dueMs: number, ticks: number): void | Promise<void> {
    this.#dueTicks += ticks;
    if (this.#dueTicks < this.#ticksToPatch) {
      this.#audience.sendMore();
      return;
    }
    // Publish only after the commit (D4). Clients never see the ticks between two patches.
    const { projection } = this;
    do this.#step();
    while (this.now % this.longEveryTicks !== 0);
    this.#dueTicks = 0;
    this.tickedAtMs = dueMs;
    return after(this.#recorder.commit(this.world), () => {
      this.#sources.markDurable(this.#recorder.durableTick);
      return this.#publish(projection);
    });
  }

  #step(): void {
    const provided = this.definition.provide?.(this.world) ?? null;
    if (provided !== null) this.inbox.putRoomCommand(provided);
    const commands = this.inbox.take();
    this.#steppingTick = this.now + 1;
    this.#recorder.append(this.#steppingTick, commands);
    this.#stepping = true;
    this.definition.machine.step(this.world, commands, this.#emit);
    this.#stepping = false;
  }

  failed(error: unknown): void {
    if (this.#stepping) this.#recorder.fault(error);
    this.#audience.onFailure(error);
  }

  #publish(projection: Projection<Event>): void {
    projection.write();
    const events = this.#emitted;
    this.#emitted = [];
    this.#audience.patch(events);
    if (this.now % this.#checkEveryTicks === 0) this.#audience.scheduleDigests(this.now);
  }
}

/** Calls `next` synchronously if `done` is not a promise. */
function after(done: void | Promise<void>, next: () => void): void | Promise<void> {
  return done === undefined ? next() : done.then(next);
}
