import { matchMaker } from "@colyseus/core";
import { Client, type Room } from "@colyseus/sdk";
import { afterAll, afterEach, beforeAll, describe, vi } from "vitest";
import type { PartyRoom, PartyState } from "./documented-rooms.ts";
import { type RoomServer, runColyseus, runOrrery } from "./documented-servers.ts";
import type { WorksOptions, WorksState } from "./documented-services.ts";
import { quietSdk } from "./server.ts";

const PLENTY = { perSecond: 100_000, burst: 100_000 };
/** The suites make many rooms. */
const UNLIMITED = { roomsMade: { address: PLENTY } };

/** What runs Colyseus rooms, and has to do it alike. */
export const SERVERS = [
  ["this server", () => runOrrery({ limits: UNLIMITED })],
  ["Colyseus on ws-transport", runColyseus],
] as const;

export type PartyClient = Room<unknown, PartyState>;
export type WorksClient = Room<unknown, WorksState>;

/** Defines the same tests for each of {@link SERVERS}. */
export function describeRooms(title: string, define: (lab: ColyseusLab) => void): void {
  describe.each(SERVERS)(`${title}: %s`, (_name, start) => {
    const lab = new ColyseusLab();
    beforeAll(async () => {
      quietSdk();
      lab.open(await start());
    });
    afterEach(() => lab.leaveAll());
    afterAll(() => lab.server.stop());
    define(lab);
  });
}

/** A server with the documented rooms, and clients of the stock SDK. */
export class ColyseusLab {
  server!: RoomServer;
  sdk!: Client;
  /** Rooms that are left when a test ends. */
  readonly joined: Room[] = [];

  open(server: RoomServer): void {
    this.server = server;
    this.sdk = new Client(server.url);
  }

  async leaveAll(): Promise<void> {
    await Promise.all(this.joined.splice(0).map((room) => (room.connection.isOpen ? room.leave() : undefined)));
  }

  /** Lets a room be left when the test ends, and lets it reconnect at once. */
  entered<T extends Room>(room: T): T {
    for (const type of ["welcome", "said", "turn", "auth", "any", "repeated", "bytesToAll", "textToOthers"])
      room.onMessage(type, () => {});
    Object.assign(room.reconnection, { minUptime: 0, minDelay: 0, maxDelay: 20, backoff: () => 0 });
    this.joined.push(room);
    return room;
  }

  async party(options: object = {}, method: "create" | "joinOrCreate" | "join" = "create"): Promise<PartyClient> {
    return this.entered((await this.sdk[method]("party", options)) as unknown as PartyClient);
  }

  async works(options: WorksOptions = {}): Promise<WorksClient> {
    return this.entered((await this.sdk.create("works", options)) as unknown as WorksClient);
  }

  async joinById(room: Pick<Room, "roomId">, options: object = {}): Promise<PartyClient> {
    return this.entered((await this.sdk.joinById(room.roomId, options)) as unknown as PartyClient);
  }
}

/** The server's side of a room. */
export function inside<T = PartyRoom>(room: Pick<Room, "roomId">): T {
  return matchMaker.getLocalRoomById(room.roomId) as unknown as T;
}

/** Ends the connection as if the network were gone. */
export function cut(room: Room): void {
  (room.connection.transport as unknown as { ws: { terminate(): void } }).ws.terminate();
}

export function back(room: Room): Promise<void> {
  return new Promise((resolve) => room.onReconnect(() => resolve()));
}

export function playersOf(room: PartyClient): string[] {
  return Object.keys(room.state.players?.toJSON() ?? {}).sort();
}

/** Waits as long as a busy machine may take. */
export function until<T>(check: () => T | Promise<T>): Promise<T> {
  return vi.waitFor(check, 20_000);
}
