import type { MapConfig } from "../../../../shared/games/arena/config.ts";
import { copyHelm } from "../../../../shared/games/arena/helm.ts";
import { type ArenaState, type ShipState, tickOf } from "../../../../shared/games/arena/wire/state.ts";
import { type Helm, PLAYER_KIND } from "../../../../shared/games/arena/world.ts";
import { ONE, turnBetween } from "../../../../shared/math/fixed.ts";
import { Blend } from "../../../net/blend.ts";
import { Continuation, type ContinuationRules } from "../../../net/continuation.ts";
import { blankFrame, blankShip } from "./blank-views.ts";
import type { ArenaFrame, ShipView } from "./frame.ts";
import { nextItem } from "./list.ts";
import { interpolatePose, type Pose, RADIANS, shipContinuationRules } from "./motion.ts";
import type { OwnShip } from "./own-ship.ts";
import { ServerShip } from "./server-ship.ts";
import { showCondition } from "./ship-condition.ts";
import type { ViewRange } from "./view-range.ts";

const SNAP_PX = 500;

interface Ship {
  id: number;
  seat: number;
  /** The ship as published. */
  readonly server: ServerShip;
  /** Whether a patch changed its course since the last frame. */
  changed: boolean;
  /** Whether it has been shown. */
  known: boolean;
  readAt: number;
  readonly path: Continuation<Helm>;
  readonly blend: Blend;
}

/** Arguments of the running {@link ShipTracker.show}, for its loops. */
interface ShowArguments {
  state: ArenaState | null;
  frame: ArenaFrame;
  share: number;
  tickHz: number;
}

/** The other players' ships in view, each continued from its last published motion. */
export class ShipTracker {
  readonly #rules: ContinuationRules<Helm>;
  readonly #ships = new Map<string, Ship>();
  readonly #spare: Ship[] = [];
  readonly #pose: Pose = { x: 0, y: 0, vx: 0, vy: 0, angle: 0 };
  readonly #showing: ShowArguments = { state: null, frame: blankFrame(), share: 0, tickHz: 60 };
  readonly #viewRange: ViewRange;
  #reads = 0;
  #patchTick = 0;
  #tick = 0;
  #seconds = 0;

  constructor(map: MapConfig, viewRange: ViewRange) {
    this.#rules = shipContinuationRules(map);
    this.#viewRange = viewRange;
  }

  /** Reads a patch. Call it for every patch, because each builds on the ones before. */
  read(state: ArenaState): void {
    this.#reads++;
    this.#patchTick = tickOf(state);
    state.ships.forEach(this.#readShip);
    this.#ships.forEach(this.#drop);
  }

  /**
   * Applies what was read.
   *
   * @param present tick at which ships are now shown
   */
  sync(present: number): void {
    this.#tick = present;
    this.#ships.forEach(this.#applyServerState);
  }

  readonly #readShip = (state: ShipState, key: string): void => {
    let ship = this.#ships.get(key);
    if (ship === undefined) {
      ship = this.#spare.pop() ?? this.#create();
      ship.id = Number(key);
      ship.known = ship.changed = false;
      ship.server.reset();
      ship.blend.clear();
      this.#ships.set(key, ship);
    }
    ship.readAt = this.#reads;
    ship.seat = state.seat;
    if (ship.server.read(state, this.#patchTick, this.#rules.step)) ship.changed = true;
  };

  readonly #applyServerState = (ship: Ship): void => {
    if (!ship.changed) return;
    ship.changed = false;
    const { path, server } = ship;
    const { x, y, heading } = path.now;
    const shown = ship.known && path.tick === this.#tick;
    // Show a new ship at its published position until the present reaches its tick.
    if (!ship.known) copyHelm(server.helm, path.now);
    ship.known = true;
    path.setBase(server.helm, server.tick);
    if (this.#isFar(path)) return;
    path.advance(this.#tick);
    if (!shown) return;
    const { now } = path;
    ship.blend.addCorrection((x - now.x) / ONE, (y - now.y) / ONE, turnBetween(now.heading, heading) * RADIANS);
  };

  #create(): Ship {
    return {
      id: 0,
      seat: 0,
      server: new ServerShip(),
      changed: false,
      known: false,
      readAt: 0,
      path: new Continuation(this.#rules),
      blend: new Blend(SNAP_PX),
    };
  }

  readonly #drop = (ship: Ship, key: string): void => {
    if (ship.readAt === this.#reads) return;
    this.#ships.delete(key);
    this.#spare.push(ship);
  };

  /** Continues every ship that may be in view. */
  advance(tick: number, seconds: number): void {
    this.#tick = tick;
    this.#seconds = seconds;
    this.#ships.forEach(this.#advance);
  }

  readonly #advance = (ship: Ship): void => {
    if (this.#isFar(ship.path)) return;
    ship.path.advance(this.#tick);
    ship.blend.decay(this.#seconds);
  };

  #isFar(path: Continuation<Helm>): boolean {
    return this.#viewRange.isFar(path.next, this.#tick - path.tick);
  }

  /** Writes the ship of a seat at a tick between the last two patches into `to`. Returns false if it is not known. */
  shipAt(seat: number, tick: number, to: Helm): boolean {
    for (const ship of this.#ships.values()) if (ship.seat === seat) return ship.server.at(tick, this.#rules.step, to);
    return false;
  }

  /** The helm of a ship at the tick last advanced to, for tests and tools. */
  helmOf(id: number): Helm | null {
    return this.#ships.get(String(id))?.path.now ?? null;
  }

  show(state: ArenaState, own: OwnShip, share: number, tickHz: number, frame: ArenaFrame): void {
    const showing = this.#showing;
    showing.state = state;
    showing.frame = frame;
    showing.share = share;
    showing.tickHz = tickHz;
    frame.ships.count = 0;
    frame.ownShip = null;
    if (own.id !== 0) this.#showOwn(own, frame);
    this.#ships.forEach(this.#show);
  }

  #showOwn(own: OwnShip, frame: ArenaFrame): void {
    const view = nextItem(frame.ships, blankShip);
    view.id = own.id;
    view.seat = frame.own.seat;
    view.own = true;
    // The helm one tick ahead has the controls held now, so that they show at once.
    this.#place(own.now, own.next, own.blend, own.next, view);
    frame.ownShip = view;
  }

  readonly #show = (ship: Ship): void => {
    const { path } = ship;
    if (this.#isFar(path)) {
      ship.blend.clear();
      return;
    }
    const view = nextItem(this.#showing.frame.ships, blankShip);
    view.id = ship.id;
    view.seat = ship.seat;
    view.own = false;
    this.#place(path.now, path.next, ship.blend, path.now, view);
  };

  #place(now: Helm, next: Helm, blend: Blend, seen: Helm, view: ShipView): void {
    const pose = this.#pose;
    const { state, share, tickHz } = this.#showing;
    interpolatePose(now, next, share, tickHz, pose);
    // A docking ship jumps to the station.
    if (now.docked > 0) blend.clear();
    else blend.limitDeviation(pose, this.#seconds);
    view.x = pose.x + blend.x;
    view.y = pose.y + blend.y;
    view.vx = pose.vx;
    view.vy = pose.vy;
    view.angle = pose.angle + blend.angle;
    showCondition(seen, view);
    if (state !== null) showPlayer(state, view);
  }
}

/** A ship may arrive a patch before its player: it has no name until then. */
function showPlayer(state: ArenaState, view: ShipView): void {
  const player = state.players.get(seatKey(view.seat));
  view.kind = player?.kind ?? PLAYER_KIND.person;
  view.name = player?.name ?? "";
  view.bounty = player?.bounty ?? 0;
  view.online = player?.online ?? true;
}

const seatKeys: string[] = [];

/** A seat as a map key; cached, so that no string is made each time. */
export function seatKey(seat: number): string {
  for (let next = seatKeys.length; next <= seat; next++) seatKeys.push(String(next));
  return seatKeys[seat];
}
