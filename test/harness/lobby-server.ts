import { findSingleton } from "../../server/colyseus/matchmaking.ts";
import { readConfig } from "../../server/config.ts";
import { startServer } from "../../server/start.ts";
import type { Command } from "../../shared/games/lobby/index.ts";
import { fakeGate } from "./fake-gate.ts";

// The real server, which believes tokens, and tells its lobby of a match that goes on.
const server = await startServer(readConfig(process.env), {}, { gate: fakeGate });
process.once("SIGTERM", () => void server.stop().then(() => process.exit(0)));
process.on("unhandledRejection", (error) => console.error(error));

const lobby = (await findSingleton("lobby")) as unknown as { putFrom(command: Command): Promise<void> };
const match = { room: "m1", listed: true, round: 3, playing: true, endsInS: 600, people: 2, seats: 64 };
const score = { room: "m1", seat: 0, player: 1, name: "p1", credits: 250, kills: 2, deaths: 1, gone: false };
async function tell(): Promise<void> {
  const cause = { room: "m1", tick: Date.now(), index: 0 };
  await lobby.putFrom({ type: "pulse", cause, ...match });
  await lobby.putFrom({ type: "standing", cause: { ...cause, index: 1 }, ...score });
}
if (process.argv.includes("--match")) {
  await tell();
  setInterval(() => void tell().catch(() => {}), 1_000);
}
console.log(`Orrery is at ${server.url}`);
