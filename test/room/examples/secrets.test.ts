import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import bluff from "../../../examples/bluff/rules.ts";
import game from "../../../examples/bluff/server.ts";
import { KitProjection } from "../../../server/kit/index.ts";
import { rowReaderWith } from "../../../server/ops/readable-rows.ts";
import { Replicator } from "../../../server/replication/replicator.ts";
import { NO_NAMES } from "../../../server/runtime/room-definition.ts";
import { spectatableRooms } from "../../../server/spectate/index.ts";
import { Playback, readTimeline, verify } from "../../../shared/journal/index.ts";
import { type AnyWorld, asAnyRules } from "../../../shared/kit/index.ts";
import type { FakeClient } from "../../harness/fake-client.ts";
import { RoomBench } from "../../harness/rooms.ts";
import { KitLab } from "../kit/lab.ts";
import { REPLICA_HOST } from "../kit/replica-client.ts";

beforeAll(RoomBench.start);
afterAll(RoomBench.stop);
afterEach(() => void drawByChance());

type Lab = KitLab<typeof bluff>;

const SHOWN_TICKS = 80;
const room = () => game.define({ seatHoldS: 60 });
const watchable = spectatableRooms(
  new Map([["bluff", "/games/bluff"]]),
  rowReaderWith(() => {}),
);

const { getRandomValues } = crypto;
const drawByChance = () => Object.assign(crypto, { getRandomValues });

/** Has the server draw these words, one list for each roll. Everything else stays by chance. */
function drawing(...rolls: number[][]): void {
  crypto.getRandomValues = <T extends ArrayBufferView>(out: T): T => {
    if (!(out instanceof Uint32Array) || out.length !== 4)
      return getRandomValues.call(crypto, out as never) as unknown as T;
    const words = rolls.shift();
    if (words === undefined) throw new Error("one roll too many");
    out.set(words);
    return out;
  };
}

const ONE = [1, 2, 3, 4];
const OTHER = [5, 6, 7, 8];
const THIRD = [9, 10, 11, 12];

/** All that reaches a client: welcome, states, patches, events, digests. */
const everything = ({ frames }: FakeClient) =>
  frames.map(({ kind, bytes }) => `${kind} ${Buffer.from(bytes).toString("hex")}`);
const diceOf = ({ world }: Lab) => world.players.map(({ dice }) => dice.join(""));

/** Verifies a replay, and plays it to its end. */
function lastWorld(replay: Uint8Array | null) {
  const timeline = readTimeline([{ name: "replay", bytes: replay ?? new Uint8Array() }]);
  const playback = new Playback(bluff.machine, timeline);
  while (playback.step());
  return { ok: verify(bluff.machine, timeline).ok, end: playback.world };
}

/** A room of two who have rolled. */
async function rolled(seed: number): Promise<{ lab: Lab; ada: FakeClient; bob: FakeClient }> {
  const lab = await KitLab.open(bluff, room(), { seed });
  const [ada, bob] = [await lab.join("Ada"), await lab.join("Bob")];
  lab.until(({ phase }) => phase === "bidding");
  return { lab, ada, bob };
}

/** Bids until someone calls, and the round is over. */
function finish({ lab, ada, bob }: Awaited<ReturnType<typeof rolled>>): void {
  const clients = [ada, bob];
  lab.send(clients[lab.world.turn], { type: "bid", count: 3, face: 4 });
  lab.ticks(2);
  lab.send(clients[lab.world.turn], { type: "call" });
  lab.ticks(2);
  expect(lab.world.phase).toBe("shown");
}

describe("whoever searches all seeds", () => {
  it("learns nothing: the same seed rolls other dice, and another seed the same, by the server's entropy", async () => {
    const dice: string[][] = [];
    for (const [seed, words] of [
      [7, ONE],
      [7, OTHER],
      [8, ONE],
    ] as const) {
      drawing([...words]);
      const { lab } = await rolled(seed);
      dice.push(diceOf(lab));
      drawByChance();
    }
    expect(dice[1]).not.toEqual(dice[0]);
    expect(dice[2]).toEqual(dice[0]);
  });

  it("meets fresh entropy in each round, of 128 bits", async () => {
    const { lab, ada, bob } = await rolled(7);
    const words = new Set<string>();
    for (let i = 0; i < 4; i++) {
      const { hidden } = lab.world as unknown as AnyWorld;
      words.add(hidden.secret?.key.join(" ") ?? "");
      finish({ lab, ada, bob });
      lab.ticks(SHOWN_TICKS + 4);
    }
    expect(words.size).toBe(4);
  });
});

describe("what others receive while dice are hidden", () => {
  /** Two rounds; only the dice of the second differ. Eve watches it from her own seat without dice. */
  async function watched(words: number[]) {
    drawing([...ONE], words);
    const { lab, ada, bob } = await rolled(7);
    finish({ lab, ada, bob });
    // Everyone may have the replay of the round before.
    lab.ticks(SHOWN_TICKS + 4);
    expect(lab.world.phase).toBe("bidding");
    const eve = await lab.join("Eve");
    lab.ticks(20);
    lab.send([ada, bob][lab.world.turn], { type: "bid", count: 2, face: 3 });
    lab.ticks(40);
    await vi.waitFor(async () => expect(await lab.store.replays()).toHaveLength(1));
    const [{ id }] = await lab.store.replays();
    const replay = await lab.store.readReplay(id);
    const hidden = watchable.find(lab.room.room.roomId)?.secret;
    return { lab, ada, bob, eve, hidden, replay };
  }

  it("is the same whatever was rolled, to the last byte and in every digest; so is the replay of the round before", async () => {
    const one = await watched(OTHER);
    const other = await watched(THIRD);
    expect(diceOf(other.lab)).not.toEqual(diceOf(one.lab));
    expect(everything(other.eve)).toEqual(everything(one.eve));
    expect(one.eve.take("check").length).toBeGreaterThan(1);
    // Who plays learns their own dice.
    expect(everything(other.ada)).not.toEqual(everything(one.ada));
    expect([one.hidden, other.hidden]).toEqual([true, true]);
    for (const { replay } of [one, other]) {
      const { ok, end } = lastWorld(replay);
      expect([ok, end.round, bluff.hasSecrets(end), end.entropyWanted]).toEqual([true, 2, false, true]);
      expect(bluff.machine.hash(end)).toBe(bluff.machine.hash(lastWorld(one.replay).end));
    }
  });

  it("is the same to a player whatever another has", async () => {
    const frames = [];
    for (const dice of [
      [1, 1, 1, 1, 1],
      [2, 3, 4, 5, 6],
    ]) {
      drawing([...ONE]);
      const { lab, bob, ada } = await rolled(7);
      lab.world.players[0].dice = [...dice];
      lab.ticks(30);
      lab.send([ada, bob][lab.world.turn], { type: "bid", count: 2, face: 3 });
      lab.ticks(30);
      frames.push(everything(bob));
      drawByChance();
    }
    expect(frames[1]).toEqual(frames[0]);
  });

  it("is the same to whoever has no seat", () => {
    const sent = [ONE, OTHER].map((words) => {
      const world = bluff.machine.create(7, {});
      const step = (...commands: Parameters<typeof bluff.machine.step>[1][number][]) =>
        bluff.machine.step(world, commands, () => {});
      step({ type: "join", seat: 0 }, { type: "join", seat: 1 });
      const projection = new KitProjection(asAnyRules(bluff), world as unknown as AnyWorld, NO_NAMES);
      projection.write();
      const replicator = new Replicator(projection, REPLICA_HOST);
      const frames: string[] = [];
      const viewer = replicator.join(-1, { raw: (bytes) => void frames.push(Buffer.from(bytes).toString("hex")) });
      frames.push(Buffer.from(replicator.state(viewer)).toString("hex"));
      step({ type: "entropy", words });
      for (let i = 0; i < 30; i++) {
        step(...(i === 10 ? [{ type: "bid" as const, seat: world.turn, count: 2, face: 3 }] : []));
        projection.write();
        replicator.patch([]);
      }
      return { frames, dice: world.players.map(({ dice }) => dice.join("")) };
    });
    expect(sent[1].dice).not.toEqual(sent[0].dice);
    expect(sent[0].frames.length).toBeGreaterThan(2);
    expect(sent[1].frames).toEqual(sent[0].frames);
  });

  it("shows everyone all dice once the round is over", async () => {
    const { lab, ada, bob } = await rolled(7);
    const dice = diceOf(lab);
    finish({ lab, ada, bob });
    const shown = lab.seen(bob).tables.players;
    expect([...shown.values()].map(({ row }) => (row.shown as number[]).join(""))).toEqual(dice);
    expect(watchable.find(lab.room.room.roomId)?.secret).toBe(false);
  });
});
