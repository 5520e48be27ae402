import { ArenaModel } from "../../../client/games/arena/model/arena-model.ts";
import type { ArenaFrame } from "../../../client/games/arena/model/frame.ts";
import { arenaRoom } from "../../../server/games/arena/index.ts";
import type { ArenaConfig } from "../../../shared/games/arena/config.ts";
import type { Event } from "../../../shared/games/arena/event.ts";
import { ArenaState } from "../../../shared/games/arena/wire/state.ts";
import type { World } from "../../../shared/games/arena/world.ts";
import type { FakeClient } from "../fake-client.ts";
import { LabLink } from "../lab-link.ts";
import type { LinkProfile } from "../link.ts";
import { type BenchRoom, RoomBench, TICK_MS } from "../rooms.ts";

export class LabClient {
  readonly model: ArenaModel;
  /** Called before each frame is asked for: hands on the controls. */
  steer: (client: LabClient, nowMs: number) => void = () => {};
  /** Called with each frame. */
  seen: (frame: ArenaFrame, nowMs: number) => void = () => {};
  frame: ArenaFrame | null = null;
  /** No frames are made while this holds: a hidden tab, a long hitch. */
  hidden = false;

  constructor(
    readonly link: LabLink<ArenaState>,
    bench: RoomBench,
    frameMs: number,
    clockRate: number,
  ) {
    const now = () => bench.clock.nowMs() * clockRate;
    this.model = new ArenaModel(link, { now });
    const run = (): void => {
      bench.clock.setTimer(frameMs, run);
      if (this.hidden) return;
      const nowMs = now();
      this.steer(this, nowMs);
      this.model.advance(nowMs);
      this.frame = this.model.view();
      this.seen(this.frame, nowMs);
    };
    run();
  }
}

/** A real arena room and real client models, over simulated links, in virtual time. */
export class ArenaLab {
  readonly bench: RoomBench;
  /** The room's own: the truth. Read only. */
  readonly world: World;
  readonly #room: BenchRoom;
  readonly #links: LabLink<ArenaState>[] = [];
  #clients = 0;

  private constructor(bench: RoomBench, room: BenchRoom, world: World) {
    this.bench = bench;
    this.world = world;
    this.#room = room;
  }

  /**
   * Call `RoomBench.start()` before the first.
   *
   * @param stepped is called after each of the server's ticks
   * @param emitted is called with each event of a tick, before that
   * @param seatHoldS by core's clock, which is the real one
   */
  static async open(
    settings: Partial<ArenaConfig>,
    seed = 1,
    stepped: (world: World) => void = () => {},
    emitted: (event: Event, world: World) => void = () => {},
    seatHoldS = 60,
  ): Promise<ArenaLab> {
    const bench = new RoomBench(seed);
    const definition = arenaRoom(settings, seatHoldS);
    let world: World | null = null;
    const room = await bench.open({
      ...definition,
      machine: {
        ...definition.machine,
        create(seed, config) {
          world = definition.machine.create(seed, config);
          return world;
        },
        step(of, commands, emit) {
          definition.machine.step(of, commands, (event) => {
            emitted(event, of);
            emit(event);
          });
          stepped(of);
        },
      },
    });
    if (world === null) throw new Error("no world was made");
    // Core counts in real seconds, in which many of a lab's pass.
    room.room.maxMessagesPerSecond = Number.POSITIVE_INFINITY;
    return new ArenaLab(bench, room, world);
  }

  /** @param clockRate how fast the client's clock runs; frames come as often whatever it says */
  async join(profile: LinkProfile, seed: number, frameMs = 1000 / 60, hull = 0, clockRate = 1): Promise<LabClient> {
    const anew = () => this.#room.join({ name: `lab ${++this.#clients}`, hull }, { passing: true });
    const back = { to: (lost: FakeClient) => this.#room.reconnect(lost), anew };
    const link = new LabLink(this.bench.clock, await anew(), () => new ArenaState(), profile, seed, back);
    this.#links.push(link);
    return new LabClient(link, this.bench, frameMs, clockRate);
  }

  /** Someone without a screen, who hears nothing. */
  joinDeaf(hull = 0): Promise<FakeClient> {
    return this.#room.join({ name: `lab ${++this.#clients}`, hull }, { deaf: true });
  }

  async close(): Promise<void> {
    await this.#room.room.disconnect();
  }

  get nowMs(): number {
    return this.bench.clock.nowMs();
  }

  /** Lets time pass in which nobody who lost the connection gets back. */
  run(ms: number): void {
    this.bench.clock.advance(ms);
  }

  /** Lets time pass; it stands still while someone is let in again. */
  async play(ms: number): Promise<void> {
    const { clock } = this.bench;
    for (const endMs = clock.nowMs() + ms; clock.nowMs() < endMs; ) {
      clock.advanceTo(Math.min(endMs, clock.nowMs() + TICK_MS));
      for (const link of this.#links) await link.returning;
    }
  }
}
