import type { Schema } from "@colyseus/schema";
import { type BlendRule, GameModel, type GameModelOptions, type GameView } from "../../client/kit/index.ts";
import { kitRoom, type NearOptions } from "../../server/kit/index.ts";
import type { RoomDefinition } from "../../server/runtime/room-definition.ts";
import type { AnyRules, AnyWorld, ClientCommandIn, Rules, WorldIn } from "../../shared/kit/index.ts";
import { digestState } from "../../shared/wire/digest.ts";
import { stateClassOf } from "../../shared/wire/kit/index.ts";
import type { FakeClient } from "./fake-client.ts";
import { LabLink } from "./lab-link.ts";
import type { LinkProfile } from "./link.ts";
import { type BenchRoom, RoomBench, TICK_MS } from "./rooms.ts";

type BlendRules = NonNullable<GameModelOptions<never>["blend"]>;
type LabState = Schema & { readonly events: string };

/** A client of a game of the kit, behind a link of its own. */
export class KitClient<R> {
  readonly model: GameModel<R, LabState>;
  /** Called before each frame; what it returns is sent. */
  play: (view: GameView<R>, nowMs: number) => ClientCommandIn<R> | null = () => null;
  /** Called with each frame. */
  seen: (view: GameView<R>, nowMs: number) => void = () => {};
  view!: GameView<R>;
  checks = 0;
  desyncs = 0;

  constructor(
    rules: R,
    readonly link: LabLink<LabState>,
    bench: RoomBench,
    frameMs: number,
    blend: BlendRules,
  ) {
    const now = () => bench.clock.nowMs();
    this.model = new GameModel<R, LabState>(rules, link, {
      now,
      blend,
      onCheck: ({ tick, digest }, state) => {
        this.checks++;
        if (tick !== this.model.patchTick || digest !== digestState(state)) this.desyncs++;
      },
    });
    const run = (): void => {
      bench.clock.setTimer(frameMs, run);
      this.model.advance(now());
      this.view = this.model.view();
      const command = this.model.isReady ? this.play(this.view, now()) : null;
      if (command !== null) this.model.send(command);
      this.seen(this.view, now());
    };
    run();
  }
}

/** A real room of a game of the kit and real client models, over simulated links, in virtual time. */
export class KitLab<R> {
  readonly bench: RoomBench;
  /** The room's own: the truth. */
  readonly world: WorldIn<R>;
  readonly #rules: R;
  readonly #any: AnyRules;
  readonly #room: BenchRoom;
  readonly #links: LabLink<LabState>[] = [];
  #clients = 0;

  private constructor(rules: R, bench: RoomBench, room: BenchRoom, world: AnyWorld) {
    this.#rules = rules;
    this.#any = rules as unknown as AnyRules;
    this.bench = bench;
    this.#room = room;
    this.world = world as unknown as WorldIn<R>;
  }

  /**
   * Call `RoomBench.start()` before the first.
   *
   * @param stepped is called after each of the server's ticks
   */
  static async open<W, E, C, K>(
    rules: Rules<W, E, C, K>,
    seed = 1,
    stepped: (world: WorldIn<Rules<W, E, C, K>>) => void = () => {},
    near?: NearOptions,
  ): Promise<KitLab<Rules<W, E, C, K>>> {
    const bench = new RoomBench(seed);
    const options = { ...(near !== undefined && { near }) };
    const definition = kitRoom(rules, options as never) as unknown as RoomDefinition<
      AnyWorld,
      unknown,
      unknown,
      unknown,
      unknown
    >;
    let world: AnyWorld | null = null;
    const room = await bench.open({
      ...definition,
      machine: {
        ...definition.machine,
        create(of, config) {
          world = definition.machine.create(of, config);
          return world;
        },
        step(of, commands, emit) {
          definition.machine.step(of, commands, emit);
          stepped(of as never);
        },
      },
    });
    if (world === null) throw new Error("no world was made");
    // Core counts in real seconds, in which many of a lab's pass.
    room.room.maxMessagesPerSecond = Number.POSITIVE_INFINITY;
    return new KitLab(rules, bench, room, world);
  }

  async join(
    profile: LinkProfile,
    seed: number,
    frameMs = TICK_MS,
    blend: readonly BlendRule<R>[] = [],
  ): Promise<KitClient<R>> {
    const StateClass = stateClassOf(this.#any) as unknown as new () => LabState;
    const anew = () => this.#room.join({ name: `lab ${++this.#clients}`, verify: true }, { passing: true });
    const back = { to: (lost: FakeClient) => this.#room.reconnect(lost), anew };
    const link = new LabLink<LabState>(this.bench.clock, await anew(), () => new StateClass(), profile, seed, back);
    this.#links.push(link);
    return new KitClient(this.#rules, link, this.bench, frameMs, blend as unknown as BlendRules);
  }

  async close(): Promise<void> {
    await this.#room.room.disconnect();
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
