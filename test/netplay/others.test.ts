import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CONTROL } from "../../shared/arena/controls.ts";
import { DEFAULT_MAP } from "../../shared/arena/data/maps.ts";
import { ArenaLab, type LabClient } from "../harness/lab.ts";
import { MIDDLING, PERFECT } from "../harness/link.ts";
import { RoomBench } from "../harness/rooms.ts";

const ALONE = { seats: 8, pirates: 0, traders: 0 };
/** Nothing to run into but what everyone's step knows of. */
const EMPTY = { ...ALONE, map: { ...DEFAULT_MAP, belts: [] } };

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

  it("without any error while they hold their controls", async () => {
    const lab = await ArenaLab.open(EMPTY, 4);
    const flyer = await lab.join(PERFECT, 31);
    const watcher = await lab.join(MIDDLING, 32);
    flyer.steer = ({ model }) => model.control(CONTROL.thrust | CONTROL.left, 0);
    lab.run(4000);
    const errors = watch(watcher, flyer, track(flyer));
    lab.run(5000);
    expect(errors.length).toBeGreaterThan(200);
    expect(Math.max(...errors)).toBe(0);
  });

  it("with an error bounded by thrust and turn while they change them", async () => {
    const lab = await ArenaLab.open(EMPTY, 4);
    const flyer = await lab.join(PERFECT, 33);
    const watcher = await lab.join(MIDDLING, 34);
    flyer.steer = ({ model }, nowMs) =>
      model.control(CONTROL.thrust | (Math.floor(nowMs / 300) % 2 ? CONTROL.left : CONTROL.right), 0);
    lab.run(4000);
    const errors = watch(watcher, flyer, track(flyer));
    lab.run(8000);
    errors.sort((a, b) => a - b);
    // For 12 ticks or so nothing is heard, while the nose turns both ways at 3.4° a tick: Δv ≤ a·t, off by ≤ a·t²/2 = 8 px.
    expect(errors[Math.floor(errors.length / 2)]).toBeLessThan(1);
    expect(errors[errors.length - 1]).toBeLessThan(8);
  });

  it("for a newcomer too, from records as old as they get", async () => {
    const lab = await ArenaLab.open(EMPTY, 6);
    const flyer = await lab.join(PERFECT, 35);
    flyer.steer = ({ model }) => model.control(CONTROL.thrust, 0);
    lab.run(4700);
    const watcher = await lab.join(MIDDLING, 36);
    const errors = watch(watcher, flyer, track(flyer));
    lab.run(3000);
    expect(errors.length).toBeGreaterThan(100);
    expect(Math.max(...errors)).toBe(0);
  });

  it("rocks, pods and bodies are where the server has them, at the present tick", async () => {
    const lab = await ArenaLab.open(ALONE, 6);
    const near = await lab.join(PERFECT, 37);
    const far = await lab.join(MIDDLING, 38);
    lab.run(3000);
    const places = new Map<string, { x: number; y: number }>();
    let compared = 0;
    near.seen = ({ tick, rocks }) => {
      for (const rock of rocks.items.slice(0, rocks.count)) {
        const at = `${tick.toFixed(3)} ${rock.id}`;
        places.set(at, { x: rock.x, y: rock.y });
      }
    };
    far.seen = ({ rocks, bodies }) => {
      compared += rocks.count;
      expect(rocks.count).toBeGreaterThan(20);
      expect(bodies[0]).toEqual({ x: 0, y: 0 });
    };
    lab.run(200);
    expect(compared).toBeGreaterThan(0);
  });
});
