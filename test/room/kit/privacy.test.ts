import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { KitProjection } from "../../../server/kit/index.ts";
import { Replicator } from "../../../server/replication/replicator.ts";
import { NO_NAMES } from "../../../server/runtime/room-definition.ts";
import { type AnyWorld, asAnyRules, type Column, type Spec } from "../../../shared/kit/index.ts";
import type { FakeClient, Frame } from "../../harness/fake-client.ts";
import { RoomBench } from "../../harness/rooms.ts";
import { RaceLab, seen } from "./lab.ts";
import { race } from "./race.ts";

beforeAll(RoomBench.start);
afterAll(RoomBench.stop);

const SECRET_SEAT = 0;
const { root, tables } = race.fields;
const isHidden = ({ visibility, name }: Column) => visibility !== "public" && name !== "seat";

/** A value that tells two runs apart. */
function canary(spec: Spec, number: number): unknown {
  switch (spec.kind) {
    case "int":
      return spec.low + (number % (spec.high - spec.low + 1));
    case "text":
      return `canary ${number}`.slice(0, spec.maxBytes);
    case "list":
      return [canary(spec.of.spec, number), canary(spec.of.spec, number + 1)];
    default:
      throw new Error(`no canary for ${spec.kind}`);
  }
}

/** Sets every private column of the world, and every private or own column of the rows of one seat. Returns which. */
function hide(world: AnyWorld, number: number): Set<string> {
  const set = new Set<string>();
  const put = (row: Record<string, unknown>, column: Column) => {
    row[column.name] = canary(column.spec, number);
    set.add(column.path);
  };
  for (const column of root.filter(isHidden)) put(world, column);
  for (const { name, kind, columns } of tables) {
    const rows = world[name] as Iterable<Record<string, unknown>>;
    for (const [i, row] of [...rows].entries())
      if ((kind === "perSeat" ? i : row.seat) === SECRET_SEAT)
        for (const column of columns.filter(isHidden)) put(row, column);
  }
  world.hidden.random.fill(number);
  world.hidden.secret?.key.fill(number);
  return set;
}

const frames = (client: FakeClient): readonly Frame[] => client.frames;
const asText = (bytes: Uint8Array) => Buffer.from(bytes).toString("latin1");
const textOf = (client: FakeClient) => client.frames.map(({ bytes }) => asText(bytes)).join("\n");

/** The same match each time, but for what is hidden. */
async function play(variant: number) {
  const lab = await RaceLab.open();
  const [ada, bob] = [await lab.join("Ada"), await lab.join("Bob")];
  lab.ticks(3);
  for (const seat of [SECRET_SEAT, 1, -1]) lab.world.cards.add({ seat });
  lab.world.debts.add({ seat: SECRET_SEAT });
  lab.world.debts.add({ seat: 1 });
  let hidden = new Set<string>();
  for (let i = 0; i < 30; i++) {
    hidden = hide(lab.world as unknown as AnyWorld, variant * 1_000 + i);
    if (i % 4 === 0) lab.send(bob, { type: "say", words: `${i}` });
    if (i === 10) ada.drop();
    lab.ticks(3);
  }
  const late = await lab.join("Cy");
  const back = await lab.room.reconnect(ada);
  lab.ticks(63);
  return { hidden, ada, back, bob, late };
}

describe("D12: what is private stays so", () => {
  it("lets nobody see a bit of what is hidden from them, whatever it is: not in states, patches, digests or timing", async () => {
    const [first, second] = [await play(1), await play(2)];
    const all = [...root, ...tables.flatMap(({ columns }) => columns)].filter(isHidden);
    expect([...first.hidden].sort()).toEqual(all.map(({ path }) => path).sort());
    for (const name of ["bob", "late"] as const) {
      expect(frames(first[name]).filter(({ kind }) => kind === "check").length, name).toBeGreaterThan(0);
      expect(frames(second[name]), name).toEqual(frames(first[name]));
    }
    // Their holder does receive the own ones, and nobody the private ones.
    expect(textOf(first.back)).toContain("canary 1029");
    expect(seen(first.back).own.racers.get(0)?.row).toEqual({
      wish: canary(columnOf("wish").spec, 1_029),
      plan: "canary 1029",
    });
    expect([...seen(first.back).own.cards.values()].map(({ row }) => row)).toEqual([{ value: 1_029 }]);
    expect([...seen(first.back).own.debts.values()].map(({ row }) => row)).toEqual([{ owed: 1_029 }]);
    expect(seen(first.bob).own.cards.size).toBe(1);
    expect(frames(second.ada)).not.toEqual(frames(first.ada));
  });

  it("gives a seat's own columns to its holder only, not to who takes the seat next", async () => {
    const lab = await RaceLab.open();
    const [ada, bob] = [await lab.join("Ada"), await lab.join("Bob")];
    lab.ticks(3);
    lab.world.cards.add({ seat: 0, value: 77 });
    lab.world.racers[0].plan = "overtake on the left";
    lab.ticks(3);
    expect(textOf(ada)).toContain("overtake");
    ada.consentedLeave();
    while (lab.room.room.clients.length > 1) await Promise.resolve();
    const next = await lab.join("Next");
    lab.ticks(30);
    for (const client of [bob, next]) expect(textOf(client)).not.toContain("overtake");
    expect(seen(next).own.cards.size).toBe(0);
  });

  it("keeps a seat's own event from who takes the seat within the same patch", async () => {
    const lab = await RaceLab.open();
    const [ada, bob] = [await lab.join("Ada"), await lab.join("Bob")];
    lab.ticks(3);
    lab.send(bob, { type: "peek" });
    ada.consentedLeave();
    while (lab.room.room.clients.length > 1) await Promise.resolve();
    const next = await lab.join("Next");
    lab.ticks(3);
    expect([bob, next].map((client) => client.take("events").length)).toEqual([1, 0]);
  });

  it("takes a row that gets another holder from the one before, at once", async () => {
    const lab = await RaceLab.open();
    const [ada, bob] = [await lab.join("Ada"), await lab.join("Bob")];
    lab.ticks(3);
    const card = lab.world.cards.add({ seat: 0, value: 5 });
    lab.ticks(3);
    if (card === null) throw new Error("the table is full");
    Object.assign(card, { seat: 1, value: 6 });
    lab.ticks(3);
    expect([seen(ada).own.cards.size, seen(bob).own.cards.get(card.id)?.row]).toEqual([0, { value: 6 }]);
    expect(seen(ada).tables.cards.get(card.id)?.row).toMatchObject({ seat: 1 });
  });

  it("shows whoever has no seat the public columns only", () => {
    const received = [1, 2].map((variant) => {
      const rules = asAnyRules(race);
      const world = race.machine.create(1, race.configOf()) as unknown as AnyWorld;
      world.seats[SECRET_SEAT] = "here";
      hide(world, variant);
      const sent: string[] = [];
      const projection = new KitProjection(rules, world, NO_NAMES);
      projection.write();
      const host = { patchHz: 20, patchEveryTicks: 3, patched() {}, patchSkipped() {}, deferred() {} };
      const replicator = new Replicator(projection, { ...host, eventDropped() {}, tooSlow() {} });
      const viewer = replicator.join(-1, { raw: (bytes) => void sent.push(asText(bytes)) });
      sent.push(asText(replicator.state(viewer)));
      world.tick += 3;
      hide(world, variant + 10);
      projection.write();
      replicator.patch([]);
      return sent;
    });
    expect(received[0].length).toBe(2);
    expect(received[1]).toEqual(received[0]);
  });
});

const columnOf = (name: string) =>
  tables.flatMap(({ columns }) => columns).find((column) => column.name === name) as Column;
