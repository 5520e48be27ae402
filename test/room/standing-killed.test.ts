import { beforeEach, describe, expect, it } from "vitest";
import type { FileSystem } from "../../server/journal/files/file-system.ts";
import { memoryFileSystem } from "../../server/journal/files/memory-file-system.ts";
import { RECORDING_INTERVALS } from "../../server/runtime/recording-intervals.ts";
import { createRandom, nextBelow } from "../../shared/math/random.ts";
import { filesAfterKill, withWriteHook } from "../harness/killed-files.ts";
import { UNLUCKY_COINS } from "../harness/till-game.ts";
import { tug } from "../harness/tiny-game.ts";
import { DATA, red } from "./outbox-lab.ts";
import { StandingLab, type Version } from "./standing-lab.ts";

const lab = new StandingLab();
const SEED = Number(process.env.SEED ?? 20_261);
/** Deposits of a coin each. */
const SENT = 30;
/** One of so many writes is tried. */
const STRIDE = 2;
const SNAPSHOT_TICKS = RECORDING_INTERVALS.snapshotEveryS * tug.tickHz;

beforeEach(() => {
  lab.deposits = 0;
});

interface Killed {
  readonly files: FileSystem;
  /** Coins of the deposits that were acknowledged by then. */
  readonly acknowledged: number;
}

/** Deposits of a coin each, now and then, over a snapshot; what was left at each write. */
async function tradeKilled(): Promise<{ readonly killed: readonly Killed[]; readonly roomId: string }> {
  const killed: Killed[] = [];
  const disk = memoryFileSystem();
  let watching = false;
  let acknowledged = 0;
  const note = () => void (watching && killed.push({ files: filesAfterKill(disk, [DATA]), acknowledged }));
  await lab.start(withWriteHook(disk, note), 1);
  // Somebody is there, so it does not sleep.
  await lab.bench.find((await lab.room()).roomId)?.join(red);
  await lab.pass(SNAPSHOT_TICKS - 30);
  watching = true;
  for (let i = 0; i < SENT; i++) {
    void lab.deposit(1).then(
      () => acknowledged++,
      () => {},
    );
    await lab.pass(2);
  }
  // A command that throws: the writes that halt the room are among those at which it is killed.
  void lab.deposit(UNLUCKY_COINS, 1_000).catch(() => {});
  await lab.pass(6);
  watching = false;
  return { killed, roomId: lab.folders[0][0] };
}

describe("a standing room killed at any write, then started as a new version that is killed, too", () => {
  it(`has every coin once, and every event was delivered once, seed ${SEED}`, async () => {
    const random = createRandom(SEED);
    const { killed, roomId } = await tradeKilled();
    expect(killed.length).toBeGreaterThan(30);
    for (const [write, { files, acknowledged }] of killed.entries()) {
      // Other seeds try the others.
      if (write % STRIDE !== SEED % STRIDE) continue;
      const version: Version = nextBelow(random, 2) === 0 ? 2 : 3;
      // The new version is killed at one of its first writes.
      const at = nextBelow(random, 12);
      const where = `seed ${SEED}: killed at write ${write}, then version ${version} at write ${at}`;
      let left = filesAfterKill(files, [DATA]);
      let writes = 0;
      const disk = filesAfterKill(files, [DATA]);
      const hooked = withWriteHook(disk, () => {
        if (writes++ === at) left = filesAfterKill(disk, [DATA]);
      });
      await lab.start(hooked, version);
      await lab.pass(6);
      await lab.start(left, version);
      const room = await lab.find();
      expect([room?.roomId, lab.bench.logged.filter((text) => text.includes("halted"))], where).toEqual([roomId, []]);
      const { cents = 0 } = await lab.world();
      expect(cents, where).toBeGreaterThanOrEqual(100 * acknowledged);
      // Senders repeat all that was not acknowledged, in order.
      const deposits = [...Array(SENT).keys()].map((number) => lab.deposit(1, number + 1));
      deposits.push(lab.deposit(UNLUCKY_COINS, 1_000));
      await Promise.all([...deposits, lab.pass(6)]);
      expect((await lab.world()).cents, where).toBe(100 * (SENT + UNLUCKY_COINS));
      await lab.until(() => lab.notes.lines.length >= SENT + 1, `all is noted, ${where}`);
      expect(new Set(lab.notes.lines).size, where).toBe(SENT + 1);
      expect([lab.folders[1], lab.bench.metrics.eventsLost], where).toEqual([[], 0]);
    }
  }, 60_000);
});
