import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { kitRoom } from "../../../server/kit/index.ts";
import { verify } from "../../../shared/journal/index.ts";
import { asAnyRules, defineRules, text } from "../../../shared/kit/index.ts";
import { CodecError } from "../../../shared/machine.ts";
import { ROOM_REFUSAL } from "../../../shared/wire/codes.ts";
import { digestState } from "../../../shared/wire/digest.ts";
import type { ReceivedWorld } from "../../../shared/wire/kit/index.ts";
import { ROOM_LIMITS } from "../../../shared/wire/limits.ts";
import { decodeEvents, decodeRefusal, decodeStateCheck, decodeWelcome } from "../../../shared/wire/messages.ts";
import type { FakeClient } from "../../harness/fake-client.ts";
import { RoomBench } from "../../harness/rooms.ts";
import { RaceLab, seen } from "./lab.ts";
import { race } from "./race.ts";

beforeAll(RoomBench.start);
afterAll(RoomBench.stop);

let lab: RaceLab;
beforeEach(async () => {
  lab = await RaceLab.open();
});

const seatOf = (client: FakeClient) => decodeWelcome(client.last("welcome")).seat;
const eventsOf = (client: FakeClient) =>
  client
    .take("events")
    .flatMap((bytes) => decodeEvents(bytes).map((event) => race.machine.codecs.event.decode(event.bytes)));

/** A client has all that is public, as the world has it, and continues the rest to it. */
function expectSame(client: FakeClient): void {
  const { world } = lab;
  const { tick, root, tables } = seen(client);
  expect(tick).toBe(world.tick);
  expect(root).toEqual({ phase: world.phase, words: world.words, distance: world.distance });
  const byId = [...world.cards].sort((a, b) => a.id - b.id);
  const cards = byId.map(({ id, seat, isOpen }) => [id, { id, at: 0, row: { seat, isOpen } }]);
  expect([...tables.cards]).toEqual(cards);
  const rules = asAnyRules(race);
  const known = { config: world.config, ...root };
  for (const [seat, { x, speed }] of world.racers.entries()) {
    const { id, at, row } = tables.racers.get(seat) ?? { id: -1, at: 0, row: {} };
    expect(rules.continuedRow("racers", { id, at, row }, tick - at, known)).toEqual({ x, speed });
  }
}

const LEAST = { commandsPerTick: ROOM_LIMITS.commandsPerTick, commandBytes: ROOM_LIMITS.commandBytes };
const ownOf = ({ own: { cards, racers } }: ReceivedWorld) =>
  [cards, racers].map((rows) => [...rows.values()].map(({ id, row }) => ({ id, row })));

/** Whatever came to check equals what was decoded. */
function checkDigests(client: FakeClient): () => number {
  let checked = 0;
  client.heard = ({ kind, bytes }) => {
    if (kind !== "check") return;
    expect(digestState(client.seen)).toBe(decodeStateCheck(bytes).digest);
    checked++;
  };
  return () => checked;
}

describe("a room of the kit", () => {
  it("shows everyone the public columns, in digests too, and the names of those who are there", async () => {
    const [ada, bob] = [await lab.join("Ada"), await lab.join("Bob")];
    const checked = checkDigests(bob);
    lab.ticks(3);
    for (let i = 0; i < 40; i++) {
      lab.send(
        i % 2 === 0 ? ada : bob,
        i % 5 === 0 ? { type: "say", words: `n${i} ü` } : { type: "speed", speed: i % 9 },
      );
      if (i === 20) lab.send(ada, { type: "deal" });
      lab.ticks(3);
      for (const client of [ada, bob]) expectSame(client);
    }
    expect(checked()).toBeGreaterThan(0);
    expect(seen(ada).seats).toEqual([
      { status: "here", name: "Ada" },
      { status: "here", name: "Bob" },
      { status: "empty", name: "" },
    ]);
    const late = await lab.join("Cy");
    expect(seen(late).root).toEqual(seen(ada).root);
    lab.ticks(3);
    expectSame(late);
    expect(lab.bench.reports).toEqual([]);
  });

  it("lets a seat's holder join, drop, come back and leave", async () => {
    const [ada, bob] = [await lab.join("Ada"), await lab.join("Bob")];
    await expect(lab.join("ADA")).rejects.toThrow("name: ADA is already in this room; choose another name");
    lab.ticks(3);
    lab.send(ada, { type: "speed", speed: 4 });
    lab.ticks(3);
    const status = () => seen(bob).seats.map((seat) => seat.status);
    ada.drop();
    lab.ticks(3);
    expect([status(), lab.world.racers[0].speed]).toEqual([["away", "here", "empty"], 4]);
    const back = await lab.room.reconnect(ada);
    lab.ticks(3);
    expect([status(), seatOf(back)]).toEqual([["here", "here", "empty"], 0]);
    expectSame(back);
    back.consentedLeave();
    await vi.waitFor(() => {
      lab.ticks(3);
      expect([status(), seen(bob).seats[0].name]).toEqual([["empty", "here", "empty"], ""]);
    });
    expect(lab.world.racers[0]).toMatchObject({ x: 0, speed: 0 });
  });

  it("sends nothing of continued rows while their continuation is exact", async () => {
    const clients = [await lab.join("Ada"), await lab.join("Bob")];
    for (const client of clients) lab.send(client, { type: "speed", speed: 7 });
    lab.ticks(6);
    const sizes: number[] = [];
    clients[0].heard = ({ kind, bytes }) => void (kind === "patch" && sizes.push(bytes.length));
    const x = lab.world.racers[0].x;
    for (let i = 0; i < 100; i++) {
      lab.ticks(3);
      expectSame(clients[0]);
    }
    expect(lab.world.racers[0].x).toBe(x + 300 * 7);
    // The patch's tick: two bytes, and two more once in 256 ticks.
    expect(sizes.filter((size) => size !== 2)).toEqual([4]);
    expect(sizes).toHaveLength(100);
    lab.send(clients[1], { type: "speed", speed: 6 });
    lab.ticks(3);
    expect(sizes.at(-1)).toBeGreaterThan(7);
    expectSame(clients[0]);
  });

  it("D7: takes no commands but its own from clients, and says what is wrong with others", async () => {
    const ada = await lab.join("Ada");
    lab.ticks(3);
    const bodies = [
      [],
      [1, 0, 0],
      [2, 0],
      [3, 0],
      [4, 0],
      [5, 1, 2, 3, 4],
      [16, 10],
      [16],
      [16, 3, 0],
      [17, 13, ...new Array(13).fill(65)],
      [17, 1, 255],
      [99],
    ];
    const { decode } = lab.definition.commands;
    for (const body of bodies) expect(() => decode(0, Uint8Array.from(body), 0), `${body}`).toThrow(CodecError);
    ada.command(0, Uint8Array.from(bodies[5]));
    expect(decodeRefusal(ada.last("refusal")).code).toBe(ROOM_REFUSAL.badMessage);
    const types = new Set(Object.keys(race.definition.commands ?? {}));
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 24 }), (body) => {
        try {
          const { type, seat } = decode(2, body, 0) as { type: string; seat: number };
          expect([types.has(type), seat]).toEqual([true, 2]);
        } catch (error) {
          expect(error).toBeInstanceOf(CodecError);
        }
      }),
      { seed: 1, numRuns: 3_000 },
    );
    lab.ticks(3);
    expect((await lab.journaled()).map(({ type }) => type)).toEqual(["join"]);
    expect(lab.bench.reports).toEqual([]);
  });

  it("D12: sends an event to the seat that its own field names, and others to everyone", async () => {
    const [ada, bob] = [await lab.join("Ada"), await lab.join("Bob")];
    lab.ticks(3);
    lab.send(ada, { type: "deal" });
    lab.ticks(6);
    const [first, second] = [...lab.world.cards];
    expect(eventsOf(ada)).toEqual([{ type: "dealt", seat: 0, value: first.value }]);
    expect(eventsOf(bob)).toEqual([{ type: "dealt", seat: 1, value: second.value }]);
    lab.world.racers[0].x = 39_999;
    lab.send(ada, { type: "speed", speed: 1 });
    lab.ticks(3);
    for (const client of [ada, bob]) expect(eventsOf(client).at(-1)).toEqual({ type: "won", seat: 0 });
  });
});

describe("after a crash", () => {
  it("goes on at the same tick with the same world, seats and names, and replays to the same hashes", async () => {
    let clients = [await lab.join("Ada"), await lab.join("Bob")];
    for (let life = 0; life < 4; life++) {
      for (let i = 0; i < 50 + 31 * life; i++) {
        lab.send(clients[i % 2], { type: "speed", speed: i % 10 });
        if (i === 9) lab.send(clients[0], { type: life % 2 === 0 ? "deal" : "show" });
        lab.ticks(1);
      }
      lab.ticks(3 - (lab.world.tick % 3));
      const [before, seats] = [seen(clients[1]), clients.map(seatOf)];
      const { root, tables } = lab.shown(clients[1]);
      const saved = race.machine.hash(lab.world);
      await lab.killAndRecover();
      expect([lab.world.tick, race.machine.hash(lab.world)]).toEqual([before.tick, saved]);
      clients = await Promise.all(clients.map((client) => lab.room.reconnect(client)));
      expect(clients.map(seatOf)).toEqual(seats);
      expect(lab.shown(clients[1])).toMatchObject({ root, tables });
      expect(ownOf(seen(clients[1]))).toEqual(ownOf(before));
      lab.ticks(3);
      expectSame(clients[0]);
      expect(seen(clients[1]).seats.map(({ name }) => name)).toEqual(["Ada", "Bob", ""]);
    }
    expect(verify(race.machine, await lab.timeline())).toMatchObject({ ok: true });
    expect(lab.bench.reports).toEqual([]);
  });
});

describe("limits of commands", () => {
  const say = (bytes: number) =>
    defineRules({
      id: "talk",
      version: 1,
      tickHz: 20,
      seats: 2,
      world: {},
      commands: { say: { fields: { words: text(bytes) }, apply() {} } },
    });
  const encode = (bytes: number) =>
    say(bytes).derived.clientCommandCodec.encode({ type: "say", words: "a".repeat(bytes) });

  it("D8: hold the longest command of the rules, and refuse rules that no limit holds", () => {
    expect(kitRoom(say(20)).limits).toMatchObject(LEAST);
    const { commandBytes = 0 } = kitRoom(say(2_000)).limits ?? {};
    expect(commandBytes).toBeGreaterThanOrEqual(encode(2_000).length);
    expect(() => kitRoom(say(5_000))).toThrow("talk.commands.say: up to 5003 bytes, more than 4096");
    expect(() => kitRoom(say(50), { limits: { commandBytes: 40, commandsPerTick: 4 } })).toThrow("more than 40");
  });
});
