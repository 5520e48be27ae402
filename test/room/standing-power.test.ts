import { beforeEach, describe, expect, it } from "vitest";
import type { FileSystem } from "../../server/journal/files/file-system.ts";
import { RECORDING_INTERVALS } from "../../server/runtime/recording-intervals.ts";
import { CLOSE } from "../../shared/wire/codes.ts";
import { unsafeDisk } from "../harness/power-loss.ts";
import { type TugState, tug } from "../harness/tiny-game.ts";
import { red, turns } from "./outbox-lab.ts";
import { StandingLab } from "./standing-lab.ts";

const lab = new StandingLab();
const SNAPSHOT_TICKS = RECORDING_INTERVALS.snapshotEveryS * tug.tickHz;

beforeEach(() => {
  lab.deposits = 0;
  lab.durability = "disk";
});

async function client() {
  const { roomId } = await lab.room();
  const room = lab.bench.find(roomId);
  if (room === null) throw new Error("no till");
  return room.join(red);
}

describe("a room whose commits wait for the disk", () => {
  it("shows, answers and delivers nothing until the commit is synced; no other room waits", async () => {
    const disk = unsafeDisk();
    await lab.start(disk.files, 1);
    const other = await lab.bench.open({ ...lab.definition, name: "other", singleton: false, durability: "process" });
    const [here, elsewhere] = [await client(), await other.join(red)];
    await lab.pass(6);
    const { tick } = here.seen as TugState;
    disk.hold();
    let answered = false;
    void lab.deposit(5).then(() => {
      answered = true;
    });
    await lab.pass(30);
    expect([(here.seen as TugState).tick, answered, lab.notes.lines]).toEqual([tick, false, []]);
    expect((elsewhere.seen as TugState).tick).toBe(36);
    disk.release();
    await lab.pass(30);
    expect((here.seen as TugState).tick).toBeGreaterThan(tick + 30);
    expect([answered, lab.notes.lines.length]).toEqual([true, 1]);
    void other.room.disconnect();
    await turns();
  });

  it("halts when a sync fails, and goes on from what is durable", async () => {
    const disk = unsafeDisk();
    await lab.start(disk.files, 1);
    const here = await client();
    await Promise.all([lab.deposit(5), lab.pass(6)]);
    disk.failSyncs("EIO");
    const refused = lab.deposit(6);
    await Promise.all([expect(refused).rejects.toThrow("the room ended before"), lab.pass(6)]);
    expect(await here.gone).toEqual(CLOSE.halted);
    await lab.until(async () => (await lab.find()) === null, "it is closed");
    await lab.retry();
    expect(await lab.find()).toBeNull();
    disk.failSyncs(null);
    await lab.retry();
    expect((await lab.world()).coins).toBeGreaterThanOrEqual(5);
  });

  it("loses nothing that anybody was sent when the power fails, at any write or sync", async () => {
    const moments: { readonly left: FileSystem; readonly answered: number; readonly noted: number }[] = [];
    let answered = 0;
    let watching = false;
    const disk = unsafeDisk(() => {
      if (watching) moments.push({ left: disk.afterPowerLoss(), answered, noted: lab.notes.lines.length });
    });
    await lab.start(disk.files, 1);
    await client();
    await lab.pass(SNAPSHOT_TICKS - 24);
    watching = true;
    for (let i = 0; i < 24; i++) {
      void lab.deposit(1).then(() => answered++);
      await lab.pass(2);
    }
    watching = false;
    expect(moments.length).toBeGreaterThan(20);
    expect(answered).toBeGreaterThan(16);
    for (const [i, moment] of moments.entries()) {
      await lab.start(moment.left, 1);
      const { coins = 0 } = await lab.world();
      expect(coins, `moment ${i}: answered`).toBeGreaterThanOrEqual(moment.answered);
      expect(coins, `moment ${i}: noted`).toBeGreaterThanOrEqual(moment.noted);
      expect(lab.folders[1]).toEqual([]);
    }
  });
});
