import { encodeClientCommand } from "../../../../shared/games/arena/client-command.ts";
import type { ArenaConfig } from "../../../../shared/games/arena/config.ts";
import { arena } from "../../../../shared/games/arena/index.ts";
import { stationRail } from "../../../../shared/games/arena/rails.ts";
import { CHART_PARTS, decodeChart } from "../../../../shared/games/arena/wire/chart.ts";
import { type ArenaState, tickOf } from "../../../../shared/games/arena/wire/state.ts";
import { type Helm, ROUND } from "../../../../shared/games/arena/world.ts";
import type { Tick } from "../../../../shared/machine.ts";
import { ONE } from "../../../../shared/math/fixed.ts";
import { CLOSE } from "../../../../shared/wire/codes.ts";
import type { Pong, Refusal, StateCheck, Welcome } from "../../../../shared/wire/messages.ts";
import type { Link, LinkHandlers, LinkStatus } from "../../../net/link.ts";
import { NetStats } from "../../../net/net-stats.ts";
import type { Samples } from "../../../net/samples.ts";
import { Session } from "../../../net/session.ts";
import { BeamPredictor } from "./beam-predictor.ts";
import { blankFrame } from "./blank-views.ts";
import { BoltTracker } from "./bolt-tracker.ts";
import { decodeConfig } from "./config-cache.ts";
import { ControlSampler } from "./control-sampler.ts";
import { DriftTracker } from "./drift-tracker.ts";
import { EventQueue } from "./event-queue.ts";
import type { ArenaFrame, FrameSource, PositionView } from "./frame.ts";
import { OwnCamera } from "./own-camera.ts";
import { OwnShip } from "./own-ship.ts";
import { OwnShipController } from "./own-ship-controller.ts";
import { PlayerTracker, showDock, showOwn, showRound } from "./player-tracker.ts";
import { railsOf } from "./rails-cache.ts";
import { ShipTracker, seatKey } from "./ship-tracker.ts";
import { ViewRange } from "./view-range.ts";

/** After a longer sleep the ticks in between are not made, ticks. */
const CATCH_UP_TICKS = 40;
const STALE_VERSION = "This page is of another version than the server. Please reload it.";

export interface ArenaModelOptions {
  /** A monotonic clock, the one that frames are asked with: ms. */
  readonly now: () => number;
  /** Ships and shots farther from one's own ship are left out, px. Everything is shown without it. */
  readonly viewRangePx?: number;
  /** Called with every check and refusal. */
  readonly onCheck?: (check: StateCheck, state: ArenaState) => void;
  readonly onRefusal?: (refusal: Refusal) => void;
}

/** Everything of one room's map, made anew with each welcome. */
interface RoomModel {
  readonly config: ArenaConfig;
  readonly own: OwnShip;
  readonly cockpit: OwnShipController;
  readonly ships: ShipTracker;
  readonly bolts: BoltTracker;
  readonly drifting: DriftTracker;
  readonly beams: BeamPredictor;
}

/**
 * The arena as one player sees it: one's own ship predicted, everything else continued to the same present. Fed by a
 * link, read frame by frame; shared by the browser and by bots.
 */
export class ArenaModel implements FrameSource, LinkHandlers<ArenaState> {
  readonly session: Session<ArenaState>;
  readonly #options: ArenaModelOptions;
  readonly #frame = blankFrame();
  readonly #players = new PlayerTracker(this.#frame);
  readonly #stats = new NetStats();
  readonly #control = new ControlSampler();
  readonly #happenings = new EventQueue();
  readonly #camera = new OwnCamera();
  readonly #sight: ViewRange;
  #stage: RoomModel | null = null;
  #state: ArenaState | null = null;
  #syncedTick = -1;
  /** The patch that the last frame showed: what the player aims at. */
  #shownTick = 0;
  #seat = -1;
  #tick = 0;
  readonly #charts: string[] = CHART_PARTS.map(() => "");
  #frameMs = Number.NaN;

  constructor(link: Link<ArenaState>, options: ArenaModelOptions) {
    this.session = new Session(link);
    this.#options = options;
    this.#sight = new ViewRange(options.viewRangePx ?? Number.POSITIVE_INFINITY);
    link.listen(this);
  }

  /** How far predictions of one's own ship were off, px. */
  get corrections(): Samples {
    return this.#stats.corrections;
  }
  /** One's own ship at the present tick; null while there is none. Read only. */
  get ownHelm(): Helm | null {
    const own = this.#stage?.own;
    return own === undefined || own.id === 0 ? null : own.now;
  }
  /** The seat that one has; −1 before the welcome. */
  get seat(): number {
    return this.#seat;
  }
  /** Tick of the newest patch; 0 before the first. */
  get patchTick(): Tick {
    return this.#state === null ? 0 : tickOf(this.#state);
  }
  /** The state as last patched. Read only. */
  get state(): ArenaState | null {
    return this.#state;
  }
  /** Another ship's helm at the present tick. Read only. */
  helmOf(id: number): Helm | null {
    return this.#stage?.ships.helmOf(id) ?? null;
  }

  // What the link tells.

  welcome(welcome: Welcome): void {
    if (welcome.machine !== arena.id || welcome.version !== arena.version) {
      this.session.link.leave(STALE_VERSION, CLOSE.otherVersion.code);
      return;
    }
    const config = decodeConfig(welcome.config);
    const { map } = config;
    this.#stage = this.#newStage(config);
    if (this.#state !== null) readState(this.#stage, this.#state);
    this.#seat = this.#frame.own.seat = welcome.seat;
    this.#frame.config = config;
    resize(this.#frame.bodies, map.bodies.length);
    resize(this.#frame.stations, map.stations.length);
    this.#syncedTick = -1;
    this.#tick = 0;
    this.#control.resend();
    this.session.welcome(welcome, this.#options.now());
  }

  patch(state: ArenaState): void {
    this.#state = state;
    if (this.#stage !== null) readState(this.#stage, state);
    this.session.patch(tickOf(state), this.#options.now());
  }

  events(bytes: Uint8Array): void {
    if (this.#stage === null) return;
    this.#happenings.receive(bytes, this.#seat, this.#stage.beams, (event) =>
      this.#camera.onEvent(event, this.#seat, this.#tick),
    );
  }

  pong(pong: Pong): void {
    this.session.pong(pong, this.#options.now());
  }

  refusal(refusal: Refusal): void {
    this.#options.onRefusal?.(refusal);
  }

  check(check: StateCheck): void {
    if (this.#state !== null) this.#options.onCheck?.(check, this.#state);
  }

  status(status: LinkStatus): void {
    this.#control.connected = status === "live";
    this.#control.resend();
  }

  // What the player does.

  control(bits: number, aim: number): void {
    this.#control.hold(bits, aim);
  }

  chooseHull(hull: number): void {
    this.session.command(this.#tick + 1, encodeClientCommand({ type: "hull", hull }));
  }

  leave(): void {
    this.session.link.leave("You left.");
  }

  // What the player sees.

  /** Pings, predicts, sends the controls of the ticks that have come, and makes the frame. */
  advance(nowMs: number): void {
    const frame = this.#frame;
    this.session.update(nowMs);
    const seconds = Number.isNaN(this.#frameMs) ? 0 : Math.max(0, nowMs - this.#frameMs) / 1000;
    this.#frameMs = nowMs;
    const stage = this.#stage;
    const state = this.#state;
    if (stage !== null && state !== null) {
      const present = this.session.clock.present(nowMs);
      this.#move(stage, state, Math.max(0, Math.floor(present)), nowMs, seconds);
      this.#show(stage, state, present - this.#tick, nowMs, seconds);
    }
    this.#happenings.drainTo(frame.events);
    this.#stats.show(this.session, nowMs, frame.net);
  }

  view(): ArenaFrame {
    return this.#frame;
  }

  #newStage(config: ArenaConfig): RoomModel {
    const { map } = config;
    const own = new OwnShip(map);
    const ships = new ShipTracker(map, this.#sight);
    const bolts = new BoltTracker(config, this.#sight);
    const drifting = new DriftTracker(map);
    const beams = new BeamPredictor();
    const { session } = this;
    const cockpit = new OwnShipController({
      ...{ config, own, bolts, beams },
      ...{ control: this.#control, events: this.#happenings, frame: this.#frame },
      send: (tick, command) => session.command(tick, command),
    });
    return { config, own, cockpit, ships, bolts, drifting, beams };
  }

  /** Brings everything to `tick`: first what patches published, then the ticks since the last frame. */
  #move(stage: RoomModel, state: ArenaState, tick: number, nowMs: number, seconds: number): void {
    const { own, ships, bolts } = stage;
    if (Math.abs(tick - this.#tick) > CATCH_UP_TICKS || tick < this.#tick - 1) {
      this.#tick = tick;
      this.#syncedTick = -1;
      if (own.id !== 0) own.jumpTo(tick);
    }
    if (tickOf(state) !== this.#syncedTick) this.#sync(stage, state, nowMs);
    while (this.#tick < tick) {
      this.#tick++;
      stage.cockpit.tick(this.#tick, this.#tick - this.#shownTick);
    }
    if (own.id !== 0) {
      own.predictNext(this.#control.now());
      own.blend.decay(seconds);
    }
    const { focus } = this.#frame;
    this.#sight.moveTo(own.id === 0 ? focus.x : own.now.x / ONE, own.id === 0 ? focus.y : own.now.y / ONE);
    ships.advance(this.#tick, seconds);
    bolts.advance(this.#tick, seconds);
  }

  #sync(stage: RoomModel, state: ArenaState, nowMs: number): void {
    this.#syncedTick = tickOf(state);
    const correctionPx = stage.cockpit.onPatch(state.own, this.#tick);
    if (correctionPx !== null) this.#stats.addCorrection(correctionPx, nowMs);
    stage.ships.sync(this.#tick);
    stage.bolts.sync(this.#tick, this.#seat);
    stage.drifting.sync(state);
    this.#control.armed = state.phase === ROUND.playing;
    this.#players.sync(state, this.#seat);
    for (const part of CHART_PARTS) {
      const chart = state[`chart${part}`];
      if (chart === this.#charts[part]) continue;
      this.#charts[part] = chart;
      decodeChart(chart, part, this.#frame.chart);
    }
  }

  #show(stage: RoomModel, state: ArenaState, share: number, nowMs: number, seconds: number): void {
    const frame = this.#frame;
    const { tickHz } = this.session;
    const { map } = stage.config;
    const rails = railsOf(map).at(this.#tick);
    const helm = this.ownHelm;
    frame.tick = this.#tick + share;
    this.#shownTick = this.#syncedTick;
    for (let i = 0; i < map.bodies.length; i++) place(rails, i, share, frame.bodies[i]);
    for (let i = 0; i < map.stations.length; i++) place(rails, stationRail(map, i), share, frame.stations[i]);
    showOwn(frame.own, state.players.get(seatKey(this.#seat)), state.own, helm, this.#tick, tickHz);
    showDock(frame.own, helm, stage.config, rails);
    stage.ships.show(state, stage.own, share, tickHz, frame);
    stage.drifting.show(this.#tick, share, frame);
    stage.bolts.show(share, tickHz, frame);
    showRound(frame, state, this.session.clock.serverTick(nowMs), tickHz);
    this.#camera.update(frame, seconds);
  }
}

function place(
  rails: { x: Int32Array; y: Int32Array; vx: Int32Array; vy: Int32Array },
  index: number,
  share: number,
  view: PositionView,
): void {
  view.x = (rails.x[index] + rails.vx[index] * share) / ONE;
  view.y = (rails.y[index] + rails.vy[index] * share) / ONE;
}

function resize(places: PositionView[], count: number): void {
  places.length = 0;
  for (let i = 0; i < count; i++) places.push({ x: 0, y: 0 });
}

/** Takes over what a patch says; shots after the ships that fired them. */
function readState({ ships, bolts }: RoomModel, state: ArenaState): void {
  ships.read(state);
  bolts.read(state, ships);
}
