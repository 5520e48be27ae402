import { newChart } from "../../../../shared/games/arena/wire/chart.ts";
import { blankNet } from "../../../net/net-stats.ts";
import type { ArenaFrame, BoltView, OwnView, PlayerView, PodView, RockView, ShipView } from "./frame.ts";
import { newList } from "./list.ts";

/** Empty views and frames. Each has all its fields, so that engines need only one shape. */
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
    armor: 0,
    shield: 0,
    thrusting: false,
    reversing: false,
    boosting: false,
    guarded: false,
    docked: false,
    online: false,
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

export function blankPlayer(): PlayerView {
  return {
    seat: 0,
    name: "",
    kind: 0,
    hull: 0,
    online: false,
    credits: 0,
    kills: 0,
    deaths: 0,
    bounty: 0,
    alive: false,
    own: false,
  };
}

function blankOwn(): OwnView {
  return {
    seat: -1,
    alive: false,
    respawnInS: 0,
    hull: 0,
    energy: 0,
    credits: 0,
    rank: 0,
    bounty: 0,
    cargo: [0, 0, 0, 0],
    freeCargo: 0,
    primaryReady: 1,
    secondaryReady: 1,
    nearStation: -1,
    canDock: false,
    dockedAt: -1,
  };
}

export function blankFrame(): ArenaFrame {
  return {
    config: null,
    tick: 0,
    focus: { x: 0, y: 0, vx: 0, vy: 0, zoom: 1 },
    own: blankOwn(),
    ownShip: null,
    ships: newList(),
    bolts: newList(),
    rocks: newList(),
    pods: newList(),
    bodies: [],
    stations: [],
    beacons: [],
    chart: newChart(),
    players: newList(),
    pilotCount: 0,
    round: { number: 0, over: false, remainingS: 0 },
    net: blankNet(),
    events: [],
  };
}
