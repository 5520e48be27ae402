import { describe, expect, it } from "vitest";
import { SpectateRefused } from "../../../server/spectate/index.ts";
import { Playback, type StreamRecord } from "../../../shared/journal/index.ts";
import { createRandom, nextBelow } from "../../../shared/math/random.ts";
import { ROOM_LIMITS } from "../../../shared/wire/limits.ts";
import { senderAt } from "../../harness/senders.ts";
import { tug } from "../../harness/tiny-game.ts";
import { ROOM, TICK_HZ, type Watched, WatchedRoom } from "../../harness/watched-room.ts";

/** Compares everything that was sent with what truly happened: each tick's world. */
function expectTrue(watched: Watched, { room }: WatchedRoom): void {
  const playback = new Playback(tug, watched.timeline);
  let compared = 0;
  while (playback.step()) {
    expect(tug.hash(playback.world)).toBe(room.hashes.get(playback.tick));
    compared++;
  }
  expect(compared).toBeGreaterThan(TICK_HZ);
  expect(playback.tick).toBe(watched.reached);
}

const reason = (error: unknown) => (error instanceof SpectateRefused ? error.why : error);

/** The youngest that a record tells of. */
function newestIn(record: StreamRecord): number {
  return record.type === "ticks" ? record.through : record.tick;
}

describe("a watched match", () => {
  it.each([5, 20, 47])(
    "no record of a tick younger than a delay of %d s ever leaves, whatever happens to the room",
    async (delayS) => {
      const seed = Math.floor(Math.random() * 2 ** 31);
      const random = createRandom(seed);
      const room = await WatchedRoom.open({ delayS, roundTicks: 900 + 3 * nextBelow(random, 300) });
      const ages: number[] = [];
      const streams: Watched[] = [];
      const tell = (record: StreamRecord) => ages.push(room.nowMs - room.madeAtMs[newestIn(record)]);
      await room.pass(delayS + 1 + nextBelow(random, 10));
      for (let i = 0; i < 30; i++) {
        // It plays, stands still, is late and makes up for it, and is watched by ever more who come and go.
        room.plays = nextBelow(random, 5) > 0;
        if (nextBelow(random, 3) === 0) room.stall = ROOM_LIMITS.backlogMs / 50;
        if (nextBelow(random, 2) === 0) streams.push(await room.watch(`10.0.0.${i}`, tell));
        if (streams.length > 0 && nextBelow(random, 4) === 0) streams[nextBelow(random, streams.length)].leave();
        await room.pass(1 + nextBelow(random, 8));
        expect(Math.min(...ages.splice(0)), `seed ${seed}, step ${i}`).toBeGreaterThanOrEqual(delayS * 1_000);
      }
      expect(streams.length, `seed ${seed}`).toBeGreaterThan(3);
      for (const watched of streams)
        if (!watched.ended && watched.reached > watched.header.tick + 120) expectTrue(watched, room);
      expect(room.errors).toEqual([]);
    },
  );

  it("keeps up: a tick is sent within a second of being old enough", async () => {
    const room = await WatchedRoom.open();
    await room.pass(30);
    const watched = await room.watch();
    let latest = 0;
    await room.pass(60, () => {
      latest = Math.max(latest, room.tick - 20.6 * TICK_HZ - watched.reached);
    });
    expect(latest).toBeLessThanOrEqual(TICK_HZ / 2);
    expectTrue(watched, room);
  });

  it("begins at once with the newest start that is old enough, also just after a round's end", async () => {
    const room = await WatchedRoom.open({ roundTicks: 1_800 });
    await room.pass(33);
    const watched = await room.watch();
    expect(watched.header.tick).toBeLessThanOrEqual(13 * TICK_HZ);
    expect(watched.reached).toBeGreaterThanOrEqual(12 * TICK_HZ);
    await room.pass(40);
    expectTrue(watched, room);
    expect(watched.reached).toBeGreaterThan(50 * TICK_HZ);
  });

  it("continues from round to round, while their segments become replays", async () => {
    const room = await WatchedRoom.open({ delayS: 5, roundTicks: 600 });
    await room.pass(8);
    const watched = await room.watch();
    await room.pass(60);
    expect(watched.ended).toBe(false);
    expect(watched.reached).toBeGreaterThan(60 * TICK_HZ);
    expectTrue(watched, room);
  });

  it("is read and packed once: all get the same bytes, and late viewers start later", async () => {
    const room = await WatchedRoom.open();
    await room.pass(30);
    const [first, second] = [await room.watch("10.0.0.1"), await room.watch("10.0.0.2")];
    await room.pass(12);
    const third = await room.watch("10.0.0.3");
    await room.pass(5);
    expect(second.parts).toEqual(first.parts);
    for (const [i, part] of first.parts.slice(-10).entries()) expect(third.parts.slice(-10)[i]).toBe(part);
    expect(third.header.tick).toBeGreaterThan(first.header.tick);
    expectTrue(third, room);
    expect(room.spectators.rooms).toBe(1);
  });

  it("contains no seats, sessions or consumer cursors", async () => {
    const room = await WatchedRoom.open({ delayS: 5, roundTicks: 900 });
    const secret = "sEsSi0nId";
    const told: Watched[] = [];
    for (let i = 0; i < 8; i++) {
      room.room.journal.room(new TextEncoder().encode(JSON.stringify({ taken: [{ sessionId: secret }] })));
      room.room.journal.delivered({ consumer: secret, tick: room.tick, index: 0 });
      await room.pass(3);
      if (i > 2) told.push(await room.watch(`10.0.0.${i}`));
    }
    const all = told.flatMap(({ parts }) => parts).map((part) => Buffer.from(part).toString("latin1"));
    expect(all.join("").length).toBeGreaterThan(10_000);
    expect(all.join("")).not.toContain(secret);
    expect(new Set(told.flatMap(({ records }) => records.map(({ type }) => type)))).toEqual(
      new Set(["header", "snapshot", "ticks", "hash"]),
    );
  });

  it("ends when the room does, after its last seconds were shown", async () => {
    const room = await WatchedRoom.open();
    await room.pass(30);
    const watched = await room.watch();
    room.plays = false;
    await room.room.journal.close(true);
    await room.store.archiveRounds(ROOM);
    await room.pass(19);
    expect(watched.ended).toBe(false);
    await room.pass(3);
    expect(watched.ended).toBe(true);
    expect(watched.records.at(-1)).toMatchObject({ type: "end", tick: room.tick, reason: "closed" });
    expectTrue(watched, room);
  });

  it("ends after the last record when the room was quarantined, and is not read again", async () => {
    const room = await WatchedRoom.open({ delayS: 5, roundTicks: 600 });
    await room.pass(25);
    const watched = await room.watch();
    room.plays = false;
    await room.room.journal.close(false);
    await room.store.quarantine(ROOM, "it failed");
    let reads = 0;
    const { readReplay } = room.store;
    room.store.readReplay = (id) => {
      reads++;
      return readReplay.call(room.store, id);
    };
    await room.pass(15);
    expect([watched.ended, watched.records.at(-1)?.type === "end"]).toEqual([true, false]);
    expect(watched.reached).toBeGreaterThan(room.tick - 30);
    expect(reads).toBeLessThan(10);
    expectTrue(watched, room);
  });

  it("ends without an end where the journal has a gap, and can be watched again behind it", async () => {
    const room = await WatchedRoom.open({ delayS: 5 });
    await room.pass(10);
    const watched = await room.watch();
    const { create } = room.files;
    room.files.create = () => {
      throw Object.assign(new Error("full"), { code: "ENOSPC" });
    };
    await room.pass(7);
    room.files.create = create;
    await room.pass(12);
    expect(watched.ended).toBe(true);
    expect(watched.records.at(-1)?.type).not.toBe("end");
    const again = await room.watch("10.0.0.2");
    expect(again.header.tick).toBeGreaterThan(watched.reached);
    await room.pass(5);
    expectTrue(again, room);
  });

  it("is not read any more soon after the last viewer left", async () => {
    const room = await WatchedRoom.open();
    await room.pass(30);
    const watched = await room.watch();
    await room.pass(2);
    watched.leave();
    await room.pass(5);
    expect([room.spectators.watching, room.spectators.rooms]).toEqual([0, 1]);
    await room.pass(10);
    expect([room.spectators.rooms, room.spectators.bytes]).toEqual([0, 0]);
  });
});

describe("viewers who are refused get a reason", () => {
  it("when the match is unknown, cannot be recorded, or spectating is off", async () => {
    const room = await WatchedRoom.open();
    await room.pass(30);
    expect(reason(await room.spectators.watch("nothing", senderAt("x")).catch((error) => error))).toBe("noSuchMatch");
    room.kept = false;
    expect(reason(await room.watch().catch((error) => error))).toBe("notKept");
    const off = await WatchedRoom.open({ changes: { watchers: { process: 0 } } });
    await off.pass(30);
    expect(reason(await off.watch().catch((error) => error))).toBe("off");
    expect([room.counts.refused, off.counts.refused]).toEqual([["noSuchMatch", "notKept"], ["off"]]);
  });

  it("when it has just begun, with the time to wait", async () => {
    const room = await WatchedRoom.open();
    await room.pass(8);
    const error = await room.watch().catch((refused) => refused);
    expect([reason(error), (error as SpectateRefused).retryInS]).toEqual(["tooYoung", 13]);
    await room.pass(13);
    const watched = await room.watch();
    await room.pass(3);
    expectTrue(watched, room);
  });

  it("D8: when the match, the server or their address has its maximum of viewers", async () => {
    const room = await WatchedRoom.open({
      limits: { watchersPerRoom: 5 },
      changes: { watchers: { address: 2, process: 6 } },
    });
    await room.pass(30);
    for (let i = 0; i < 2; i++) await room.watch("10.0.0.1");
    expect(reason(await room.watch("10.0.0.1").catch((error) => error))).toBe("addressFull");
    for (let i = 2; i < 5; i++) await room.watch(`10.0.0.${i}`);
    expect(reason(await room.watch("10.0.0.9").catch((error) => error))).toBe("matchFull");
    const full = await WatchedRoom.open({ changes: { watchers: { process: 3 } } });
    await full.pass(30);
    const watching = await Promise.all([1, 2, 3].map((i) => full.watch(`10.0.0.${i}`)));
    expect(reason(await full.watch("10.0.0.9").catch((error) => error))).toBe("full");
    // Whoever leaves makes room.
    watching[0].leave();
    await full.watch("10.0.0.9");
    expect([room.counts.refused, full.counts.refused]).toEqual([["addressFull", "matchFull"], ["full"]]);
  });

  it("D8: when they ask too often", async () => {
    const room = await WatchedRoom.open({ changes: { watches: { address: { perSecond: 1, burst: 3 } } } });
    await room.pass(30);
    for (let i = 0; i < 3; i++) (await room.watch()).leave();
    expect(reason(await room.watch().catch((error) => error))).toBe("tooOften");
    await room.pass(1);
    await room.watch();
    expect(room.counts.refused).toEqual(["tooOften"]);
  });

  it("D8: when the match takes too much memory; its viewers are then disconnected", async () => {
    const room = await WatchedRoom.open({ limits: { roomBytes: 180_000 } });
    await room.pass(30);
    const watched = await room.watch();
    // Commands as long as can be.
    for (let i = 0; i < 200 && !watched.ended; i++) {
      const shout = { type: "join" as const, seat: 0, text: "x".repeat(3_000) };
      room.room.journal.append(room.tick + 1, [shout], tug.codecs.command);
      tug.step(room.room.world, [shout], () => {});
      await room.room.play(2);
      await room.pass(1);
    }
    expect([watched.ended, room.counts.dropped, room.spectators.bytes]).toEqual([true, 1, 0]);
  });
});

describe("a slow viewer", () => {
  it("D8: is disconnected alone when too much is queued, and may return", async () => {
    const room = await WatchedRoom.open({ limits: { unsentBytes: 20_000 } });
    await room.pass(30);
    const slow = (await room.spectators.watch(ROOM, senderAt("10.0.0.1"))).stream;
    const quick = await room.watch("10.0.0.2");
    for (let i = 0; i < 100 && room.counts.cut === 0; i++) await room.pass(5);
    expect([room.counts.cut, room.spectators.watching, quick.ended]).toEqual([1, 1, false]);
    // What waited is not kept for it; its stream just ends.
    const reader = slow.getReader();
    let bytes = 0;
    for (let read = await reader.read(); !read.done; read = await reader.read()) bytes += read.value.length;
    expect(bytes).toBeLessThan(20_000);
    await room.watch("10.0.0.1");
    expectTrue(quick, room);
  });
});

describe("a match that has secrets", () => {
  it("shows nothing of them: viewers see it up to then, and nobody can start", async () => {
    const room = await WatchedRoom.open({ delayS: 3 });
    await room.pass(10);
    const watched = await room.watch();
    await room.pass(2);
    const secretFrom = room.tick;
    room.secret = true;
    await room.pass(10);
    expect([watched.ended, watched.reached < secretFrom]).toEqual([true, true]);
    expect(reason(await room.watch("10.0.0.2").catch((error) => error))).toBe("noSuchMatch");
    room.secret = false;
    await room.watch("10.0.0.2");
  });
});

it("ends when its game fails, and the server goes on", async () => {
  const room = await WatchedRoom.open();
  await room.pass(30);
  const watched = await room.watch();
  room.fault = new Error("secret: no such field");
  await room.pass(1);
  expect([watched.ended, room.spectators.rooms, room.errors]).toEqual([true, 0, [room.fault]]);
});

describe("the list of matches", () => {
  it("has those that are recorded, most people first, and how many watch", async () => {
    const room = await WatchedRoom.open();
    await room.pass(30);
    await room.watch();
    const row = { game: "tug", round: 2, tickHz: 60, kept: true, secret: false };
    room.listed.push(
      { room: "b", people: 1, ...row },
      { room: ROOM, people: 7, ...row },
      { room: "a", people: 1, ...row },
    );
    room.listed.push({ ...row, room: "off", people: 9, kept: false });
    room.listed.push({ ...row, room: "cards", people: 9, secret: true });
    const { delayS, matches } = await room.spectators.list();
    expect(delayS).toBe(20);
    expect(matches).toEqual([
      { room: ROOM, game: "tug", round: 2, people: 7, watching: 1 },
      { room: "a", game: "tug", round: 2, people: 1, watching: 0 },
      { room: "b", game: "tug", round: 2, people: 1, watching: 0 },
    ]);
  });
});
