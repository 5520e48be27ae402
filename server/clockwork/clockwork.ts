import type { Tick } from "../../shared/machine.ts";
import { concernsAnyone, type Happening, newConcern } from "../replication/events.ts";
import type { Projection, RoomDefinition } from "./definition.ts";
import { Inbox } from "./inbox.ts";
import type { ClockworkMetrics } from "./metrics.ts";
import type { Recorder } from "./recorder.ts";
import type { RoomNames } from "./room-names.ts";
import type { Clocked } from "./scheduler.ts";
import type { Sources } from "./sources.ts";

/** Those who see a room. */
export interface Audience {
  /** Whether anyone is there. */
  readonly present: boolean;
  /** Sends what changed, and what happened; to many, only the first part: the others get theirs by {@link more}. */
  patch(happenings: readonly Happening[]): void;
  /** Whether not everyone has the last patch. */
  readonly sending: boolean;
  /** The next part of a patch. On each tick between two: with the last of them everyone has it. */
  more(): void;
  /** Sends digests to those who asked for them, once everyone has the patch. @param tick of the patch before */
  check(tick: Tick): void;
  /** The room is over: its step threw, or what follows it. */
  failed(error: unknown): void;
}

/** How often a digest of the state is sent to those who check it, s. */
const CHECK_EVERY_S = 1;

/** One room's world with everything that happens in a tick, in order; sockets and clocks are others' work. */
export class Clockwork<World, Command, Event, Config, Join> implements Clocked {
  readonly definition: RoomDefinition<World, Command, Event, Config, Join>;
  readonly inbox: Inbox<Command>;
  readonly world: World;
  /** When the latest tick was due. */
  tickedAtMs: number;
  readonly #recorder: Recorder<World, Command>;
  readonly #sources: Sources;
  readonly #names: RoomNames;
  readonly #audience: Audience;
  readonly #checkEveryTicks: number;
  #projection: Projection<Event> | null = null;
  readonly #emit: (event: Event) => void;
  #happenings: Happening[] = [];
  /** The tick that the events now emitted belong to. */
  #making: Tick = 0;
  /** The last tick of which consumers have something to get. */
  #emitted: Tick = 0;

  /** Ticks whose time has come, and that are made with the next patch: nobody could see them before. */
  #owed = 0;
  /** Within a step: what is thrown now, a replay of the journal throws as well. */
  #stepping = false;

  constructor(
    definition: RoomDefinition<World, Command, Event, Config, Join>,
    world: World,
    seats: number,
    nowMs: number,
    recorder: Recorder<World, Command>,
    audience: Audience,
    metrics: ClockworkMetrics,
    sources: Sources,
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
      if (!audience.present && recorder.emit === null) return;
      // At once, because a machine may use its event objects again; and once, for all who are to have it.
      let bytes: Uint8Array | null = null;
      const encode = () => {
        bytes ??= machine.codecs.event.encode(event);
        return bytes;
      };
      if (recorder.emit?.(this.#making, event, encode) === true) this.#emitted = this.#making;
      if (!audience.present) return;
      const concern = newConcern();
      if (this.projection.concern === undefined) concern.everyone = true;
      else this.projection.concern(event, concern);
      if (concernsAnyone(concern)) this.#happenings.push({ tick: this.#making, bytes: encode(), concern });
    };
  }

  get tickHz(): number {
    return this.definition.machine.tickHz;
  }

  /** Those with a patch. */
  get longEveryTicks(): number {
    return this.definition.patchEveryTicks;
  }

  get ticksToLong(): number {
    return this.longEveryTicks - 1 - (this.now % this.longEveryTicks);
  }

  /** Made when it is first needed, as a room that nobody has come to yet needs none. */
  get projection(): Projection<Event> {
    if (this.#projection === null) {
      this.#projection = this.definition.project(this.world, this.#names);
      this.#projection.write();
    }
    return this.#projection;
  }

  /** How many ticks the world has made. */
  get now(): Tick {
    return this.definition.machine.tick(this.world);
  }

  get asleep(): boolean {
    const { machine } = this.definition;
    if (this.#audience.present || this.inbox.waiting > 0 || this.#happenings.length > 0) return false;
    // Asleep, it would never commit what others wait for.
    if (this.#sources.owing || this.#emitted > this.#recorder.durableTick) return false;
    return machine.nextWake(this.world) === null;
  }

  get restTicks(): number {
    return this.#audience.sending ? 1 : this.#ticksToPatch - this.#owed;
  }

  get #ticksToPatch(): number {
    return this.ticksToLong + 1;
  }

  /** The ticks of one patch are made at once, when the last of them is due: what a step touches is read from memory once. */
  run(dueMs: number, ticks: number): void | Promise<void> {
    this.#owed += ticks;
    if (this.#owed < this.#ticksToPatch) {
      this.#audience.more();
      return;
    }
    // What it is told first is durable (D4), and ticks between two patches are not.
    const { projection } = this;
    do this.#step();
    while (this.now % this.longEveryTicks !== 0);
    this.#owed = 0;
    this.tickedAtMs = dueMs;
    return after(this.#recorder.commit(this.world), () => {
      this.#sources.durable(this.#recorder.durableTick);
      return this.#publish(projection);
    });
  }

  #step(): void {
    const commands = this.inbox.take();
    this.#making = this.now + 1;
    this.#recorder.append(this.#making, commands);
    this.#stepping = true;
    this.definition.machine.step(this.world, commands, this.#emit);
    this.#stepping = false;
  }

  failed(error: unknown): void {
    if (this.#stepping) this.#recorder.fault(error);
    this.#audience.failed(error);
  }

  #publish(projection: Projection<Event>): void {
    projection.write();
    const happenings = this.#happenings;
    this.#happenings = [];
    this.#audience.patch(happenings);
    if (this.now % this.#checkEveryTicks === 0) this.#audience.check(this.now);
  }
}

/** At once where nothing needs to be waited for. */
function after(done: void | Promise<void>, next: () => void): void | Promise<void> {
  return done === undefined ? next() : done.then(next);
}
