import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type CutProxy, cutProxy } from "../harness/cut-proxy.ts";
import { python } from "../harness/python.ts";
import { type ServerProcess, startServerProcess } from "../harness/server-process.ts";
import { ROOT } from "../harness/sources.ts";

const MESSAGES = 10_000;
const PER_S = 2_500;
const examples = join(ROOT, "examples");

let data = "";
let server: ServerProcess;
let proxy: CutProxy | null = null;

const start = (env: Record<string, string> = {}) =>
  startServerProcess({ DATA_DIR: data, LOG_LEVEL: "error", ...env }, [
    join(ROOT, "test", "harness", "feed-server.ts"),
    `${MESSAGES}`,
    `${PER_S}`,
  ]);

beforeEach(async () => {
  data = mkdtempSync(join(tmpdir(), "orrery-feed-"));
  server = await start();
  proxy = await cutProxy(server.port);
});
afterEach(async () => {
  proxy?.close();
  await server.stop();
  rmSync(data, { recursive: true, force: true });
});

/** Reads everything; `at` is called once for each number, when the reader has come so far. */
async function readAll(url: string, at: ReadonlyMap<number, () => unknown>): Promise<unknown> {
  const read = python([join(ROOT, "test", "harness", "read_feed.py"), examples, url, "rounds", `${MESSAGES}`]);
  const due = new Map(at);
  let last = "";
  for await (const line of read.lines) {
    last = line;
    for (const [number, act] of due)
      if (Number(line) >= number) {
        due.delete(number);
        await act();
      }
  }
  expect([await read.exited, read.errors()]).toEqual([0, ""]);
  expect(due.size).toBe(0);
  return JSON.parse(last);
}

describe.runIf(python.found)("the feed's example in Python", () => {
  it("reads 10,000 messages across three cut connections with no gap and no repeat", async () => {
    const cuts: number[] = [];
    const cut = () => cuts.push((proxy as CutProxy).cut());
    const summary = await readAll(
      (proxy as CutProxy).url,
      new Map([
        [1_500, cut],
        [4_000, cut],
        [7_500, cut],
      ]),
    );
    expect(cuts).toEqual([1, 1, 1]);
    expect(summary).toMatchObject({ seen: MESSAGES, faults: [], connections: 4 });
  }, 60_000);

  it("and across a server that is killed and started again", async () => {
    const { port } = server;
    const again = async () => {
      await server.kill();
      server = await start({ PORT: `${port}` });
    };
    const summary = await readAll(`http://127.0.0.1:${port}`, new Map([[5_000, again]]));
    expect(summary).toMatchObject({ seen: MESSAGES, faults: [], connections: 2 });
  }, 60_000);
});
