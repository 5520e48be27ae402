import { describe, expect, it } from "vitest";
import { blankFrame, blankShip } from "../../../client/games/arena/model/blank-views.ts";
import type { ShipView } from "../../../client/games/arena/model/frame.ts";
import { nextItem } from "../../../client/games/arena/model/list.ts";
import { OwnCamera } from "../../../client/games/arena/model/own-camera.ts";
import { ArenaProjection } from "../../../server/games/arena/projection.ts";
import { newRecipients } from "../../../server/replication/event-dispatcher.ts";
import { CAUSE } from "../../../shared/games/arena/event.ts";
import { arena, type Event, type World } from "../../../shared/games/arena/index.ts";
import { KILLCAM } from "../../../shared/games/arena/killcam.ts";
import { field, fly, PX } from "./field.ts";

const RESPAWN_TICKS = 400;
const LOST = { x: 3_000, y: 0 };

/** A world as a room has it, with what the server looks from. */
function watched(world: World) {
  const projection = new ArenaProjection(world);
  projection.write();
  const eye = { x: 0, y: 0 };
  const look = () => {
    projection.eye(0, eye);
    return { x: eye.x / PX, y: eye.y / PX };
  };
  const pass = (ticks: number) => {
    for (let i = 0; i < ticks; i++) arena.step(world, [], (event) => projection.concern(event, newRecipients()));
    return look();
  };
  look();
  return { look, pass };
}

/** Seat 0 is about to be lost, and seat 1 did it. */
function duel(killer: { x: number; y: number; vx?: number; vy?: number }, hurtBy = 2) {
  const world = field({ respawnTicks: RESPAWN_TICKS });
  const slot = fly(world, 0, LOST);
  const by = fly(world, 1, killer);
  world.ships.armor[slot] = 0;
  world.ships.hurtBy[slot] = hurtBy;
  world.ships.hurtAt[slot] = world.tick;
  return { world, by, ...watched(world) };
}

const away = (at: { x: number; y: number }) => Math.hypot(at.x - LOST.x, at.y - LOST.y);

describe("a destroyed player looks", () => {
  it("first at the wreck, then at the killer, then at the place of the killer's death", () => {
    const { world, by, pass } = duel({ x: 3_200, y: 300 });
    expect(away(pass(KILLCAM.fromTicks))).toBeLessThan(1);
    const at = pass(2);
    expect([at.x, at.y]).toEqual([Math.round(world.ships.x[by]) / PX, Math.round(world.ships.y[by]) / PX]);
    world.ships.armor[by] = 0;
    const last = pass(3);
    expect(away(last)).toBeGreaterThan(300);
    expect(pass(60)).toEqual(last);
  });

  it("never farther from the wreck than the bound, and no longer than the limit, whatever the killer does", () => {
    const { world, by, pass } = duel({ x: 3_200, y: 0, vx: 20, vy: -3 });
    let farthest = 0;
    for (let i = 0; i < KILLCAM.untilTicks - 1; i++) farthest = Math.max(farthest, away(pass(1)));
    expect(farthest).toBeGreaterThan(KILLCAM.reachPx - 1);
    expect(farthest).toBeLessThanOrEqual(KILLCAM.reachPx + 1);
    expect(Math.abs(world.ships.x[by] / PX - LOST.x)).toBeGreaterThan(KILLCAM.reachPx);
    const last = pass(1);
    world.ships.x[by] = 2_000 * PX;
    expect(pass(60)).toEqual(last);
  });

  it.each([
    ["nobody did it", 0],
    ["it did so itself", 1],
  ])("at where it was lost when %s", (_why, hurtBy) => {
    const { pass } = duel({ x: 3_200, y: 300 }, hurtBy);
    expect(away(pass(100))).toBeLessThan(1);
  });

  it("from the own ship again as soon as there is one", () => {
    const { world, pass } = duel({ x: 3_200, y: 300 });
    const at = pass(RESPAWN_TICKS + 2);
    const slot = world.players.ship[0] - 1;
    expect(slot).toBeGreaterThanOrEqual(0);
    expect([at.x, at.y]).toEqual([world.ships.x[slot] / PX, world.ships.y[slot] / PX]);
  });
});

describe("the camera of a destroyed player", () => {
  const DT = 1 / 60;
  const death = (by: number, seat = 0): Event => ({
    type: "death",
    seat,
    by,
    cause: CAUSE.pulse,
    bounty: 0,
    x: 0,
    y: 0,
  });

  function scene() {
    const frame = blankFrame();
    const camera = new OwnCamera();
    const own = blankShip();
    Object.assign(own, { seat: 0, x: LOST.x, y: LOST.y, vx: 50, vy: 0 });
    const killer: ShipView = nextItem(frame.ships, blankShip);
    Object.assign(killer, { seat: 1, x: LOST.x + 300, y: 200 });
    /** The farthest that the camera moved in one frame, px. */
    const draw = (frames: number) => {
      let most = 0;
      for (let i = 0; i < frames; i++) {
        const { x, y } = frame.focus;
        frame.tick++;
        camera.update(frame, DT);
        most = Math.max(most, Math.hypot(frame.focus.x - x, frame.focus.y - y));
      }
      return most;
    };
    frame.ownShip = own;
    draw(1);
    return { frame, camera, own, killer, draw };
  }

  it("is exactly on the own ship while there is one", () => {
    const { frame, own, draw } = scene();
    own.x += 900;
    draw(1);
    expect([frame.focus.x, frame.focus.y, frame.focus.vx]).toEqual([own.x, own.y, 50]);
  });

  it("stays for a moment, pans to the killer, stays within the bound, and pans back", () => {
    const { frame, camera, own, killer, draw } = scene();
    camera.onEvent(death(1), 0, frame.tick);
    frame.ownShip = null;
    expect(draw(KILLCAM.fromTicks - 1)).toBe(0);
    expect(draw(100)).toBeLessThan(40);
    expect(Math.hypot(frame.focus.x - killer.x, frame.focus.y - killer.y)).toBeLessThan(5);
    killer.x += 3_000;
    draw(30);
    expect(away(frame.focus)).toBeLessThan(KILLCAM.reachPx + 1);
    own.x = LOST.x + 400;
    own.y = -300;
    frame.ownShip = own;
    expect(draw(100)).toBeLessThan(80);
    expect(Math.hypot(frame.focus.x - own.x, frame.focus.y - own.y)).toBeLessThan(5);
  });

  it("cuts to a ship that spawns far away", () => {
    const { frame, camera, own, draw } = scene();
    camera.onEvent(death(1), 0, frame.tick);
    frame.ownShip = null;
    draw(100);
    own.x = -4_000;
    frame.ownShip = own;
    draw(1);
    expect(frame.focus.x).toBe(-4_000);
  });

  it("stays at the wreck without a killer, if the killer is out of sight, or if it was another player's ship", () => {
    for (const event of [death(-1), death(0), death(7), death(1, 3)]) {
      const { frame, camera, draw } = scene();
      camera.onEvent(event, 0, frame.tick);
      frame.ownShip = null;
      draw(200);
      expect(away(frame.focus)).toBe(0);
    }
  });
});
