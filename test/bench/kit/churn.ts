/**
 * A room in which people come and go under virtual time. usage: churn.ts MINUTES. Prints how heap and resident memory grew
 * from a tenth of that time to its end.
 */
import { heapStats } from "bun:jsc";
import { arenaRoom } from "../../../server/games/arena/index.ts";
import { encodeClientCommand } from "../../../shared/games/arena/index.ts";
import { createRandom, nextBelow } from "../../../shared/math/random.ts";
import type { FakeClient } from "../../harness/fake-client.ts";
import { RoomBench } from "../../harness/rooms.ts";
import type { Churn } from "../memory.ts";

const PLAYERS = 16;
const HELD_S = 60;
const TICKS_PER_S = 60;
const KB = 1024;

const minutes = Number(process.argv[2]);
const random = createRandom(5);
await RoomBench.start();
const bench = new RoomBench(5);
const room = await bench.open(arenaRoom({ seats: PLAYERS }, HELD_S));
const clients: FakeClient[] = [];
let joins = 0;
const join = async () => clients.push(await room.join({ name: `c${joins++}` }, { deaf: true }));
for (let i = 0; i < PLAYERS; i++) await join();

const measure = () => {
  Bun.gc(true);
  return { heap: heapStats().heapSize, rss: process.memoryUsage.rss() };
};
let first = measure();
const seconds = minutes * 60;
for (let second = 1; second <= seconds; second++) {
  for (const client of clients)
    if (nextBelow(random, 2) === 0)
      client.command(0, encodeClientCommand({ type: "controls", bits: nextBelow(random, 64), aim: 0, seen: 0 }));
  bench.ticks(TICKS_PER_S);
  // Every second someone leaves and another comes, or a line breaks and its player returns.
  const [gone] = clients.splice(nextBelow(random, clients.length), 1);
  const returns = nextBelow(random, 2) === 0;
  if (returns) gone.drop();
  else gone.consentedLeave();
  // Core finishes a leave in a later turn of the loop.
  await new Promise(setImmediate);
  if (returns) clients.push(await room.reconnect(gone));
  else await join();
  if (second === Math.ceil(seconds / 10)) first = measure();
}
const last = measure();
const churn: Churn = { minutes, joins, heapKB: (last.heap - first.heap) / KB, rssKB: (last.rss - first.rss) / KB };
console.log(JSON.stringify(churn));
process.exit(0);
