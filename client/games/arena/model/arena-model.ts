import { encodeClientCommand } from "../../../../shared/games/arena/client-command.ts";
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
import { blankFrame } from "./blank-views.ts";
import { decodeConfig } from "./config-cache.ts";
import { ControlSampler } from "./control-sampler.ts";
import { EventQueue } from "./event-queue.ts";
import type { ArenaFrame, FrameSource, PositionView } from "./frame.ts";
import { OwnCamera } from "./own-camera.ts";
import { PlayerTracker, showDock, showOwn, showRound } from "./player-tracker.ts";
import { railsOf } from "./rails-cache.ts";
import { newRoomModel, type RoomModel, readState } from "./room-model.ts";
import { seatKey } from "./ship-tracker.ts";
import { ViewRange } from "./view-range.ts";

/** After a longer pause the model jumps to the present instead of stepping there, ticks. */
const MAX_CATCH_UP_TICKS = 40;
const STALE_VERSION = "The server runs another version. Reload this page.";

export interface ArenaModelOptions {
  /** A monotonic clock, ms: the one that `advance` is called with. */
  readonly now: () => number;
  /** Ships and shots farther from the own ship are left out, px. Default: everything is shown. */
  readonly viewRangePx?: number;
  /** Called with every state check of the server. */
  readonly onCheck?: (check: StateCheck, state: ArenaState) => void;
  readonly onRefusal?: (refusal: Refusal) => void;
}

/**
 * The arena as one player sees it: the own ship predicted, everything else continued to the same tick. A link feeds it;
 * the page and bots read it frame by frame.
 */
export class ArenaModel implements FrameSource, LinkHandlers<ArenaState> {
  readonly session: Session<ArenaState>;
  readonly #options: ArenaModelOptions;
  readonly #frame = blankFrame();
  readonly #players = new PlayerTracker(this.#frame);
  readonly #stats = new NetStats();
  readonly #control = new ControlSampler();
  readonly #events = new EventQueue();
  readonly #camera = new OwnCamera();
  readonly #viewRange: ViewRange;
  #room: RoomModel | null = null;
  #state: ArenaState | null = null;
  #syncedTick = -1;
  /** Tick of the patch that the last frame showed, which the player aims at. */
  #shownTick = 0;
  #seat = -1;
  #tick = 0;
  readonly #charts: string[] = CHART_PARTS.map(() => "");
  #frameMs = Number.NaN;

  constructor(link: Link<ArenaState>, options: ArenaModelOptions) {
    this.session = new Session(link);
    this.#options = options;
    this.#viewRange = new ViewRange(options.viewRangePx ?? Number.POSITIVE_INFINITY);
    link.listen(this);
  }

  /** Errors of the own ship's prediction, px. */
  get corrections(): Samples {
    return this.#stats.corrections;
  }
  /** The own ship at the present tick; null: none. Read only. */
  get ownHelm(): Helm | null {
    const own = this.#room?.own;
    return own === undefined || own.id === 0 ? null : own.now;
  }
  /** The own seat; −1 before the welcome. */
  get seat(): number {
    return this.#seat;
  }
  /** Tick of the newest patch; 0 before the first. */
  get patchTick(): Tick {
    return this.#state === null ? 0 : tickOf(this.#state);
  }
  /** The state after the last patch. Read only. */
  get state(): ArenaState | null {
    return this.#state;
  }
  /** Another ship's helm at the present tick. Read only. */
  helmOf(id: number): Helm | null {
    return this.#room?.ships.helmOf(id) ?? null;
  }

  // From the link

  welcome(welcome: Welcome): void {
    if (welcome.machine !== arena.id || welcome.version !== arena.version) {
      this.session.link.leave(STALE_VERSION, CLOSE.otherVersion.code);
      return;
    }
    const config = decodeConfig(welcome.config);
    const { map } = config;
    this.#room = newRoomModel(config, this.#viewRange, {
      control: this.#control,
      events: this.#events,
      frame: this.#frame,
      send: (tick, command) => this.session.command(tick, command),
    });
    if (this.#state !== null) readState(this.#room, this.#state);
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
    if (this.#room !== null) readState(this.#room, state);
    this.session.patch(tickOf(state), this.#options.now());
  }

  events(bytes: Uint8Array): void {
    if (this.#room === null) return;
    this.#events.receive(bytes, this.#seat, this.#room.beams, (event) =>
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

  // From the player

  control(bits: number, aim: number): void {
    this.#control.hold(bits, aim);
  }

  chooseHull(hull: number): void {
    this.session.command(this.#tick + 1, encodeClientCommand({ type: "hull", hull }));
  }

  leave(): void {
    this.session.link.leave("You left.");
  }

  // Frames

  /** Pings, predicts, sends the controls of the ticks that are due, and makes the frame. */
  advance(nowMs: number): void {
    const frame = this.#frame;
    this.session.update(nowMs);
    const seconds = Number.isNaN(this.#frameMs) ? 0 : Math.max(0, nowMs - this.#frameMs) / 1000;
    this.#frameMs = nowMs;
    const room = this.#room;
    const state = this.#state;
    if (room !== null && state !== null) {
      const present = this.session.clock.present(nowMs);
      this.#move(room, state, Math.max(0, Math.floor(present)), nowMs, seconds);
      this.#show(room, state, present - this.#tick, nowMs, seconds);
    }
    this.#events.drainTo(frame.events);
    this.#stats.show(this.session, nowMs, frame.net);
  }

  view(): ArenaFrame {
    return this.#frame;
  }

  /** Brings everything to `tick`: applies the newest patch, then makes the ticks since the last frame. */
  #move(room: RoomModel, state: ArenaState, tick: number, nowMs: number, seconds: number): void {
    const { own, ships, bolts } = room;
    if (Math.abs(tick - this.#tick) > MAX_CATCH_UP_TICKS || tick < this.#tick - 1) {
      this.#tick = tick;
      this.#syncedTick = -1;
      if (own.id !== 0) own.jumpTo(tick);
    }
    if (tickOf(state) !== this.#syncedTick) this.#sync(room, state, nowMs);
    while (this.#tick < tick) {
      this.#tick++;
      room.controller.tick(this.#tick, this.#tick - this.#shownTick);
    }
    if (own.id !== 0) {
      own.predictNext(this.#control.now());
      own.blend.decay(seconds);
    }
    const { focus } = this.#frame;
    this.#viewRange.moveTo(own.id === 0 ? focus.x : own.now.x / ONE, own.id === 0 ? focus.y : own.now.y / ONE);
    ships.advance(this.#tick, seconds);
    bolts.advance(this.#tick, seconds);
  }

  #sync(room: RoomModel, state: ArenaState, nowMs: number): void {
    this.#syncedTick = tickOf(state);
    const correctionPx = room.controller.onPatch(state.own, this.#tick);
    if (correctionPx !== null) this.#stats.addCorrection(correctionPx, nowMs);
    room.ships.sync(this.#tick);
    room.bolts.sync(this.#tick, this.#seat);
    room.drifting.sync(state);
    this.#control.armed = state.phase === ROUND.playing;
    this.#players.sync(state, this.#seat);
    for (const part of CHART_PARTS) {
      const chart = state[`chart${part}`];
      if (chart === this.#charts[part]) continue;
      this.#charts[part] = chart;
      decodeChart(chart, part, this.#frame.chart);
    }
  }

  #show(room: RoomModel, state: ArenaState, share: number, nowMs: number, seconds: number): void {
    const frame = this.#frame;
    const { tickHz } = this.session;
    const { map } = room.config;
    const rails = railsOf(map).at(this.#tick);
    const helm = this.ownHelm;
    frame.tick = this.#tick + share;
    this.#shownTick = this.#syncedTick;
    for (let i = 0; i < map.bodies.length; i++) place(rails, i, share, frame.bodies[i]);
    for (let i = 0; i < map.stations.length; i++) place(rails, stationRail(map, i), share, frame.stations[i]);
    showOwn(frame.own, state.players.get(seatKey(this.#seat)), state.own, helm, this.#tick, tickHz);
    showDock(frame.own, helm, room.config, rails);
    room.ships.show(state, room.own, share, tickHz, frame);
    room.drifting.show(this.#tick, share, frame);
    room.bolts.show(share, tickHz, frame);
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
