import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { LinkHandlers } from "../../client/net/link.ts";
import { Session } from "../../client/net/session.ts";
import type { FakeClient } from "../harness/fake-client.ts";
import { LabLink } from "../harness/lab-link.ts";
import { MIDDLING } from "../harness/link.ts";
import { RoomBench } from "../harness/rooms.ts";
import { pull, TugState, tugRoom } from "../harness/tiny-game.ts";

describe("the client's netcode with a tiny game", () => {
  beforeAll(() => RoomBench.start());
  afterAll(() => RoomBench.stop());

  it("runs a tug of war: its commands arrive in time for the tick that they name", async () => {
    const bench = new RoomBench();
    const room = await bench.open(tugRoom("tug", 4));
    const anew = () => room.join({ team: "red" });
    const back = { to: (lost: FakeClient) => room.reconnect(lost), anew };
    const link = new LabLink<TugState>(bench.clock, await anew(), () => new TugState(), MIDDLING, 3, back);
    const session = new Session<TugState>(link);
    let state: TugState | null = null;
    const handlers: LinkHandlers<TugState> = {
      welcome: (welcome) => session.welcome(welcome, bench.clock.nowMs()),
      patch: (next) => {
        state = next;
        session.patch(next.tick, bench.clock.nowMs());
      },
      pong: (pong) => session.pong(pong, bench.clock.nowMs()),
      events: () => {},
      refusal: () => {},
      check: () => {},
      status: () => {},
    };
    link.listen(handlers);
    let made = 0;
    let lateBefore = 0;
    const seconds = 8;
    for (let frame = 0; frame < seconds * 60; frame++) {
      bench.clock.advance(1000 / 60);
      const nowMs = bench.clock.nowMs();
      session.update(nowMs);
      if (link.status !== "live") continue;
      const tick = Math.floor(session.clock.present(nowMs));
      if (tick > made && tick % 7 === 0) session.command(tick, pull(1));
      made = Math.max(made, tick);
      if (frame === 2 * 60) lateBefore = session.late;
    }
    expect((state as TugState | null)?.rope).toBeGreaterThan(40);
    expect(session.late - lateBefore, "seed 3").toBeLessThanOrEqual(2);
    expect(session.patchHz).toBeGreaterThan(18);
  });
});
