import { describe, expect, it } from "vitest";
import { KitProjection } from "../../../server/kit/index.ts";
import { Replicator } from "../../../server/replication/replicator.ts";
import { NO_NAMES } from "../../../server/runtime/room-definition.ts";
import { type AnyWorld, asAnyRules, defineRules, flag, int, perSeat } from "../../../shared/kit/index.ts";
import { createRandom, nextBelow } from "../../../shared/math/random.ts";
import { type ReceivedWorld, readState } from "../../../shared/wire/kit/index.ts";
import { REPLICA_HOST, ReplicaClient } from "./replica-client.ts";

const EPSILON = 5;

const boats = defineRules({
  id: "boats",
  version: 1,
  tickHz: 20,
  seats: 3,
  patchEveryTicks: 1,
  world: {
    boats: perSeat({
      x: int(0, 60_000).public(),
      speed: int(0, 9).public(),
      isAnchored: flag().public(),
      depth: int(0, 99).own(),
    }),
  },
  continued: { boats: { epsilon: { x: EPSILON }, continue: ({ x, speed }, ticks) => ({ x: x + speed * ticks }) } },
});

/** A world that changes as the test says, its patches, and two clients. */
function regatta() {
  const rules = asAnyRules(boats);
  const world = boats.machine.create(1, {});
  const any = world as unknown as AnyWorld;
  const step = (...commands: Parameters<typeof boats.machine.step>[1]) => boats.machine.step(world, commands, () => {});
  for (const seat of [0, 1]) step({ type: "join", seat, holder: 10 + seat });
  const projection = new KitProjection(rules, any, NO_NAMES);
  projection.write();
  const replicator = new Replicator(projection, REPLICA_HOST);
  const [own, other] = [new ReplicaClient(0, 10, replicator), new ReplicaClient(1, 11, replicator)];
  const patch = () => {
    step();
    projection.write();
    replicator.patch([]);
  };
  const shown = (client: ReplicaClient, from: (seen: ReceivedWorld) => ReceivedWorld["tables"]) => {
    const seen = readState(rules, client.state);
    const received = from(seen).boats.get(0);
    if (received === undefined) return null;
    return rules.continuedRow("boats", received, seen.tick - received.at, { config: {} });
  };
  return {
    boat: world.boats[0],
    world,
    step,
    patch,
    replicator,
    own,
    ownRow: () => shown(own, (seen) => seen.own),
    others: () => shown(other, (seen) => seen.tables),
    sees: (client: ReplicaClient) => readState(rules, client.state),
    other,
  };
}

describe("rows that others have to within ε", () => {
  it("are exact for their holder at every patch, and nobody else has the exact ones", () => {
    const { boat, patch, ownRow, others, sees, other } = regatta();
    const random = createRandom(3);
    let off = 0;
    for (let i = 0; i < 400; i++) {
      if (i % 37 === 0) boat.speed = nextBelow(random, 10);
      if (i % 50 === 0) boat.depth = nextBelow(random, 100);
      // A current that no continuation knows.
      boat.x += boat.speed + (i % 3 === 0 ? nextBelow(random, 3) : 0);
      patch();
      const { x, speed, isAnchored, depth } = boat;
      expect(ownRow()).toEqual({ x, speed, isAnchored, depth });
      const seen = others()?.x as number;
      expect(Math.abs(seen - x)).toBeLessThanOrEqual(EPSILON);
      if (seen !== x) off++;
    }
    expect(off).toBeGreaterThan(100);
    expect(sees(other).own.boats.get(0)).toBeUndefined();
  });

  it("cost nothing while they go on as everyone continues them", () => {
    const { boat, patch, own, sees } = regatta();
    boat.speed = 4;
    boat.x += 4;
    patch();
    const { at } = sees(own).own.boats.get(0) ?? { at: -1 };
    for (let i = 0; i < 50; i++) {
      boat.x += 4;
      patch();
    }
    expect(sees(own).own.boats.get(0)?.at).toBe(at);
    boat.depth = 3;
    boat.x += 4;
    patch();
    expect(sees(own).own.boats.get(0)).toMatchObject({ at: at + 51, row: { x: boat.x, depth: 3 } });
  });

  it("D12: go to nobody who took their seat before the tick in which it is theirs", () => {
    const { boat, patch, step, replicator, own, sees } = regatta();
    Object.assign(boat, { x: 700, depth: 42 });
    patch();
    replicator.leave(own.viewer);
    const next = new ReplicaClient(0, 12, replicator);
    expect(sees(next).own.boats.size).toBe(0);
    step({ type: "leave", seat: 0 }, { type: "join", seat: 0, holder: 12 });
    patch();
    expect(sees(next).own.boats.get(0)?.row).toEqual({ x: 0, speed: 0, isAnchored: false, depth: 0 });
  });
});

/** Runners whose score does not move them. Their continuation rounds: two parts of a way are not always the whole. */
const runners = defineRules({
  id: "runners",
  version: 1,
  tickHz: 20,
  seats: 2,
  patchEveryTicks: 1,
  world: {
    runners: perSeat({ x: int(0, 60_000).public(), thirds: int(0, 9).public(), score: int(0, 0xffff_ffff).public() }),
  },
  continued: {
    runners: { continue: ({ x, thirds }, ticks) => ({ x: x + Math.round((thirds * ticks) / 3) }) },
  },
});

/** A run that goes on as it is continued, what a client was sent of it, and the bytes of its last patch. */
function run(thirds: number) {
  const rules = asAnyRules(runners);
  const world = runners.machine.create(1, {});
  const any = world as unknown as AnyWorld;
  const projection = new KitProjection(rules, any, NO_NAMES);
  projection.write();
  let bytes = 0;
  const replicator = new Replicator(projection, { ...REPLICA_HOST, patched: (sent) => (bytes = sent) });
  const client = new ReplicaClient(0, 10, replicator);
  const patch = () => {
    const [published] = rules.publishedRows(any, "runners");
    if (published !== null) {
      const { x } = rules.continuedRow("runners", published, world.tick + 1 - published.at, {});
      world.runners[0].x = x as number;
    }
    runners.machine.step(world, [], () => {});
    projection.write();
    replicator.patch([]);
    return bytes;
  };
  world.runners[0].thirds = thirds;
  const received = () => readState(rules, client.state).tables.runners.get(0);
  const shown = () => {
    const { tick, tables } = readState(rules, client.state);
    const row = tables.runners.get(0);
    return row && rules.continuedRow("runners", row, tick - row.at, {});
  };
  return { world, patch, received, shown, runner: world.runners[0] };
}

describe("rows that are published anew", () => {
  it("cost no more than the columns that change, where the rest goes on as it did", () => {
    const { patch, received, shown, runner } = run(6);
    patch();
    const at = received()?.at;
    for (let i = 0; i < 20; i++) expect(patch()).toBe(3);
    runner.score = 7;
    // Four for the list and its new text, one for the text's length, and three for the seat and the score.
    expect(patch()).toBe(3 + 4 + 1 + 3);
    expect(shown()).toEqual({ ...runner });
    expect(received()?.at).toBe(at);
    runner.thirds = 9;
    patch();
    expect(received()?.at).not.toBe(at);
    expect(shown()).toEqual({ ...runner });
  });

  it("are at every client as they were published, in every patch, whatever a continuation rounds", () => {
    const random = createRandom(5);
    for (const thirds of [1, 2, 4, 5]) {
      const { patch, shown, runner } = run(thirds);
      for (let i = 0; i < 200; i++) {
        if (nextBelow(random, 5) === 0) runner.score++;
        patch();
        expect(shown()).toEqual({ ...runner });
      }
    }
  });
});
