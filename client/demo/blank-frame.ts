import type { ArenaConfig } from "../../shared/arena/config.ts";
import { ORE_KINDS } from "../../shared/arena/data/ores.ts";
import type { ArenaFrame, BoltView, List, PodView, RockView, ShipView } from "../arena/frame.ts";

/** The next object of a list, made when the list never was this long. */
export function nextOf<T>(list: List<T>, make: () => T): T {
  const item = list.items[list.count] ?? make();
  list.items[list.count++] = item;
  return item;
}

export function blankShip(): ShipView {
  return {
    id: 0,
    seat: 0,
    hull: 0,
    kind: 0,
    name: "",
    bounty: 0,
    x: 0,
    y: 0,
    vx: 0,
    vy: 0,
    angle: 0,
    armor: 1,
    shield: 1,
    thrusting: false,
    reversing: false,
    boosting: false,
    guarded: false,
    docked: false,
    online: true,
    own: false,
  };
}

export function blankBolt(): BoltView {
  return { id: 0, weapon: 0, seat: 0, own: false, x: 0, y: 0, vx: 0, vy: 0 };
}

export function blankRock(): RockView {
  return { id: 0, size: 0, ore: 0, x: 0, y: 0, angle: 0 };
}

export function blankPod(): PodView {
  return { id: 0, ore: 0, amount: 0, x: 0, y: 0 };
}

/** A frame in which nothing is there yet but the map. */
export function blankFrame(config: ArenaConfig): ArenaFrame {
  const list = <T>(): List<T> => ({ count: 0, items: [] });
  return {
    config,
    tick: 0,
    focus: { x: 0, y: 0, vx: 0, vy: 0 },
    own: {
      seat: -1,
      alive: false,
      respawnInS: 0,
      hull: 0,
      energy: 1,
      credits: 0,
      bounty: 0,
      cargo: new Array(ORE_KINDS).fill(0),
      room: 0,
      primaryReady: 1,
      secondaryReady: 1,
      stationNear: -1,
      canDock: false,
      dockedAt: -1,
    },
    ownShip: null,
    ships: list(),
    bolts: list(),
    rocks: list(),
    pods: list(),
    bodies: config.map.bodies.map(() => ({ x: 0, y: 0 })),
    stations: config.map.stations.map(() => ({ x: 0, y: 0 })),
    players: list(),
    round: { number: 1, over: false, remainingS: 600 },
    net: {
      state: "live",
      reason: "",
      rttMs: 0,
      jitterMs: 0,
      leadTicks: 0,
      marginTicks: 0,
      bytesInPerS: 0,
      bytesOutPerS: 0,
      patchHz: 20,
      correctionPx: 0,
      correctionP50Px: 0,
      correctionP99Px: 0,
    },
    events: [],
  };
}
