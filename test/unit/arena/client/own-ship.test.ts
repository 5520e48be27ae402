import { describe, expect, it } from "vitest";
import { OwnShip } from "../../../../client/games/arena/model/own-ship.ts";
import { CONTROL } from "../../../../shared/games/arena/controls.ts";
import { DEFAULT_MAP } from "../../../../shared/games/arena/default-map.ts";
import { copyHelm, newHelm, stepHelm } from "../../../../shared/games/arena/helm.ts";
import { createRails, moveRails } from "../../../../shared/games/arena/rails.ts";
import { OwnState } from "../../../../shared/games/arena/wire/state.ts";
import { HELM_FIELDS, type Helm } from "../../../../shared/games/arena/world.ts";
import { ONE } from "../../../../shared/math/fixed.ts";

const SHIP = 77;
const NOTHING = { known: true, bits: 0, aim: 0 };
const THRUST = { known: true, bits: CONTROL.thrust, aim: 0 };

/** A server's ship, and what its player is published of it. */
class Server {
  readonly helm: Helm = Object.assign(newHelm(), { x: 7_000 * ONE, y: 0, armor: 80, energy: 1_000 });
  readonly published = new OwnState();
  readonly #rails = createRails(DEFAULT_MAP);
  tick = 600;

  run(ticks: number, bits: number): void {
    for (let i = 0; i < ticks; i++) {
      moveRails(this.#rails, DEFAULT_MAP, ++this.tick);
      this.helm.bits = bits;
      stepHelm(this.helm, DEFAULT_MAP, this.#rails);
    }
  }

  tell(): OwnState {
    this.published.ship = SHIP;
    this.published.tick = this.tick;
    this.published.hull = this.helm.hull;
    for (const field of HELM_FIELDS) this.published[field] = this.helm[field];
    return this.published;
  }
}

function flying(): { server: Server; own: OwnShip } {
  const server = new Server();
  const own = new OwnShip(DEFAULT_MAP);
  expect(own.onPatch(server.tell(), server.tick)).toBeNull();
  return { server, own };
}

function at(own: OwnShip): Helm {
  const helm = newHelm();
  copyHelm(own.now, helm);
  return helm;
}

describe("D6: the own ship", () => {
  it("continues by the player's controls while nothing is published, and agrees with the server", () => {
    const { server, own } = flying();
    for (let i = 0; i < 50; i++) {
      own.advance(i < 20 ? THRUST : NOTHING);
      expect(own.onPatch(server.published, own.tick)).toBe(0);
    }
    server.run(20, CONTROL.thrust);
    server.run(30, 0);
    expect(at(own)).toEqual(server.helm);
    server.run(1, 0);
    own.advance(NOTHING);
    expect(own.onPatch(server.tell(), own.tick)).toBe(0);
  });

  it("is corrected once after an unpredictable change, with later controls applied", () => {
    const { server, own } = flying();
    for (let i = 0; i < 12; i++) own.advance(THRUST);
    server.run(6, CONTROL.thrust);
    server.helm.x += 40 * ONE;
    const correctionPx = own.onPatch(server.tell(), own.tick);
    expect(correctionPx).toBeCloseTo(40, 0);
    server.run(6, CONTROL.thrust);
    expect(at(own)).toEqual(server.helm);
    expect(own.blend.x).toBeCloseTo(-40, 0);
    expect(own.onPatch(server.published, own.tick)).toBe(0);
  });

  it("reaches the present from a state that is older than the kept controls", () => {
    const { server, own } = flying();
    server.tell();
    for (let i = 0; i < 400; i++) own.advance(NOTHING);
    server.run(9, 0);
    own.onPatch(server.tell(), own.tick);
    expect(own.tick).toBe(1_000);
    server.run(391, 0);
    expect(at(own)).toEqual(server.helm);
  });

  it("is a new ship after a death, not a correction", () => {
    const { server, own } = flying();
    own.onLost();
    server.run(30, 0);
    server.helm.y -= 5_000 * ONE;
    expect(own.onPatch(server.tell(), server.tick + 4)).toBeNull();
    expect([own.id, own.tick, own.blend.y]).toEqual([SHIP, server.tick + 4, 0]);
  });

  it("starts anew after a jump of the clock", () => {
    const { server, own } = flying();
    server.run(3_000, 0);
    own.jumpTo(server.tick);
    expect(own.onPatch(server.tell(), server.tick)).toBeNull();
    expect(at(own)).toEqual(server.helm);
  });
});
