/**
 * Bytes of a room's patches to clients whose inputs are the same in each run. usage: room-bytes.ts FOLDER VIEWS PATCHES;
 * the folder is of any version.
 */
import { join } from "node:path";

const [folder, views, patches] = process.argv.slice(2);
const load = async (path: string): Promise<unknown> => await import(join(folder, "test", path));
const { RoomBench } = (await load("harness/rooms.ts")) as typeof import("../../harness/rooms.ts");
const { roomWork } = (await load("bench/kit/room-work.ts")) as typeof import("./room-work.ts");
/** In turn, each client steers as often as the hands of the benchmark do. */
const STEERS_PER_PATCH = 0.15;

await RoomBench.start();
const room = await roomWork(Number(views));
let bytes = 0;
for (let i = 0; i < Number(patches); i++) bytes += room.patch(Math.round(Number(views) * STEERS_PER_PATCH)).bytes;
console.log(JSON.stringify({ bytes }));
process.exit(0);
