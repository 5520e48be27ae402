/**
 * The server with three rooms of vaults that send each other units. Prints a line of JSON about them now and then.
 *
 * usage: vaults-server.ts [--rest]: without sending anything new
 */
import { matchMaker } from "@colyseus/core";
import { Client } from "@colyseus/sdk";
import { readConfig } from "../../server/config.ts";
import { OPEN_GATE } from "../../server/runtime/admission.ts";
import { startServer } from "../../server/start.ts";
import { hasOpenTransfers } from "../../shared/transfers/index.ts";
import { FINGERPRINT_PARAMETER } from "../../shared/wire/fingerprint.ts";
import game, { pump } from "./games/vault/server.ts";
import type { VaultWorld } from "./vaults.ts";

const ROOMS = 3;
const REPORT_MS = 50;

/** What the server prints of a vault. */
export interface VaultReport {
  readonly units: readonly number[];
  readonly inEscrow: number;
  readonly isSettled: boolean;
  /** Transfers so far. */
  readonly sent: number;
}

const table = { vault: "test/harness/games/vault" };
const server = await startServer(readConfig(process.env), {}, { table, gate: OPEN_GATE });
process.on("unhandledRejection", (error) => console.error(error));

const client = new Client(`${server.url}?${FINGERPRINT_PARAMETER}=${game.define().wire}`);
const before = (await matchMaker.query({ name: "vault" })).map(({ roomId }) => roomId);
for (const roomId of before) await client.joinById(roomId);
while (before.length < ROOMS) before.push((await client.create("vault")).roomId);
if (!process.argv.includes("--rest")) pump.rooms = before;

function reportOf({ units, transfers }: VaultWorld): VaultReport {
  const { open, nextNumber } = transfers;
  return { units, inEscrow: open.length, isSettled: !hasOpenTransfers(transfers), sent: nextNumber - 1 };
}

type Inspected = { inspect<T>(read: (world: VaultWorld) => T): T };
setInterval(() => {
  const rooms = before.map((id) => matchMaker.getLocalRoomById(id) as unknown as Inspected | undefined);
  console.log(JSON.stringify(rooms.map((room) => room?.inspect(reportOf) ?? null)));
}, REPORT_MS);
console.log(`Orrery is at ${server.url}`);
