import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { encodeClientCommand } from "../../../shared/games/arena/client-command.ts";
import { AIM_STEP, CONTROL } from "../../../shared/games/arena/controls.ts";
import { HULLS } from "../../../shared/games/arena/data/hulls.ts";
import { WEAPONS } from "../../../shared/games/arena/data/weapons.ts";
import { ONE, turnBetween } from "../../../shared/math/fixed.ts";
import { ROOM_LIMITS } from "../../../shared/wire/limits.ts";
import { type Count, quotient, total } from "../../bench/kit/ratio.ts";
import { type DuelSettings, playDuels } from "../../harness/arena/duel-lab.ts";
import { ArenaLab, type LabClient } from "../../harness/arena/lab.ts";
import { ALONE, EMPTY_SPACE } from "../../harness/arena/one-station.ts";
import { type DelayedDirection, PROFILES } from "../../harness/link.ts";
import { RoomBench } from "../../harness/rooms.ts";

const SEED = 5;
const [SPARROW] = HULLS;
const [PULSE] = WEAPONS;
const SECONDS = 20;
/** What of an honest one's figure a cheat may have more: one or two shots. */
const NOISE = 1.01;

interface Deeds {
  /** px */
  readonly distance: number;
  readonly shots: number;
  /** The most that it turned within one tick, 1/65536 turn. */
  readonly turn: number;
}

interface Cheat {
  readonly clockRate?: number;
  /** Called in each frame, after the honest hands, with the controls they hold. */
  readonly meddle?: (client: LabClient, bits: number, lab: ArenaLab) => void;
  readonly aim?: (nowMs: number) => number;
}

/** As far as one can fly, and as often as one can fire, honestly; the aim is never at rest, so that there is much to send. */
const FLIES = CONTROL.thrust | CONTROL.boost;
const FIRES = CONTROL.thrust | CONTROL.primary;
const restless = (nowMs: number): number => (Math.floor(nowMs / 120) % 2) * AIM_STEP;

/** What one seat did by the server's world, from the same place, holding the same. */
async function deedsOf(bits: number, { clockRate = 1, meddle, aim = restless }: Cheat = {}): Promise<Deeds> {
  const deeds = { distance: 0, shots: 0, turn: 0 };
  let counts = false;
  let heading = Number.NaN;
  const lab = await ArenaLab.open({ ...ALONE, seats: 1, map: EMPTY_SPACE }, SEED, ({ players, ships }) => {
    const slot = players.ship[0] - 1;
    if (slot < 0) return;
    const turned = Math.abs(turnBetween(heading, ships.heading[slot]));
    heading = ships.heading[slot];
    if (!counts) return;
    deeds.distance += Math.hypot(ships.vx[slot], ships.vy[slot]) / ONE;
    deeds.turn = Math.max(deeds.turn, turned);
    if (ships.primaryWait[slot] === PULSE.reloadTicks) deeds.shots++;
  });
  const client = await lab.join(PROFILES.good, SEED, 1000 / 60, 0, clockRate);
  client.steer = () => {
    client.model.control(bits | CONTROL.aim, aim(lab.nowMs));
    meddle?.(client, bits, lab);
  };
  await lab.play(4_000);
  counts = true;
  await lab.play(SECONDS * 1_000);
  await lab.close();
  return deeds;
}

const most = async (cheat?: Cheat): Promise<Deeds> => {
  const [flown, fired] = [await deedsOf(FLIES, cheat), await deedsOf(FIRES, cheat)];
  return { distance: flown.distance, shots: fired.shots, turn: Math.max(flown.turn, fired.turn) };
};

/** So many controls more in each frame, half of them with the weapon let go. */
const flood =
  (each: number): NonNullable<Cheat["meddle"]> =>
  ({ link }, bits, { world }) => {
    for (let i = 0; i < each; i++) {
      const held = i % 2 ? bits : bits & ~(CONTROL.primary | CONTROL.boost);
      const target = world.tick - 30 + Math.floor((i * 80) / each);
      link.sendCommand(target, encodeClientCommand({ type: "controls", bits: held, aim: 0, seen: 0 }));
    }
  };

describe("fair play: by the server's world, seed 5", () => {
  let honest: Deeds;
  beforeAll(async () => {
    await RoomBench.start();
    honest = await most();
  });
  afterAll(() => RoomBench.stop());

  async function expectNoGain(name: string, cheat: Cheat): Promise<void> {
    const { distance, shots, turn } = await most(cheat);
    console.log(
      `${name}: flew ${(distance / honest.distance).toFixed(3)} of the honest ${Math.round(honest.distance)} px, ` +
        `fired ${(shots / honest.shots).toFixed(3)} of the honest ${honest.shots} shots`,
    );
    expect(honest.distance).toBeGreaterThan(SECONDS * 300);
    expect(honest.shots).toBeGreaterThan(SECONDS * 3);
    expect(distance).toBeLessThanOrEqual(honest.distance * NOISE);
    expect(shots).toBeLessThanOrEqual(honest.shots * NOISE);
    expect(turn).toBeLessThanOrEqual(SPARROW.turnPerTick);
  }

  it.each([1.1, 1.5, 3])("a clock that runs %f times as fast flies no farther and fires no more", async (clockRate) => {
    await expectNoGain(`clock × ${clockRate}`, { clockRate });
  });

  it("a flood of as many controls as anyone may send, for ticks gone by and to come, neither", async () => {
    const each = Math.floor(ROOM_LIMITS.messagesPerSecond / 60) - 1;
    await expectNoGain(`flood of ${each * 60} a second`, { meddle: flood(each) });
  });

  it("who sends more is sent away", async () => {
    expect((await most({ meddle: flood(20) })).shots).toBeLessThan(honest.shots / 4);
  });

  it("messages that are sent again, neither", async () => {
    const tapped = new WeakSet<DelayedDirection>();
    let again = 0;
    const meddle: Cheat["meddle"] = ({ link: { up } }) => {
      if (tapped.has(up)) return;
      tapped.add(up);
      const send = up.send.bind(up);
      const sent: Uint8Array[] = [];
      up.send = (bytes) => {
        sent.push(bytes);
        for (const each of [bytes, bytes, sent[Math.max(0, sent.length - 10)]]) send(each);
        again += 2;
      };
    };
    await expectNoGain("replay", { meddle });
    expect(again).toBeGreaterThan(500);
  });

  it("controls kept back for half a second and sent all at once, neither", async () => {
    await expectNoGain("lag switch", { meddle: (client, _bits, { nowMs }) => lagSwitch(client, nowMs) });
  });

  it("aim that snaps to any side in every tick neither, nor does it turn faster than keys do", async () => {
    await expectNoGain("aim snaps", { aim: (nowMs) => (Math.floor(nowMs / 16) * 24_001) & 65_535 });
    const [byKeys, byAim] = [await ticksToFace(false), await ticksToFace(true)];
    console.log(`aim snaps: half a turn takes ${byAim} ticks, by keys ${byKeys}`);
    expect(byKeys).toBeGreaterThan(30);
    expect(byAim).toBeGreaterThanOrEqual(byKeys);
  });

  describe("and hits no more, nor is hit less", () => {
    const played = { profile: PROFILES.typical, seed: SEED, weapon: "bolts", duels: 16, seconds: 15 } as const;
    let fair: Count[];
    beforeAll(async () => {
      fair = await groupsOf();
    });
    const groupsOf = async (more: Partial<DuelSettings> = {}) =>
      (await playDuels({ ...played, ...more })).map(({ shots, hits }) => ({ tries: shots, hits }));

    it.each([
      ["whose clock runs 1.5 times as fast", { clockRate: 1.5 }],
      ["who keeps controls back", { meddle: lagSwitch }],
    ])("a marksman %s", async (name, cheat) => {
      const { value, low, high } = quotient(await groupsOf(cheat), fair);
      console.log(`a marksman ${name}: hits × ${value.toFixed(3)} (${low.toFixed(3)} to ${high.toFixed(3)})`);
      expect(total(fair).tries).toBeGreaterThan(1_000);
      expect(low, "seed 5").toBeLessThanOrEqual(1);
    });

    it("a target who keeps controls back: no less than one who honestly changes keys as seldom", async () => {
      const seldom = await groupsOf({ targetsEveryMs: 500 });
      const { value, low, high } = quotient(await groupsOf({ targetsHoldMs: 500 }), seldom);
      console.log(`a target's lag switch: hit × ${value.toFixed(3)} (${low.toFixed(3)} to ${high.toFixed(3)})`);
      expect(high, "seed 5").toBeGreaterThanOrEqual(1);
    });
  });
});

const switched = new WeakMap<LabClient, number>();

/** Holds what is sent for half a second, again and again. */
function lagSwitch(client: LabClient, nowMs: number): void {
  if (nowMs - (switched.get(client) ?? Number.NEGATIVE_INFINITY) < 500) return;
  switched.set(client, nowMs);
  client.link.up.stall(500);
}

/** Ticks from a key until a ship faces the other way, by the server's world. */
async function ticksToFace(byAim: boolean): Promise<number> {
  const headings: number[] = [];
  const lab = await ArenaLab.open({ ...ALONE, seats: 1, map: EMPTY_SPACE }, SEED, ({ players, ships }) => {
    const slot = players.ship[0] - 1;
    if (slot >= 0) headings.push(ships.heading[slot]);
  });
  const client = await lab.join(PROFILES.lan, SEED);
  lab.run(2_000);
  const from = headings.at(-1) as number;
  headings.length = 0;
  client.steer = ({ model }) =>
    byAim ? model.control(CONTROL.aim, (from + 32_768) & 65_535) : model.control(CONTROL.left, 0);
  lab.run(2_000);
  await lab.close();
  const first = headings.findIndex((heading) => heading !== from);
  const last = headings.findIndex((heading) => Math.abs(turnBetween(from, heading)) > 32_768 - SPARROW.turnPerTick);
  return last - first + 1;
}
