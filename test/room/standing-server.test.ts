import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { findSingleton } from "../../server/colyseus/matchmaking.ts";
import { asAnyRoomDefinition } from "../../server/runtime/room-definition.ts";
import { type RunningServer, startServer } from "../../server/start.ts";
import { ROOM_REFUSAL } from "../../shared/wire/codes.ts";
import { FINGERPRINT_PARAMETER } from "../../shared/wire/fingerprint.ts";
import { type TillCommand, tillRoom, UNLUCKY_COINS } from "../harness/till-game.ts";
import { TUG_WIRE } from "../harness/tiny-game.ts";

let dataDir: string;
let server: RunningServer | null = null;
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "orrery-standing-"));
});
afterEach(async () => {
  await server?.stop();
  server = null;
  await rm(dataDir, { recursive: true });
});

async function start(): Promise<RunningServer> {
  await server?.stop();
  const game = { define: () => asAnyRoomDefinition(tillRoom(1)) };
  const settings = { port: 0, host: "127.0.0.1", logLevel: "silent", dataDir } as const;
  server = await startServer(settings, {}, { table: {}, loadGames: async () => [{ name: "till", folder: "", game }] });
  return server;
}

const text = async ({ url }: RunningServer, path: string) => (await fetch(`${url}${path}`)).text();
const joinTill = ({ url }: RunningServer) =>
  fetch(`${url}/matchmake/joinOrCreate/till?${FINGERPRINT_PARAMETER}=${TUG_WIRE}`, {
    method: "POST",
    body: JSON.stringify({ team: "red" }),
  });

it("a server whose standing room is halted says so everywhere, and takes players for the rest; so does the next start", async () => {
  const first = await start();
  expect(await text(first, "/metrics")).toContain('orrery_standing_rooms_halted{room="till"} 0');
  const room = (await findSingleton("till")) as unknown as { putFrom(command: TillCommand): Promise<void> };
  await room.putFrom({ type: "deposit", of: { room: "bank", tick: 1, index: 0 }, coins: 5 });
  const unlucky = room.putFrom({ type: "deposit", of: { room: "bank", tick: 2, index: 0 }, coins: UNLUCKY_COINS });
  await expect(unlucky).rejects.toThrow("the room ended before");
  const rooms = await readdir(join(dataDir, "journal"));
  for (const running of [first, null]) {
    const now = running ?? (await start());
    expect(await text(now, "/metrics")).toContain('orrery_standing_rooms_halted{room="till"} 1');
    const ready = await fetch(`${now.url}/readyz`);
    expect([ready.status, await ready.text()]).toEqual([200, expect.stringMatching(/the till is halted: .*unlucky/)]);
    expect((await fetch(`${now.url}/healthz`)).status).toBe(200);
    const refused = await joinTill(now);
    expect([refused.status, await refused.json()]).toMatchObject([
      ROOM_REFUSAL.halted,
      {
        code: ROOM_REFUSAL.halted,
        error: expect.stringContaining("the till is halted until the server's operator acts"),
      },
    ]);
    expect(await readdir(join(dataDir, "journal"))).toEqual(rooms);
  }
});
