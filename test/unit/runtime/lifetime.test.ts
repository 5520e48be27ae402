import { beforeEach, describe, expect, it } from "vitest";
import { NotOwner } from "../../../server/journal/port.ts";
import { ExternalCommands } from "../../../server/runtime/external-commands.ts";
import { JournalHalt } from "../../../server/runtime/journal-halt.ts";
import { NO_METRICS } from "../../../server/runtime/metrics.ts";
import { NO_RECORDER, type RecordingEnd } from "../../../server/runtime/recorder.ts";
import { NO_NAMES } from "../../../server/runtime/room-definition.ts";
import { RoomLifecycle } from "../../../server/runtime/room-lifecycle.ts";
import { RoomSimulation } from "../../../server/runtime/room-simulation.ts";
import { Scheduler } from "../../../server/runtime/scheduler.ts";
import { SingletonHalts } from "../../../server/runtime/singleton-halts.ts";
import { CLOSE } from "../../../shared/wire/codes.ts";
import { type TugCommand, type TugConfig, type TugEvent, type TugWorld, tugRoom } from "../../harness/tiny-game.ts";
import { VirtualClock } from "../../harness/virtual-clock.ts";

const room = tugRoom("tug", 2);
const PATCH_MS = (room.patchEveryTicks * 1000) / room.machine.tickHz;

let clock: VirtualClock;
let world: TugWorld;
/** What was closed and counted, in order; `tick`: how far the world was. */
let told: { readonly what: string; readonly tick: number }[];
let endings: RecordingEnd[];
let errors: unknown[];
let halts: SingletonHalts;
let lifetime: RoomLifecycle<TugWorld, TugCommand, TugEvent, TugConfig, { team: string }>;

beforeEach(() => {
  clock = new VirtualClock();
  world = room.machine.create(1, room.config);
  told = [];
  endings = [];
  errors = [];
  halts = new SingletonHalts();
  const tell = (what: string) => () => void told.push({ what, tick: world.tick });
  const recorder = {
    ...NO_RECORDER,
    async close(ending: RecordingEnd) {
      tell("closed")();
      endings.push(ending);
    },
  };
  const audience = {
    ...{ hasClients: false, isSending: false, hasUndurableTransfers: false },
    ...{ patch() {}, sendMore() {}, scheduleDigests() {} },
    onFailure: (error: unknown) => void errors.push(error),
  };
  const metrics = {
    ...NO_METRICS,
    ...{ roomOpened: tell("opened"), roomClosed: tell("gone"), roomFailed: tell("failed") },
  };
  const scheduler = new Scheduler(clock, metrics);
  const sources = new ExternalCommands(null, NO_METRICS);
  const clockwork = new RoomSimulation(room, world, 2, 0, NO_RECORDER, audience, metrics, sources, NO_NAMES);
  lifetime = new RoomLifecycle(
    clockwork,
    { recorder, externalCommands: { end: tell("sources ended") } },
    { scheduler, metrics, halts },
    "r",
  );
});

const whats = () => told.map(({ what }) => what);
const join = (seat: number): TugCommand => ({ type: "join", seat });
/** Somebody is in, and some patches were made. */
function play(): void {
  lifetime.start();
  lifetime.queueCommand(join(0));
  clock.advance(10 * PATCH_MS);
  expect([world.seats, world.tick > 20]).toEqual([[1, 0], true]);
  told.length = 0;
}

describe("a room's life in a process", () => {
  it("begins with its first tick, and sleeps until a command arrives", () => {
    lifetime.queueCommand(join(0));
    clock.advance(1_000);
    expect([world.tick, whats(), lifetime.relativeLatenessMs]).toEqual([0, [], 0]);
    lifetime.start();
    clock.advance(1_000);
    expect(world.seats).toEqual([1, 0]);
    lifetime.queueCommand({ type: "leave", seat: 0 });
    clock.advance(1_000);
    const { tick } = world;
    clock.advance(1_000);
    expect([world.tick, world.seats]).toEqual([tick, [0, 0]]);
    lifetime.queueCommand(join(1));
    clock.advance(PATCH_MS);
    expect([world.tick > tick, world.seats, whats(), lifetime.isOver]).toEqual([true, [0, 1], ["opened"], false]);
  });

  it("ends when it is stopped: no ticks and no commands", () => {
    play();
    const { tick } = world;
    lifetime.stop();
    lifetime.queueCommand(join(1));
    lifetime.wake();
    clock.advance(1_000);
    expect([lifetime.isOver, world.tick, world.seats, whats()]).toEqual([true, tick, [1, 0], []]);
  });

  it("is suspended without commands that came after the stop", () => {
    play();
    const { tick } = world;
    lifetime.stop();
    lifetime.queueCommand(join(1));
    lifetime.suspend();
    expect([world.tick, world.seats]).toEqual([tick, [1, 0]]);
  });

  it("makes no last tick if it was stopped before", async () => {
    play();
    const { tick } = world;
    lifetime.queueCommand(join(1));
    lifetime.stop();
    await lifetime.end();
    expect([world.tick, world.seats, endings]).toEqual([tick, [1, 0], ["over"]]);
  });

  it("ends for good with the tick in which the last players left", async () => {
    play();
    const { tick } = world;
    lifetime.queueCommand({ type: "leave", seat: 0 });
    await lifetime.end();
    expect(world.seats).toEqual([0, 0]);
    // The ticks of one patch, of which some may have been made.
    expect(world.tick - tick).toBeGreaterThan(0);
    expect(world.tick - tick).toBeLessThanOrEqual(room.patchEveryTicks);
    expect(told).toEqual(["sources ended", "gone", "closed"].map((what) => ({ what, tick: world.tick })));
    expect([endings, lifetime.isOver]).toEqual([["over"], true]);
  });

  it("ends without a tick if nobody came or went", async () => {
    play();
    const { tick } = world;
    await lifetime.end();
    expect([world.tick, endings]).toEqual([tick, ["over"]]);
  });

  it("is not counted if it never began", async () => {
    lifetime.queueCommand(join(0));
    await lifetime.end();
    expect([world.tick, whats()]).toEqual([0, ["sources ended", "closed"]]);
  });

  it("is resumed by the next process when this one stops, with the last to join", async () => {
    play();
    lifetime.queueCommand(join(1));
    lifetime.suspend();
    expect([world.seats, endings, lifetime.isOver]).toEqual([[1, 1], ["suspended"], true]);
    const { tick } = world;
    expect(told).toEqual(["sources ended", "closed"].map((what) => ({ what, tick })));
    lifetime.queueCommand({ type: "leave", seat: 0 });
    clock.advance(1_000);
    // Clients are gone before the room is disposed of.
    await lifetime.end();
    expect([world.tick, world.seats, endings[0]]).toEqual([tick, [1, 1], "suspended"]);
  });

  it.each<[string, unknown, RecordingEnd, object]>([
    ["another process has it", new NotOwner("lost"), "suspended", CLOSE.restarting],
    ["its journal must be kept and cannot be", new JournalHalt("full"), "suspended", CLOSE.roomFault],
    ["nothing that is an error was thrown", "odd", { aside: "odd" }, CLOSE.roomFault],
  ])("is over when %s", (_, error, ending, row) => {
    play();
    expect(lifetime.fail(error)).toBe(row);
    expect([endings, lifetime.isOver, whats()]).toEqual([[ending], true, ["failed", "closed"]]);
  });

  it("ends when its step throws, and is quarantined with the place; a fault in the last tick is reported, too", async () => {
    play();
    lifetime.queueCommand({ type: "blowUp", seat: 0 });
    await lifetime.end();
    expect(errors).toMatchObject([{ message: "blown up" }]);
    expect(lifetime.fail(errors[0])).toBe(CLOSE.roomFault);
    expect(endings.at(-1)).toEqual({ aside: expect.stringMatching(/blown up.*tiny-game/s) });
  });
});
