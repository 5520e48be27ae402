import type { Machine, Tick } from "../machine.ts";
import { JournalError } from "./error.ts";
import { faultMessage, readCommands, type TickCommands } from "./records.ts";
import type { PlaybackStart, Timeline } from "./timeline.ts";

/** A machine's step threw `cause` during a replay. The world is between two ticks and unusable. */
export class StepFault extends Error {
  override readonly name = "StepFault";
  /** The tick that the failed step would have reached. */
  readonly tick: Tick;

  constructor(tick: Tick, cause: unknown) {
    super(`the step to tick ${tick} threw ${faultMessage(cause)}`, { cause });
    this.tick = tick;
  }
}

/** Replays a timeline's commands on a world of its machine. */
export class Playback<World, Command, Event, Config> {
  readonly machine: Machine<World, Command, Event, Config>;
  readonly timeline: Timeline;
  readonly config: Config;
  #world: World;
  /** Index of the next gap. */
  #gap = 0;
  /** Index of the next span. */
  #span = 0;
  #entries: Iterator<TickCommands, void> | null = null;
  /** The next commands, for a later tick. */
  #entry: TickCommands | null = null;

  /**
   * Throws {@link JournalError} if the timeline is of another machine, and `CodecError` if that machine cannot decode
   * its bytes.
   *
   * @param tick to begin at
   */
  constructor(machine: Machine<World, Command, Event, Config>, timeline: Timeline, tick = timeline.firstTick) {
    checkMachine(machine, timeline);
    this.machine = machine;
    this.timeline = timeline;
    this.config = machine.codecs.config.decode(timeline.header.config);
    this.#world = this.#start(timeline.starts[0]);
    this.seek(tick);
  }

  /** The current world. A gap or a {@link seek} replaces the object. */
  get world(): World {
    return this.#world;
  }

  get tick(): Tick {
    return this.machine.tick(this.#world);
  }

  /** Advances one tick, or across a gap to the next known tick. Returns false at the end. Throws {@link StepFault}. */
  step(emit: (event: Event) => void = () => {}): boolean {
    const { timeline, machine, tick } = this;
    if (this.#gap < timeline.gaps.length && tick >= timeline.gaps[this.#gap].after) {
      const { tick: to } = timeline.gaps[this.#gap];
      this.#restart(startAt(timeline, to));
      return true;
    }
    if (tick >= timeline.lastTick) return false;
    const commands = this.#commands(tick + 1);
    try {
      machine.step(this.#world, commands, emit);
    } catch (error) {
      throw new StepFault(tick + 1, error);
    }
    return true;
  }

  /**
   * Brings the world to `tick`, from its current tick or from a snapshot, whichever is nearer. Throws {@link
   * JournalError} for a tick that the timeline lacks, and {@link StepFault}.
   */
  seek(tick: Tick): void {
    const { timeline } = this;
    const inGap = timeline.gaps.some((gap) => tick > gap.after && tick < gap.tick);
    if (!Number.isInteger(tick) || tick < timeline.firstTick || tick > timeline.lastTick || inGap)
      throw new JournalError(
        "range",
        `tick ${tick} is not among ${timeline.firstTick} to ${timeline.lastTick}${inGap ? " but in a gap" : ""}`,
      );
    const start = startAt(timeline, tick);
    if (this.tick > tick || this.tick < start.tick) this.#restart(start);
    while (this.tick < tick) this.step();
  }

  /**
   * Adjusts for spans and gaps removed from the front of the timeline's lists. The caller must seek to a tick after all
   * of them before the next step.
   */
  trimFront(spans: number, gaps: number): void {
    this.#span = Math.max(0, this.#span - spans);
    this.#gap = Math.max(0, this.#gap - gaps);
  }

  #restart(start: PlaybackStart): void {
    const { timeline } = this;
    this.#world = this.#start(start);
    this.#gap = timeline.gaps.findIndex((gap) => gap.tick > start.tick);
    if (this.#gap < 0) this.#gap = timeline.gaps.length;
    this.#span = firstIndexWhere(timeline.spans.length, (i) => timeline.spans[i].through > start.tick);
    this.#entries = this.#entry = null;
  }

  #start({ tick, world: bytes }: PlaybackStart): World {
    const { machine, timeline, config } = this;
    const world = bytes === null ? machine.create(timeline.header.seed, config) : machine.load(bytes);
    if (machine.tick(world) !== tick)
      throw new JournalError("damaged", `the world of tick ${tick} says that it is at tick ${machine.tick(world)}`);
    return world;
  }

  /** The commands of `tick`, which follows the tick of the previous call, or is the first after a restart. */
  #commands(tick: Tick): Command[] {
    while (this.#entry === null || this.#entry.tick < tick) {
      const next = this.#entries?.next();
      if (next !== undefined && !next.done) {
        this.#entry = next.value;
        continue;
      }
      if (this.#span === this.timeline.spans.length || this.timeline.spans[this.#span].after >= tick) return [];
      const span = this.timeline.spans[this.#span++];
      this.#entries = readCommands(span.body, span.after);
    }
    if (this.#entry.tick > tick) return [];
    return this.#entry.commands.map((bytes) => this.machine.codecs.command.decode(bytes));
  }
}

/** Checks that the timeline is of this machine. Throws {@link JournalError} otherwise. */
export function checkMachine(
  machine: { readonly id: string; readonly version: number },
  { header }: Pick<Timeline, "header">,
): void {
  if (machine.id === header.machine && machine.version === header.machineVersion) return;
  const [recorded, available] = [
    `${header.machine} version ${header.machineVersion}`,
    `${machine.id} version ${machine.version}`,
  ];
  throw new JournalError("machine", `a journal of ${recorded} cannot be played by ${available}`);
}

/** The last start at or before `tick`. */
function startAt({ starts }: Timeline, tick: Tick): PlaybackStart {
  return starts[firstIndexWhere(starts.length, (i) => starts[i].tick > tick) - 1];
}

/** Binary search: the first index below `length` for which `holds`, or `length`. `holds` must be monotonic. */
function firstIndexWhere(length: number, holds: (index: number) => boolean): number {
  let [low, high] = [0, length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}
