/**
 * The load process. usage: main.ts JSON of {@link LoadOrder}. Prints one JSON line when everyone is in, and one for each
 * line "count" it reads; ends at "stop".
 */
import { createInterface } from "node:readline";
import { Crowd } from "./crowd.ts";
import { type DialectName, openDialect } from "./dialects.ts";

export interface LoadOrder {
  readonly dialect: DialectName;
  /** Without a slash at the end. */
  readonly url: string;
  readonly players: number;
  readonly first: number;
  readonly playersPerRoom: number;
  readonly rampPerS: number;
  readonly inputHz: number;
}

const order = JSON.parse(process.argv[2]) as LoadOrder;
const { hostname, port } = new URL(order.url);
const dialect = await openDialect(order.dialect, order.url, order.playersPerRoom);
const crowd = new Crowd(dialect, { ...order, host: hostname, port: Number(port) });
const say = (value: unknown) => process.stdout.write(`${JSON.stringify(value)}\n`);
try {
  await crowd.join();
  say(crowd.counts());
} catch (error) {
  say({ error: error instanceof Error ? error.message : String(error), counts: crowd.counts() });
  process.exit(1);
}
for await (const line of createInterface({ input: process.stdin })) {
  if (line === "count") say(crowd.counts());
  if (line === "stop") break;
}
crowd.close();
await Bun.sleep(100);
process.exit(0);
