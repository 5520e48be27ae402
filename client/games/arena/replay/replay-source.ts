import { type ArenaConfig, arena, type Command, type Event, type World } from "../../../../shared/games/arena/index.ts";
import type { NameOf } from "../../../../shared/games/arena/seats.ts";
import type { Tick } from "../../../../shared/machine.ts";
import { TURN } from "../../../../shared/math/fixed.ts";
import type { OpenedRecording } from "../../../replay/open-replay.ts";
import { ReplayPlayer } from "../../../replay/replay-player.ts";
import { blankFrame } from "../model/blank-views.ts";
import type { ArenaFrame, FrameSource } from "../model/frame.ts";
import { showWorld } from "../model/world-frame.ts";
import { showSeats } from "../model/world-seats.ts";
import { RecordingScan } from "./recording-scan.ts";
import { ReplayCamera } from "./replay-camera.ts";

/** Added to ship ids after each jump, so that no trail or turn is drawn across it. */
const IDS_PER_JUMP = 0x100_0000;
/** A ship never turns more than this in a tick, radians; if it does, another ship has taken its seat. */
const MAX_TURN = 0.5;

type Opened = OpenedRecording<World, Command, Event, ArenaConfig>;

/** Frames of a recorded or running match: the real machine, played in this page. */
export class ReplaySource extends ReplayPlayer<World, Command, Event, ArenaConfig> implements FrameSource {
  declare readonly scan: RecordingScan;
  readonly camera: ReplayCamera;
  readonly #nameOf: NameOf;
  readonly #frame = blankFrame();
  /** Heading one tick before, by seat, 1/65536 turn. */
  readonly #headings: Int32Array;
  #jumps = 0;

  /**
   * Throws `JournalError` or `CodecError` if the recording has no valid snapshot to start from.
   *
   * @param now a monotonic clock, ms
   */
  constructor(
    { film, live = null, nameOf = () => "" }: Pick<Opened, "film"> & Partial<Opened>,
    now: () => number = () => performance.now(),
  ) {
    const scan = new RecordingScan(film, now, nameOf);
    super({ film, live }, now, scan);
    this.#nameOf = nameOf;
    this.camera = new ReplayCamera(scan.kills, arena.tickHz);
    this.#headings = new Int32Array(this.playback.world.players.capacity);
    this.beforeStep();
    this.#frame.net.state = "live";
    this.#show();
  }

  /** Tick of the last frame. */
  get shownTick(): Tick {
    return Math.floor(this.#frame.tick);
  }

  advance(nowMs: number): void {
    const frame = this.#frame;
    frame.events.length = 0;
    const passedS = this.playUntil(nowMs);
    this.#show();
    this.camera.update(frame, this.speed, passedS);
    frame.own.seat = this.camera.seat;
    this.runScan();
  }

  view(): ArenaFrame {
    return this.#frame;
  }

  control(): void {}
  chooseHull(): void {}
  leave(): void {}

  protected override onEvent(event: Event): void {
    this.#frame.events.push(event);
  }

  protected override beforeStep(): void {
    const { ships } = this.playback.world;
    for (let slot = 0; slot < ships.high; slot++)
      if (ships.live[slot]) this.#headings[ships.seat[slot]] = ships.heading[slot];
  }

  protected override onJump(): void {
    this.#jumps++;
    this.beforeStep();
    this.camera.onJump();
  }

  #show(): void {
    const frame = this.#frame;
    const { world } = this.playback;
    showWorld(world, world.scratch.rails, this.owedTicks, arena.tickHz, this.#nameOf, frame);
    showSeats(world, arena.tickHz, this.#nameOf, frame);
    for (let i = 0; i < frame.ships.count; i++) {
      const ship = frame.ships.items[i];
      ship.id += this.#jumps * IDS_PER_JUMP;
      ship.online = world.players.online[ship.seat] !== 0;
      const before = (this.#headings[ship.seat] / TURN) * 2 * Math.PI;
      const turned = Math.atan2(Math.sin(ship.angle - before), Math.cos(ship.angle - before));
      if (Math.abs(turned) < MAX_TURN) ship.angle += turned * this.owedTicks;
    }
  }
}
