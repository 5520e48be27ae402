import { beforeEach, describe, expect, it } from "vitest";
import { blankFrame } from "../../../../client/games/arena/model/blank-views.ts";
import { ControlSampler } from "../../../../client/games/arena/model/control-sampler.ts";
import { OwnShip } from "../../../../client/games/arena/model/own-ship.ts";
import { OwnShipController } from "../../../../client/games/arena/model/own-ship-controller.ts";
import { decodeClientCommand } from "../../../../shared/games/arena/client-command.ts";
import { CONTROL } from "../../../../shared/games/arena/controls.ts";
import { HULLS } from "../../../../shared/games/arena/data/hulls.ts";
import { WEAPON, weaponOf } from "../../../../shared/games/arena/data/weapons.ts";
import type { Event } from "../../../../shared/games/arena/event.ts";
import { newHelm } from "../../../../shared/games/arena/helm.ts";
import { arenaConfig } from "../../../../shared/games/arena/index.ts";
import { OwnState } from "../../../../shared/games/arena/wire/state.ts";
import { HELM_FIELDS, type Helm } from "../../../../shared/games/arena/world.ts";
import { ONE } from "../../../../shared/math/fixed.ts";

const config = arenaConfig({ seats: 8, pirates: 0, traders: 0 });
const SPARROW = 0;
const LANCER = HULLS.findIndex(({ primary }) => primary === WEAPON.rail);
const FIRST_TICK = 600;
const BEAM: Event = { type: "beam", seat: 3, x: 1, y: 2, toX: 3, toY: 4 };

let own: OwnShip;
let control: ControlSampler;
/** What was sent: for which tick, the bits, and how old what was shown. */
let sent: [number, number, number][];
/** Shots shown: tick, weapon, and the beams' events. */
let shots: [number, number][];
let events: Event[];
let cockpit: OwnShipController;
let tick: number;
beforeEach(() => {
  own = new OwnShip(config.map);
  control = new ControlSampler();
  [sent, shots, events, tick] = [[], [], [], FIRST_TICK];
  const frame = blankFrame();
  cockpit = new OwnShipController({
    ...{ config, own, control, frame },
    bolts: {
      predict(helm, weapon, at) {
        expect(helm).toBe(own.now);
        shots.push([at, weapon]);
      },
    },
    beams: {
      predict(helm, weapon, at, map, shown) {
        expect([helm, map, shown]).toEqual([own.now, config.map, frame]);
        shots.push([at, weapon]);
        return BEAM;
      },
    },
    events: { add: (event) => void events.push(event) },
    send(at, bytes) {
      const command = decodeClientCommand(bytes);
      if (command.type === "controls") sent.push([at, command.bits, command.seen]);
    },
  });
});

/** The server's word on a ship far from everything that pulls. */
function word(ship: number, hull: number, change: Partial<Helm> = {}): OwnState {
  const helm = { ...newHelm(), x: 9_000 * ONE, y: 9_000 * ONE, hull, armor: 80, energy: HULLS[hull].energy, ...change };
  const told = Object.assign(new OwnState(), { ship, tick, hull });
  for (const field of HELM_FIELDS) told[field] = helm[field];
  return told;
}

/** The same ship, steered so in each tick. */
function flown(told: OwnState, ticks: readonly number[]): Helm {
  const ship = new OwnShip(config.map);
  ship.onPatch(told, told.tick);
  for (const bits of ticks) ship.advance({ known: true, bits, aim: 0 });
  return ship.now;
}

function fly(ticks: number, bits: number, seen = 3): void {
  control.hold(bits, 0);
  for (let i = 0; i < ticks; i++) cockpit.tick(++tick, seen);
}

describe("control of the own ship", () => {
  it("sends controls once, for the tick in which they apply, and predicts with them", () => {
    const start = word(7, SPARROW);
    expect(cockpit.onPatch(start, tick)).toBeNull();
    fly(5, CONTROL.thrust);
    fly(5, 0, 4);
    expect(sent).toEqual([
      [FIRST_TICK + 1, CONTROL.thrust, 3],
      [FIRST_TICK + 6, 0, 4],
    ]);
    expect(own.tick).toBe(tick);
    expect(own.now).toEqual(flown(start, [...Array(5).fill(CONTROL.thrust), ...Array(5).fill(0)]));
  });

  it("shows bolts as they are fired, each weapon's own, and does not repeat held triggers", () => {
    cockpit.onPatch(word(7, SPARROW), tick);
    const { reloadTicks } = weaponOf(WEAPON.pulse);
    fly(reloadTicks + 1, CONTROL.primary);
    fly(1, CONTROL.secondary);
    expect(shots.map(([, weapon]) => weapon)).toEqual([WEAPON.pulse, WEAPON.pulse, WEAPON.mine]);
    expect(shots[1][0] - shots[0][0]).toBe(reloadTicks);
    expect(sent.map(([, bits]) => bits)).toEqual([CONTROL.primary, CONTROL.secondary]);
    expect(events).toEqual([]);
  });

  it("sends the aim with each beam, however long the trigger is held, and shows the beam", () => {
    cockpit.onPatch(word(7, LANCER), tick);
    fly(weaponOf(WEAPON.rail).reloadTicks + 1, CONTROL.primary, 3);
    expect(shots).toHaveLength(2);
    expect(events).toEqual([BEAM, BEAM]);
    const ticksSent = sent.map(([at]) => at);
    for (const [at] of shots) expect(ticksSent).toContain(at);
  });

  it("fires only the weapon whose trigger is held", () => {
    cockpit.onPatch(word(7, LANCER), tick);
    fly(3, CONTROL.secondary);
    expect([shots, events]).toEqual([[[FIRST_TICK + 1, WEAPON.pulse]], []]);
    fly(20, CONTROL.secondary);
    expect(shots.length).toBeGreaterThan(2);
    expect(sent.map(([at]) => at)).toEqual([FIRST_TICK + 1]);
  });

  it("sends held controls while there is no ship, and steps nothing", () => {
    cockpit.onPatch(undefined, tick);
    fly(3, CONTROL.thrust | CONTROL.primary);
    expect(sent).toEqual([[FIRST_TICK + 1, CONTROL.thrust | CONTROL.primary, 3]]);
    expect([own.id, shots]).toEqual([0, []]);
  });

  it("gives a new ship the held controls, and sends them again", () => {
    const start = word(7, SPARROW);
    fly(4, CONTROL.thrust);
    expect(cockpit.onPatch(start, tick)).toBeNull();
    fly(1, CONTROL.thrust);
    expect(own.now).toEqual(flown(start, Array(5).fill(CONTROL.thrust)));
    expect(sent.map(([at]) => at)).toEqual([FIRST_TICK + 1, FIRST_TICK + 5]);
    cockpit.onPatch(word(8, SPARROW), tick);
    fly(1, CONTROL.thrust);
    expect(sent.map(([at]) => at)).toEqual([FIRST_TICK + 1, FIRST_TICK + 5, FIRST_TICK + 6]);
  });

  it("has no ship once the server reports its loss", () => {
    cockpit.onPatch(word(7, SPARROW), tick);
    expect(cockpit.onPatch(word(0, SPARROW), tick)).toBeNull();
    expect(own.id).toBe(0);
    cockpit.onPatch(word(7, SPARROW), tick);
    cockpit.onPatch(undefined, tick);
    expect(own.id).toBe(0);
  });

  it("returns the prediction's error in px, and 0 if nothing new was published", () => {
    const start = word(7, SPARROW);
    cockpit.onPatch(start, tick);
    expect(cockpit.onPatch(start, tick)).toBe(0);
    fly(2, 0);
    const { x, y } = own.now;
    expect(cockpit.onPatch(word(7, SPARROW, { ...own.now, x: x + 30 * ONE, y: y - 40 * ONE }), tick)).toBe(50);
  });

  it("never repeats a tick of the ship", () => {
    cockpit.onPatch(word(7, SPARROW), tick + 5);
    fly(5, CONTROL.primary);
    expect([own.tick, shots]).toEqual([FIRST_TICK + 5, []]);
    fly(1, CONTROL.primary);
    expect(own.tick).toBe(FIRST_TICK + 6);
  });
});
