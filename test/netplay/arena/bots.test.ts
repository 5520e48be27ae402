import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Fleet } from "../../../client/bots/fleet.ts";
import { createReport } from "../../../client/bots/report.ts";
import { ArenaBot } from "../../../client/games/arena/bots/bot.ts";
import arenaBots from "../../../client/games/arena/pilots.ts";
import { Connection, JoinError, memoryTokenStore } from "../../../client/net/index.ts";
import { type RunningServer, startServer } from "../../../server/start.ts";
import { ARENA_FINGERPRINT } from "../../../shared/games/arena/wire/fingerprint.ts";
import type { ArenaState } from "../../../shared/games/arena/wire/state.ts";

/** Frames until something holds; fails after ten seconds. */
async function until(holds: () => boolean, what: string, bots: readonly ArenaBot[] = []): Promise<void> {
  const endMs = performance.now() + 10_000;
  while (!holds()) {
    if (performance.now() > endMs) throw new Error(`waited in vain until ${what}`);
    for (const bot of bots) bot.frame(performance.now());
    await new Promise((resolve) => setTimeout(resolve, 15));
  }
}

describe("bots against a real server", () => {
  let server: RunningServer;
  let dataDir: string;
  const settings = (name: string) => ({
    url: server.url,
    room: "arena",
    name,
    pilot: "fighter" as const,
    seed: 1,
    verify: true,
  });
  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), "orrery-data-"));
    server = await startServer({ port: 0, host: "127.0.0.1", logLevel: "silent", dataDir });
  });
  afterAll(async () => {
    await server.stop();
    await rm(dataDir, { recursive: true });
  });

  it("ten join and play, and none decodes anything but what was sent", async () => {
    const options = {
      url: server.url,
      count: 10,
      seconds: 3,
      room: "arena",
      pilot: null,
      rampPerS: 100,
      loadToken: null,
      json: false,
    };
    const fleet = new Fleet(options, arenaBots, "it");
    try {
      await fleet.join();
      await until(() => fleet.bots.every((bot) => bot.checks >= 2), "everyone's state was checked twice");
      const report = createReport(fleet, 10, 3, performance.now());
      expect(report).toMatchObject({ requested: 10, joined: 10, failed: 0, desyncs: 0, disconnects: 0 });
      expect(report.patchHz).toBeGreaterThan(5);
    } finally {
      fleet.stop();
    }
  });

  it("a cut socket comes back to the same ship by itself", async () => {
    const bot = new ArenaBot(settings("cut"));
    await bot.join();
    await until(() => bot.model.ownHelm !== null, "it flies", [bot]);
    const seat = bot.model.view().own.seat;
    const id = bot.model.view().ownShip?.id;
    bot.connection.dropSocket();
    expect(bot.connection.status).toBe("reconnecting");
    await until(() => bot.connection.status === "live", "it is back", [bot]);
    await until(() => bot.model.ownHelm !== null, "it flies again", [bot]);
    const frame = bot.model.view();
    expect([frame.own.seat, frame.ownShip?.id]).toEqual([seat, id]);
    expect([bot.connection.disconnects, bot.connection.reconnects]).toEqual([1, 1]);
    bot.leave();
  });

  it("a reloaded page returns to its seat by the token it kept; a token of nowhere gives a new seat", async () => {
    const tokens = memoryTokenStore();
    const open = async (name: string) => {
      const connection = new Connection<ArenaState>({
        url: server.url,
        room: "arena",
        join: { name },
        tokens,
        wire: ARENA_FINGERPRINT,
      });
      let seat = -1;
      const nothing = () => {};
      connection.listen({
        welcome: (welcome) => {
          seat = welcome.seat;
        },
        patch: nothing,
        events: nothing,
        pong: nothing,
        refusal: nothing,
        check: nothing,
        status: nothing,
      });
      await connection.open();
      await until(() => seat >= 0, "it is welcome");
      return { connection, seat };
    };
    const first = await open("reload");
    // As a page that goes away: nobody says goodbye, and nobody listens any more.
    first.connection.abandon();
    const second = await open("reload");
    expect(second.seat).toBe(first.seat);
    second.connection.leave("done");
    tokens.save("nowhere:nothing");
    const third = await open("someone else");
    expect(third.connection.status).toBe("live");
    third.connection.leave("done");
  });

  it("a refused join says why", async () => {
    const bot = new ArenaBot(settings("\u0000"));
    await expect(bot.join()).rejects.toThrow(JoinError);
    expect(bot.connection.status).toBe("closed");
    expect(bot.connection.reason).toContain("ame");
  });
});
