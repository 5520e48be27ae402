import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { matchMaker, Server } from "@colyseus/core";
import { WebSocketTransport } from "@colyseus/ws-transport";
import { defineRoom, LobbyRoom, RelayRoom } from "colyseus";
import type { Config } from "../../server/config.ts";
import { startServer } from "../../server/start.ts";
import type { Tuning } from "../../server/tuning.ts";
import { DoorRoom, OldDoorRoom, OnLeaveRoom, PartyRoom, RunRoom, StrictRoom } from "./documented-rooms.ts";
import { PluggedRoom, PropertyDoorRoom, QuietRoom, WorksRoom } from "./documented-services.ts";

export interface RoomServer {
  readonly url: string;
  readonly port: number;
  /** "": it has none. */
  readonly dataDir: string;
  stop(): Promise<void>;
}

/** As `defineServer({ rooms })` takes them. */
export const documentedRooms = () => ({
  party: defineRoom(PartyRoom).filterBy(["mode"]),
  strict: defineRoom(StrictRoom),
  "on-leave": defineRoom(OnLeaveRoom),
  door: defineRoom(DoorRoom),
  "old-door": defineRoom(OldDoorRoom),
  run: defineRoom(RunRoom),
  works: defineRoom(WorksRoom, { wares: "tools" }).filterBy(["region"]).sortBy({ clients: -1 }).enableRealtimeListing(),
  quiet: defineRoom(QuietRoom),
  plugged: defineRoom(PluggedRoom),
  "property-door": defineRoom(PropertyDoorRoom),
  relay: defineRoom(RelayRoom, { maxClients: 3, allowReconnectionTime: 5 }),
  rooms: defineRoom(LobbyRoom),
});

/** This server, with its own games beside the rooms. */
export async function runOrrery(changes: Partial<Config> = {}, rooms: Tuning["rooms"] = {}): Promise<RoomServer> {
  const dataDir = await mkdtemp(join(tmpdir(), "orrery-rooms-"));
  const settings = { port: 0, host: "127.0.0.1", dataDir, logLevel: "silent", ...changes } as const;
  const server = await startServer(settings, {}, { rooms: { ...documentedRooms(), ...rooms } });
  return {
    url: server.url,
    port: server.port,
    dataDir,
    async stop() {
      await server.stop();
      await rm(dataDir, { recursive: true });
    },
  };
}

/** Colyseus' own transport, as installed. */
export async function runColyseus(): Promise<RoomServer> {
  const transport = new WebSocketTransport({ maxPayload: 8_192 });
  const server = new Server({ transport, greet: false, gracefullyShutdown: false });
  for (const [name, handler] of Object.entries(documentedRooms())) {
    handler.name = name;
    matchMaker.addRoomType(handler);
  }
  await server.listen(0, "127.0.0.1");
  const address = transport.server?.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return { url: `http://127.0.0.1:${port}`, port, dataDir: "", stop: () => server.gracefullyShutdown(false) };
}
