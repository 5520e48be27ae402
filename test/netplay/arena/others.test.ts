import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CONTROL } from "../../../shared/games/arena/controls.ts";
import { DEFAULT_MAP } from "../../../shared/games/arena/default-map.ts";
import { placeDrift } from "../../../shared/games/arena/drift.ts";
import { createRails, moveRails } from "../../../shared/games/arena/rails.ts";
import { DRIFT_FIELDS, type Drift } from "../../../shared/games/arena/world.ts";
import { ArenaLab, type LabClient } from "../../harness/arena/lab.ts";
import { ALONE, ONE_STATION } from "../../harness/arena/one-station.ts";
import { MIDDLING, PERFECT } from "../../harness/link.ts";
import { RoomBench } from "../../harness/rooms.ts";

/** Nothing to run into but what everyone's step knows of. */
const EMPTY = { ...ALONE, map: ONE_STATION };
/** What rounding adds to ε until the server, and then the word of it, has noticed. */
const ROUNDING_PX = 0.1;

/** Places of a client's own ship by tick, as it saw it itself. */
function track(client: LabClient): Map<number, { x: number; y: number }> {
  const places = new Map<number, { x: number; y: number }>();
  client.seen = (frame) => {
    const helm = client.model.ownHelm;
    if (helm !== null) places.set(Math.floor(frame.tick), { x: helm.x / 65536, y: helm.y / 65536 });
  };
  return places;
}

function watch(watcher: LabClient, watched: LabClient, truth: Map<number, { x: number; y: number }>): number[] {
  const errors: number[] = [];
  const pending: { tick: number; x: number; y: number }[] = [];
  watcher.seen = (frame) => {
    const id = watched.frame?.ownShip?.id ?? 0;
    const helm = watcher.model.helmOf(id);
    if (helm !== null) pending.push({ tick: Math.floor(frame.tick), x: helm.x / 65536, y: helm.y / 65536 });
    while (pending.length > 0 && truth.has(pending[0].tick)) {
      const { tick, x, y } = pending.shift() as { tick: number; x: number; y: number };
      const place = truth.get(tick) as { x: number; y: number };
      errors.push(Math.hypot(place.x - x, place.y - y));
    }
  };
  return errors;
}

describe("D6: others' ships are their continuation", () => {
  beforeAll(() => RoomBench.start());
  afterAll(() => RoomBench.stop());

  it("within ε while they hold their controls", async () => {
    const lab = await ArenaLab.open(EMPTY, 4);
    const flyer = await lab.join(PERFECT, 31);
    const watcher = await lab.join(MIDDLING, 32);
    flyer.steer = ({ model }) => model.control(CONTROL.thrust | CONTROL.left, 0);
    lab.run(4000);
    const errors = watch(watcher, flyer, track(flyer));
    lab.run(5000);
    expect(errors.length).toBeGreaterThan(200);
    expect(Math.max(...errors)).toBeLessThan(lab.world.config.slackPx + ROUNDING_PX);
  });

  it("with an error bounded by thrust and turn while they change them", async () => {
    const lab = await ArenaLab.open(EMPTY, 4);
    const flyer = await lab.join(PERFECT, 33);
    const watcher = await lab.join(MIDDLING, 34);
    flyer.steer = ({ model }, nowMs) =>
      model.control(CONTROL.thrust | (Math.floor(nowMs / 300) % 3 ? CONTROL.left : CONTROL.right), 0);
    lab.run(4000);
    const errors = watch(watcher, flyer, track(flyer));
    lab.run(8000);
    expect(errors.length).toBeGreaterThan(250);
    errors.sort((a, b) => a - b);
    // For 12 ticks or so nothing is heard, while the nose turns both ways at 3.4° a tick: Δv ≤ a·t, off by ≤ a·t²/2 = 8 px.
    expect(errors[Math.floor(errors.length / 2)]).toBeLessThan(1);
    expect(errors[errors.length - 1]).toBeLessThan(8);
  });

  it("for a newcomer too, from records as old as they get", async () => {
    const lab = await ArenaLab.open(EMPTY, 6);
    const flyer = await lab.join(PERFECT, 35);
    flyer.steer = ({ model }) => model.control(CONTROL.thrust | CONTROL.left, 0);
    lab.run(4700);
    const watcher = await lab.join(MIDDLING, 36);
    const errors = watch(watcher, flyer, track(flyer));
    lab.run(3000);
    expect(errors.length).toBeGreaterThan(100);
    expect(Math.max(...errors)).toBeLessThan(lab.world.config.slackPx + ROUNDING_PX);
  });

  it("rocks and bodies are where the server has them, at the present tick", async () => {
    // A station beside a belt.
    const map = { ...DEFAULT_MAP, stations: DEFAULT_MAP.stations.slice(2, 3) };
    const lab = await ArenaLab.open({ ...ALONE, map }, 6);
    const client = await lab.join(MIDDLING, 38);
    lab.run(3000);
    const { rocks } = lab.world;
    const rails = createRails(map);
    const place = { x: 0, y: 0, vx: 0, vy: 0 };
    let compared = 0;
    client.seen = (frame) => {
      const tick = Math.floor(frame.tick);
      const share = frame.tick - tick;
      moveRails(rails, map, tick);
      expect(frame.bodies[0]).toEqual({ x: 0, y: 0 });
      for (const { id, x, y } of frame.rocks.items.slice(0, frame.rocks.count)) {
        const slot = rocks.id.indexOf(id);
        const drift = Object.fromEntries(DRIFT_FIELDS.map((field) => [field, rocks[field][slot]])) as Drift;
        placeDrift(drift, rails, place);
        expect(Math.hypot(x - (place.x + place.vx * share) / 65536, y - (place.y + place.vy * share) / 65536)).toBe(0);
        compared++;
      }
    };
    lab.run(200);
    expect(compared).toBeGreaterThan(100);
  });
});
