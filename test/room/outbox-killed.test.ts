import { describe, expect, it } from "vitest";
import { forwardingConsumer } from "../../server/colyseus/forwarding-consumer.ts";
import type { FileSystem } from "../../server/journal/files/file-system.ts";
import { memoryFileSystem } from "../../server/journal/files/memory-file-system.ts";
import { RECORDING_INTERVALS } from "../../server/runtime/recording-intervals.ts";
import { roomType } from "../../server/runtime/room-type.ts";
import { Playback } from "../../shared/journal/index.ts";
import { type EchoCommand, echo, echoRoom } from "../harness/echo-game.ts";
import { filesAfterKill, withWriteHook } from "../harness/killed-files.ts";
import type { BenchRoom } from "../harness/rooms.ts";
import { type TugEvent, tug } from "../harness/tiny-game.ts";
import { DATA, OutboxLab, red } from "./outbox-lab.ts";

const lab = new OutboxLab();

const snapshotTicks = RECORDING_INTERVALS.snapshotEveryS * tug.tickHz;

describe("killed at every single write, two rooms and a consumer", () => {
  const forward = (to: () => string) =>
    forwardingConsumer<TugEvent, EchoCommand>({
      name: "echo",
      event: tug.codecs.event,
      route: (_, of) => ({ roomId: to(), command: { type: "echo", of } }),
    });
  const listeners = (to: () => string) => lab.tugs({ consumers: [lab.notes, forward(to)] });
  /** Keeps what it takes later than its sender keeps how far it came. */
  const echoes = { ...echoRoom("echo", 4), patchEveryTicks: 5 };

  /** What each room's journal says, and what the two that listen have of it, agree. */
  async function expectOnce(tugOf: BenchRoom, echoOf: BenchRoom, least: number): Promise<void> {
    const shouts = await lab.shoutsOf(tugOf);
    expect(shouts.length).toBeGreaterThanOrEqual(least);
    const heard = async () => {
      const timeline = await lab.timelineOf(echoOf);
      return new Playback(echo, timeline, timeline.lastTick).world.heard;
    };
    await lab.until(async () => (await heard()).length >= shouts.length, "every shout is heard");
    await lab.until(() => lab.notes.lines.length >= shouts.length, "every shout is noted");
    expect(await heard()).toEqual(shouts);
    expect(lab.notes.lines).toEqual(shouts);
  }

  it("agree on what happened: a command that was journaled is not taken again, one that was not is", async () => {
    const left: FileSystem[] = [];
    const disk = memoryFileSystem();
    let watching = false;
    lab.start(
      withWriteHook(disk, () => {
        if (watching) left.push(filesAfterKill(disk, [DATA]));
      }),
    );
    let to = "";
    const shouting = await lab.open(listeners(() => to));
    const hearing = await lab.bench.open(echoes);
    lab.rooms.push(hearing);
    to = hearing.room.roomId;
    const [client, keeper] = [await shouting.join(red), await hearing.join(red)];
    await lab.shout(client, snapshotTicks - 30);
    watching = true;
    await lab.shout(client, 60);
    watching = false;
    await expectOnce(shouting, hearing, 100);
    expect(keeper.closed).toBeNull();
    expect(left.length).toBeGreaterThan(50);
    const ids = [shouting.room.roomId, hearing.room.roomId];
    for (const room of lab.rooms.splice(0)) await lab.close(room);

    let repeats = 0;
    for (const [write, one] of left.entries()) {
      lab.start(one);
      const definition = listeners(() => ids[1]);
      lab.bench.define(definition);
      lab.bench.define(echoes);
      await lab.bench.recover([roomType(definition), roomType(echoes)]);
      const found = ids.map((id) => lab.bench.find(id));
      const where = `killed at write ${write}: ${lab.bench.logged.join("; ")} ${lab.bench.reports.join("; ")}`;
      if (found[0] === null || found[1] === null) throw new Error(where);
      lab.rooms.push(found[0], found[1]);
      await lab.shout(await found[0].join(red), 9);
      lab.pass(3);
      await expectOnce(found[0], found[1], 100);
      expect(lab.bench.metrics.eventsLost, where).toBe(0);
      repeats += lab.notes.repeats;
      for (const room of lab.rooms.splice(0)) await lab.close(room);
    }
    expect(repeats).toBeGreaterThan(0);
  }, 60_000);
});
