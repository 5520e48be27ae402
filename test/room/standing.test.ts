import { matchMaker } from "@colyseus/core";
import { beforeEach, describe, expect, it } from "vitest";
import { FileJournalStore } from "../../server/journal/files/file-journal-store.ts";
import type { FileSystem } from "../../server/journal/files/file-system.ts";
import { memoryFileSystem } from "../../server/journal/files/memory-file-system.ts";
import { RECOVERY_LIMITS } from "../../server/runtime/recovery.ts";
import { CLOSE, ROOM_REFUSAL } from "../../shared/wire/codes.ts";
import { OUTBOX_LIMITS } from "../../shared/wire/limits.ts";
import { brittle } from "../contract/brittle-files.ts";
import { TILLS, UNLUCKY_COINS } from "../harness/till-game.ts";
import type { TugState } from "../harness/tiny-game.ts";
import { DATA, red } from "./outbox-lab.ts";
import { StandingLab } from "./standing-lab.ts";

const lab = new StandingLab();

beforeEach(async () => {
  lab.kept = [1, 2, 3];
  lab.deposits = 0;
  lab.mood = "well";
  lab.rules = {};
  await lab.start(memoryFileSystem(), 1);
});

/** Some deposits, all acknowledged, and a client that stays. */
async function trade(ticks = 40) {
  const { roomId } = await lab.room();
  const client = await lab.bench.find(roomId)!.join(red);
  for (let i = 0; i < 5; i++) void lab.deposit(i + 1);
  await lab.pass(ticks);
  return { roomId, client };
}

describe("a new version of a standing room", () => {
  it.each([
    ["2, from a journal that was cut off", 2, true],
    ["3, by two steps", 3, true],
    ["3, after an orderly end", 3, false],
  ] as const)("goes on as version %s: same id, tick, seats and units", async (_what, version, killed) => {
    const { roomId, client } = await trade();
    const { tick } = await lab.world();
    if (killed) await lab.kill(version);
    else {
      await lab.stop();
      await lab.start(lab.files, version);
    }
    const world = await lab.world();
    expect(world).toMatchObject({ cents: 1_500, seats: [1, 0, 0, 0] });
    expect(world.tick).toBeGreaterThanOrEqual(tick);
    expect(world).not.toHaveProperty("coins");
    const back = await lab.bench.find(roomId)!.reconnect(client);
    void lab.deposit(4);
    await lab.pass(6);
    expect(await lab.world()).toMatchObject({ cents: 1_900 });
    expect(back.closed).toBeNull();
    expect(lab.notes.lines).toHaveLength(6);
    expect(lab.notes.repeats).toBe(0);
    // And again, as its own version.
    await lab.kill();
    expect(await lab.world()).toMatchObject({ cents: 1_900 });
    expect(lab.folders).toEqual([[roomId], []]);
  });

  it("takes no external command twice that the version before had taken", async () => {
    await trade();
    void lab.deposit(7, 50);
    await lab.pass(6);
    await lab.kill(2);
    await Promise.all([lab.deposit(7, 50), lab.deposit(1, 51), lab.pass(6)]);
    expect(await lab.world()).toMatchObject({ cents: 1_500 + 700 + 100 });
  });

  it("brings consumers what they lacked, by the rules that emitted it, also after another kill", async () => {
    lab.notes.mood = lab.mood = "failing";
    await trade();
    await lab.kill(3);
    await lab.pass(6);
    expect(lab.notes.lines).toEqual([]);
    lab.mood = "well";
    await lab.kill();
    await lab.until(() => lab.notes.lines.length === 5, "all is noted");
    expect(lab.bench.metrics.eventsLost).toBe(0);
    expect(new Set(lab.notes.lines).size).toBe(5);
  });

  it("brings consumers what they lacked also if they were away for long, and then keeps no more than is needed", async () => {
    lab.notes.mood = lab.mood = "failing";
    const { roomId } = await trade();
    await lab.kill(2);
    await lab.bench.find(roomId)?.join(red);
    const segments = () =>
      lab.files.list(`${DATA}/journal/${roomId}`).filter(({ name }) => name.endsWith(".orj")).length;
    for (let ms = 0; ms < 2 * OUTBOX_LIMITS.behindMs; ms += 10_000) {
      lab.bench.ticks(600);
      await lab.pass(1);
    }
    expect([lab.notes.lines, segments() > 60]).toEqual([[], true]);
    lab.notes.mood = "well";
    for (let i = 0; i < 5; i++) {
      lab.bench.ticks(600);
      await lab.pass(3);
    }
    expect(lab.notes.lines).toHaveLength(5);
    expect([lab.bench.metrics.eventsLost, segments() < 5, lab.files.list(`${DATA}/replays`)]).toEqual([0, true, []]);
  });

  it("needs no earlier rules where the version before ended in order, with everything delivered", async () => {
    const { roomId } = await trade();
    await lab.stop();
    lab.kept = [];
    await lab.start(lab.files, 3);
    expect(await lab.world()).toMatchObject({ cents: 1_500 });
    expect((await lab.room()).roomId).toBe(roomId);
    expect(lab.notes.lines).toHaveLength(5);
  });

  it.each([
    ["there are ticks to replay", 2, [2, 3], /the rules of till version 1 are not kept/],
    ["it is older than the journal", 1, [1, 2, 3], /till version 3 is newer than this server's version 1/],
  ] as const)("halts where %s", async (_what, version, kept, reason) => {
    if (version === 1) await lab.kill(3);
    const { roomId } = await trade();
    lab.kept = [...kept];
    await lab.kill(version);
    expect(await lab.find()).toBeNull();
    expect(lab.bench.halts.get("till")?.reason).toMatch(reason);
    expect(lab.folders).toEqual([[roomId], []]);
    // The rules are there again, and so is the world.
    lab.kept = [1, 2, 3];
    await lab.kill(3);
    expect(await lab.world()).toMatchObject({ cents: 1_500 });
  });
});

describe("a standing room whose step throws", () => {
  it("is halted: clients get a close code, nobody makes an empty one, and the journal stays", async () => {
    const { roomId, client } = await trade();
    const lost = lab.deposit(UNLUCKY_COINS, 60);
    await Promise.all([expect(lost).rejects.toThrow("the room ended before"), lab.pass(6)]);
    expect(await client.gone).toEqual(CLOSE.halted);
    await lab.until(async () => (await lab.find()) === null, "it is closed");
    await expect(matchMaker.joinOrCreate("till", red)).rejects.toMatchObject({
      code: ROOM_REFUSAL.halted,
      message: expect.stringContaining("the till is halted"),
    });
    expect(lab.folders).toEqual([[roomId], []]);
    expect(lab.bench.logged.join()).toMatch(/the till is halted: unlucky.*stays in journal\/.*SET_ASIDE=/);
    expect(lab.bench.metrics).toMatchObject({ roomFailed: 1, roomQuarantined: 0 });
    await lab.retry();
    expect(await lab.find()).toBeNull();
  });

  it("stays halted under the same rules, and goes on under mended ones from the tick before", async () => {
    const { roomId } = await trade();
    const before = await lab.world();
    void lab.deposit(UNLUCKY_COINS, 60).catch(() => {});
    await lab.pass(6);
    for (let start = 0; start < RECOVERY_LIMITS.attempts + 1; start++) {
      await lab.kill();
      expect(lab.bench.halts.get("till")?.reason).toMatch(/the step to tick \d+ threw Error: unlucky/);
      expect(lab.folders).toEqual([[roomId], []]);
    }
    await lab.kill(2);
    const world = await lab.world();
    expect(world).toMatchObject({ cents: 1_500, seats: before.seats });
    expect(world.tick).toBeGreaterThanOrEqual(before.tick);
    // Its sender has no acknowledgement, and sends it again.
    await Promise.all([lab.deposit(UNLUCKY_COINS, 60), lab.pass(6)]);
    expect(await lab.world()).toMatchObject({ cents: 1_500 + 100 * UNLUCKY_COINS });
    await lab.kill();
    expect(await lab.world()).toMatchObject({ cents: 1_500 + 100 * UNLUCKY_COINS });
    await lab.until(() => lab.notes.lines.length === 6, "all is noted");
    expect(lab.notes.repeats).toBe(0);
  });
});

describe("a standing room that cannot be recovered", () => {
  const newest = (files: FileSystem, roomId: string) => {
    const folder = `${DATA}/journal/${roomId}`;
    const segments = files.list(folder).filter(({ name }) => name.endsWith(".orj"));
    return `${folder}/${segments.at(-1)?.name}`;
  };
  const flip = (at: (length: number) => number) => (bytes: Uint8Array) => {
    bytes[at(bytes.length)] ^= 4;
    return bytes;
  };

  it.each([
    ["a bit in the middle is flipped", flip((length) => length >> 1), /damaged/],
    [
      "its beginning is overwritten",
      (bytes: Uint8Array) => bytes.fill(0, 0, 40),
      /may be its cannot be read.*begins with other bytes/,
    ],
    ["the length of its first record is flipped", flip(() => 9), /may be its cannot be read.*damaged/],
  ])("is halted when %s; it goes on when the file is back", async (_what, change, reason) => {
    const { roomId } = await trade();
    const path = newest(lab.files, roomId);
    const whole = lab.files.read(path).slice();
    await lab.kill(1, (files) => files.replace(path, change(whole.slice())));
    expect([await lab.find(), lab.folders]).toEqual([null, [[roomId], []]]);
    expect(lab.bench.halts.get("till")?.reason).toMatch(reason);
    await lab.kill(1, (files) => files.replace(path, whole));
    expect(await lab.world()).toMatchObject({ coins: 15 });
  });

  it("is halted when it replays to another world", async () => {
    const { roomId } = await trade(70);
    lab.rules = { hash: () => "0".repeat(16) };
    await lab.kill();
    expect(lab.bench.halts.get("till")?.reason).toMatch(/the replayed world differs at tick 60/);
    expect([await lab.find(), lab.folders]).toEqual([null, [[roomId], []]]);
  });

  it("is halted when its recovery takes too long, tried no more after three times, and again when the operator says so", async () => {
    const { roomId } = await trade();
    const { step } = TILLS[1];
    const slow: typeof step = (...args) => {
      lab.bench.clock.stall(RECOVERY_LIMITS.replayMs / 10);
      step(...args);
    };
    lab.rules = { step: slow };
    for (let attempt = 1; attempt <= RECOVERY_LIMITS.attempts + 1; attempt++) {
      await lab.kill();
      const reason = attempt > RECOVERY_LIMITS.attempts ? /gave up after 3 attempts/ : /is only at tick/;
      expect(lab.bench.halts.get("till")).toMatchObject({ reason: expect.stringMatching(reason), retries: false });
      expect([await lab.find(), lab.folders]).toEqual([null, [[roomId], []]]);
    }
    lab.rules = {};
    await lab.kill(1, (files) => files.remove(`${DATA}/journal/${roomId}/attempts`));
    expect(await lab.world()).toMatchObject({ coins: 15 });
  });

  it("is halted when two journals hold it, until one is given up", async () => {
    const { roomId } = await trade();
    const store = new FileJournalStore(lab.files, DATA);
    for (const { name, bytes } of await store.read(roomId)) lab.files.replace(`${DATA}/journal/another/${name}`, bytes);
    await lab.kill();
    expect(lab.bench.halts.get("till")).toMatchObject({ rooms: ["another", roomId].sort(), retries: false });
    expect(lab.folders).toEqual([["another", roomId].sort(), []]);
    await lab.kill(1, undefined, ["another", "never-there"]);
    expect((await lab.room()).roomId).toBe(roomId);
    expect(lab.folders).toEqual([[roomId], ["another-1"]]);
  });

  it("is made anew once it is given up by its id, and the old world is kept aside", async () => {
    const { roomId } = await trade();
    void lab.deposit(UNLUCKY_COINS).catch(() => {});
    await lab.pass(6);
    await lab.kill(1, undefined, [roomId]);
    expect((await lab.room()).roomId).not.toBe(roomId);
    expect(lab.folders[1]).toEqual([`${roomId}-1`]);
    expect(await lab.world()).toMatchObject({ coins: 0 });
  });

  it("is made anew where the one before had not even begun", async () => {
    const { roomId } = await lab.room();
    await lab.kill(1, (files) => {
      const path = newest(files, roomId);
      files.replace(path, files.read(path).subarray(0, 20));
    });
    expect((await lab.room()).roomId).not.toBe(roomId);
  });

  it("is halted while the journals cannot be listed, and goes on when they can", async () => {
    const { roomId } = await trade();
    await lab.discard();
    let broken = true;
    const inner = lab.files;
    const list = (folder: string) => {
      if (broken) throw Object.assign(new Error("EIO"), { code: "EIO" });
      return inner.list(folder);
    };
    await lab.start({ ...inner, list });
    expect([await lab.find(), lab.bench.halts.get("till")?.retries]).toEqual([null, true]);
    broken = false;
    await lab.retry();
    expect((await lab.room()).roomId).toBe(roomId);
    expect(lab.bench.halts.entries()).toEqual([]);
  });
});

describe.each(["ENOSPC", "EROFS", "EIO"])("a standing room that must be journaled, on a disk that says %s", (code) => {
  it("halts before anyone is sent more than is durable, and goes on by itself", async () => {
    const disk = brittle(memoryFileSystem());
    await lab.start(disk.files);
    const { roomId, client } = await trade(42);
    disk.breakWith(code);
    const refused = lab.deposit(9, 70);
    await Promise.all([expect(refused).rejects.toThrow("the room ended before"), lab.pass(6)]);
    expect(await client.gone).toEqual(CLOSE.halted);
    expect((client.seen as TugState).tick).toBe(42);
    await lab.until(async () => (await lab.find()) === null, "it is closed");
    for (let i = 0; i < 3; i++) {
      await lab.retry();
      expect([await lab.find(), lab.folders]).toEqual([null, [[roomId], []]]);
    }
    await expect(matchMaker.joinOrCreate("till", red)).rejects.toMatchObject({ code: ROOM_REFUSAL.halted });
    disk.breakWith(null);
    await lab.retry();
    const world = await lab.world();
    expect(world).toMatchObject({ coins: 15 });
    expect(world.tick).toBeGreaterThanOrEqual(42);
    expect((await lab.room()).roomId).toBe(roomId);
    const back = await lab.bench.find(roomId)!.reconnect(client);
    await Promise.all([lab.deposit(9, 70), lab.pass(6)]);
    expect(await lab.world()).toMatchObject({ coins: 24 });
    expect(back.closed).toBeNull();
    expect(lab.notes.lines).toHaveLength(6);
    expect(lab.bench.halts.entries()).toEqual([]);
    expect(lab.bench.metrics.journalLost).toBe(lab.bench.metrics.journalHealed);
  });
});
