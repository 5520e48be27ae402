import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client } from "@colyseus/sdk";
import { expect, it } from "vitest";
import { readConfig } from "../../../server/config.ts";
import { declaredSettings } from "../../../server/games.ts";
import { startServer } from "../../../server/start.ts";
import { ARENA_FINGERPRINT } from "../../../shared/games/arena/wire/fingerprint.ts";
import { GAMES } from "../../../shared/games.ts";
import { ROOM_REFUSAL } from "../../../shared/wire/codes.ts";
import { FINGERPRINT_PARAMETER } from "../../../shared/wire/fingerprint.ts";

it("what the README says of ARENA_PLAYERS is so", async () => {
  const DATA_DIR = await mkdtemp(join(tmpdir(), "orrery-settings-"));
  const env = { PORT: "0", HOST: "127.0.0.1", LOG_LEVEL: "silent", DATA_DIR };
  const server = await startServer(readConfig({ ...env, ARENA_PLAYERS: "1" }, await declaredSettings(GAMES)));
  try {
    const client = new Client(`${server.url}?${FINGERPRINT_PARAMETER}=${ARENA_FINGERPRINT}`);
    const room = await client.joinOrCreate("arena", { name: "Ada" });
    room.onMessage("*", () => {});
    await expect(client.joinById(room.roomId, { name: "Bob" })).rejects.toMatchObject({ code: ROOM_REFUSAL.roomFull });
    await room.leave();
  } finally {
    await server.stop();
    await rm(DATA_DIR, { recursive: true });
  }
});
