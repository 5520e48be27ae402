import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CONTROL } from "../../../shared/games/arena/controls.ts";
import { ArenaLab, type LabClient } from "../../harness/arena/lab.ts";
import { type LinkProfile, MIDDLING, PERFECT } from "../../harness/link.ts";
import { RoomBench } from "../../harness/rooms.ts";

const ALONE = { seats: 8, pirates: 0, traders: 0 };
const TICK_MS = 1000 / 60;
const CALM: LinkProfile = { delayMs: 50, jitterMs: 0 };
const ROUGH: LinkProfile = { delayMs: 50, jitterMs: 120 };

function fidget({ model }: LabClient, nowMs: number): void {
  model.control(Math.floor(nowMs / 50) % 2 ? CONTROL.left : 0, 0);
}

/** What is due at the server, as its clock says: its loop makes tick n at n · 16.7 ms. */
function serverTick(nowMs: number): number {
  return nowMs / TICK_MS;
}

describe("time", () => {
  beforeAll(() => RoomBench.start());
  afterAll(() => RoomBench.stop());

  for (const seed of [1, 2, 3]) {
    it(`the server's tick is known to within 15 ms, a second after the join (seed ${seed})`, async () => {
      const lab = await ArenaLab.open(ALONE);
      const client = await lab.join(MIDDLING, seed);
      client.steer = fidget;
      lab.run(1000);
      for (let i = 0; i < 60; i++) {
        lab.run(100);
        const errorMs = (client.model.session.clock.serverTick(lab.nowMs) - serverTick(lab.nowMs)) * TICK_MS;
        expect(Math.abs(errorMs), `seed ${seed}`).toBeLessThan(15);
      }
    });
  }

  it("the present never runs backward, and does not swing", async () => {
    const lab = await ArenaLab.open(ALONE);
    const client = await lab.join(MIDDLING, 4);
    client.steer = fidget;
    lab.run(1500);
    let last = 0;
    const leads: number[] = [];
    client.seen = ({ tick }, nowMs) => {
      expect(tick).toBeGreaterThan(last);
      last = tick;
      leads.push(tick - serverTick(nowMs));
    };
    lab.run(8000);
    let turns = 0;
    for (let i = 2; i < leads.length; i++) {
      const [a, b] = [leads[i - 1] - leads[i - 2], leads[i] - leads[i - 1]];
      if (Math.abs(b) > 0.03 && a * b < 0) turns++;
    }
    expect(turns, "changes of direction").toBeLessThan(6);
    expect(Math.max(...leads) - Math.min(...leads)).toBeLessThan(4);
  });

  it("the lead grows when the link turns rough, and shrinks when it is calm again", async () => {
    const lab = await ArenaLab.open(ALONE);
    const client = await lab.join(CALM, 5);
    client.steer = fidget;
    lab.run(6000);
    const lead = () => client.model.session.clock.lead;
    const calm = lead();
    const late = () => client.model.session.late;
    client.link.up.profile = ROUGH;
    lab.run(5000);
    const rough = lead();
    expect(rough).toBeGreaterThan(calm + 3);
    const lateBefore = late();
    lab.run(3000);
    expect(late() - lateBefore, "late commands once it has grown").toBeLessThan(12);
    client.link.up.profile = CALM;
    lab.run(3000);
    expect(lead()).toBeGreaterThan(calm + 1);
    lab.run(25_000);
    expect(lead()).toBeLessThan(calm + 2);
  });

  it("asks for the time every second while nothing changes, and twice as often after a stall", async () => {
    const lab = await ArenaLab.open(ALONE);
    const client = await lab.join(CALM, 6);
    client.steer = fidget;
    const { rtts } = client.model.session;
    lab.run(30_000);
    const asked = (ms: number) => {
      const before = rtts.total;
      lab.run(ms);
      return rtts.total - before;
    };
    expect(asked(10_000)).toBeLessThanOrEqual(11);
    client.link.up.stall(500);
    lab.run(1_500);
    expect(asked(4_000)).toBeGreaterThanOrEqual(7);
  });

  it("a stall of 700 ms leaves no standing queue", async () => {
    const lab = await ArenaLab.open(ALONE);
    const client = await lab.join(CALM, 6);
    client.steer = fidget;
    lab.run(5000);
    const before = client.model.session.clock.lead;
    client.link.up.stall(700);
    client.link.down.stall(700);
    lab.run(900);
    expect(client.link.up.flying + client.link.down.flying).toBeLessThan(12);
    lab.run(2100);
    expect(client.model.session.clock.lead).toBeLessThan(before + 6);
    lab.run(15_000);
    expect(client.model.session.clock.lead).toBeLessThan(before + 2);
    expect(client.frame?.net.correctionPx).toBeLessThan(0.01);
  });

  it("a hidden tab comes back at once, without making the ticks it slept through", async () => {
    const lab = await ArenaLab.open(ALONE);
    const client = await lab.join(MIDDLING, 7);
    client.steer = fidget;
    lab.run(3000);
    const sent = client.model.session.commands;
    client.hidden = true;
    lab.run(20_000);
    client.hidden = false;
    lab.run(40);
    expect((client.frame?.tick ?? 0) - serverTick(lab.nowMs)).toBeGreaterThan(2);
    expect(client.model.session.commands - sent).toBeLessThan(5);
    lab.run(2000);
    expect(client.frame?.net.correctionPx).toBeLessThan(0.01);
  });

  it("a held key costs a message now and then, not one a tick", async () => {
    const lab = await ArenaLab.open(ALONE);
    const client = await lab.join(PERFECT, 8);
    client.steer = ({ model }) => model.control(CONTROL.thrust, 0);
    lab.run(2000);
    const before = client.model.session.commands;
    lab.run(5000);
    expect(client.model.session.commands - before).toBeLessThan(12);
    expect(client.model.session.commands - before).toBeGreaterThan(7);
  });
});
