import type { ArenaConfig } from "../../../../shared/games/arena/config.ts";
import type { Event } from "../../../../shared/games/arena/event.ts";
import type { Chart } from "../../../../shared/games/arena/wire/chart.ts";
import type { LinkStatus } from "../../../net/link.ts";
import type { NetView } from "../../../net/net-stats.ts";

export type LinkState = LinkStatus;
export type { NetView };

/**
 * A list in a frame. Positions are in px, velocities in px per second, angles in radians (0 along +x, growing towards +y),
 * all at the displayed tick. Objects and lists are reused from frame to frame: read them, do not keep them. Entries past
 * `count` are stale.
 */
export interface List<T> {
  count: number;
  readonly items: T[];
}

export interface ShipView {
  id: number;
  seat: number;
  hull: number;
  /** A value of `PLAYER_KIND`. */
  kind: number;
  name: string;
  bounty: number;
  x: number;
  y: number;
  vx: number;
  vy: number;
  angle: number;
  /** 0–1. */
  armor: number;
  shield: number;
  thrusting: boolean;
  reversing: boolean;
  boosting: boolean;
  /** Takes no damage now. */
  guarded: boolean;
  docked: boolean;
  online: boolean;
  own: boolean;
}

export interface BoltView {
  /** Negative: predicted, until the server's bolt replaces it. */
  id: number;
  weapon: number;
  seat: number;
  own: boolean;
  x: number;
  y: number;
  vx: number;
  vy: number;
}

export interface RockView {
  id: number;
  size: number;
  ore: number;
  x: number;
  y: number;
  angle: number;
}

export interface PodView {
  id: number;
  ore: number;
  amount: number;
  x: number;
  y: number;
}

/** In the map's order: `config.map.bodies`, `config.map.stations`. */
export interface PositionView {
  x: number;
  y: number;
}

/** The last report of a beacon. Immutable: the next report is a new object. */
export interface BeaconView {
  readonly name: string;
  readonly label: string;
  readonly x: number;
  readonly y: number;
  readonly readings: readonly { readonly what: string; readonly value: string }[];
  /** When the page received it, ms by the clock of {@link FrameSource.advance}. */
  readonly receivedMs: number;
}

export interface PlayerView {
  seat: number;
  name: string;
  kind: number;
  hull: number;
  online: boolean;
  credits: number;
  kills: number;
  deaths: number;
  bounty: number;
  alive: boolean;
  own: boolean;
}

/** The player's own seat. `energy` 0–1; `cargo` units by ore. */
export interface OwnView {
  seat: number;
  alive: boolean;
  /** Seconds until the next ship; 0 while alive. */
  respawnInS: number;
  hull: number;
  energy: number;
  credits: number;
  /** Rank among all by credits, from 1; 0: none yet. */
  rank: number;
  bounty: number;
  readonly cargo: number[];
  freeCargo: number;
  /** 0 just fired … 1 ready. */
  primaryReady: number;
  secondaryReady: number;
  /** Station whose ring the ship is in, −1 for none; `canDock`: slow enough to dock. */
  nearStation: number;
  canDock: boolean;
  /** Station docked at, −1 in flight. */
  dockedAt: number;
}

export interface RoundView {
  number: number;
  /** True while the result of a finished round is shown. */
  over: boolean;
  remainingS: number;
}

export interface ArenaFrame {
  /** null until the welcome. */
  config: ArenaConfig | null;
  /** Displayed tick, with its fraction. */
  tick: number;
  /** What the camera looks at: the own ship, or where it was lost. `zoom`: 1 is normal. */
  focus: { x: number; y: number; vx: number; vy: number; zoom: number };
  own: OwnView;
  ownShip: ShipView | null;
  readonly ships: List<ShipView>;
  readonly bolts: List<BoltView>;
  readonly rocks: List<RockView>;
  readonly pods: List<PodView>;
  readonly bodies: PositionView[];
  readonly stations: PositionView[];
  /** By name; the same list until one changes. Only in live matches. */
  beacons: readonly BeaconView[];
  /** A coarse grid of all ships of the system; empty if `ships` has them all. */
  readonly chart: Chart;
  /** The best players and those in view; best first. */
  readonly players: List<PlayerView>;
  /** Number of all players, NPCs included. */
  pilotCount: number;
  round: RoundView;
  net: NetView;
  /** Events since the last frame, in order; own beams as soon as they are predicted. */
  readonly events: Event[];
}

/** Makes frames: the network model, a replay, or a demo without a server. */
export interface FrameSource {
  /** Makes the next frame; call it once a frame. @param nowMs a monotonic clock, as `performance.now()` */
  advance(nowMs: number): void;
  /** The frame made last. */
  view(): ArenaFrame;
  /** Controls held now; read once per tick. */
  control(bits: number, aim: number): void;
  chooseHull(hull: number): void;
  leave(): void;
}
