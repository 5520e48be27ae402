import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { BUDGETS } from "../../server/budgets/index.ts";
import { LOAD_ENV, LOAD_HEADERS } from "../harness/load-token.ts";
import { type ServerProcess, startServerProcess } from "../harness/server-process.ts";

let dataDir: string;
let server: ServerProcess;

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "orrery-proxies-"));
  server = await startServerProcess({ PORT: "0", DATA_DIR: dataDir, TRUSTED_PROXIES: "1" });
});
afterAll(async () => {
  await server.stop();
  await rm(dataDir, { recursive: true });
});

/** As a proxy asks for a client that forges its part of the header. */
function ask(path: string, address: string, signal: AbortSignal): Promise<Response> {
  const headers = { Accept: "*/*", "X-Forwarded-For": `1.2.3.4, ${address}` };
  return fetch(server.url + path, { headers, signal });
}

// Of routes, and of what the transport answers itself, as matchmaking.
it.each([
  ["/beacons", BUDGETS.rates.beaconLists.address?.burst ?? 0],
  ["/feed?topics=kills", BUDGETS.holds.feedReaders.address ?? 0],
])("D8: a server behind a proxy counts those who are before it, each by itself: %s", async (path, most) => {
  const open = new AbortController();
  const statuses = async (times: number, address: (i: number) => string) => {
    const asked = Array.from({ length: times }, (_, i) => ask(path, address(i), open.signal));
    return new Set((await Promise.all(asked)).map(({ status }) => status));
  };
  expect([...(await statuses(2 * most, (i) => `2001:db8:${i.toString(16)}::1`))]).toEqual([200]);
  expect([...(await statuses(3 * most, () => "198.51.100.7"))].toSorted()).toEqual([200, 429]);
  open.abort();
});

describe("a server that no proxy is said to be before", () => {
  let open: ServerProcess;
  beforeAll(async () => {
    open = await startServerProcess({ LIMITS: "guests.address=0.001/1, rooms.address=7", ...LOAD_ENV });
  });
  afterAll(() => open.stop());
  const signal = AbortSignal.timeout(60_000);

  it("says once that X-Forwarded-For is ignored, and names the setting", async () => {
    for (let i = 0; i < 5; i++) await (await fetch(`${open.url}/healthz`, { signal })).text();
    expect(open.output()).not.toContain("X-Forwarded-For");
    for (let i = 0; i < 5; i++) {
      const headers = { "X-Forwarded-For": `198.51.100.${i}` };
      await (await fetch(`${open.url}/healthz`, { headers, signal })).text();
    }
    await expect.poll(() => open.output().match(/X-Forwarded-For.*TRUSTED_PROXIES=0/g)?.length).toBe(1);
  });

  it("D8: bounds senders as LIMITS says, but for those who show LOAD_TOKEN", async () => {
    const guest = async (headers: Record<string, string> = {}) =>
      (await fetch(`${open.url}/auth/guest`, { method: "POST", body: "{}", headers, signal })).status;
    expect([await guest(), await guest(), await guest({ "X-Load-Token": "x".repeat(40) })]).toEqual([200, 429, 429]);
    for (let i = 0; i < 3; i++) expect(await guest(LOAD_HEADERS)).toBe(200);
  });
});
