import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type ServerProcess, startServerProcess } from "../harness/server-process.ts";
import { ROOT } from "../harness/sources.ts";

const LAG = join(ROOT, "test", "harness", "lag.ts");
let server: ServerProcess;
let link: ServerProcess;

beforeAll(async () => {
  server = await startServerProcess();
  link = await startServerProcess({}, [LAG, "--profile", "bad", "--port", "0", "--to", server.url]);
});
afterAll(async () => {
  await link?.stop();
  await server?.stop();
});

describe("npm run lag", () => {
  it("leads to the server, later", async () => {
    const through = `http://127.0.0.1:${link.port}/healthz`;
    expect(link.output()).toContain(`bad network: http://localhost:${link.port} leads to ${server.url}`);
    await fetch(through);
    const beganMs = performance.now();
    const answer = await fetch(through);
    expect([answer.status, await answer.text()]).toEqual([200, "ok\n"]);
    expect(performance.now() - beganMs).toBeGreaterThan(110);
  });

  it.each([
    [["--profile", "worse"], '--profile "worse": accepted is lan, good, typical, bad, uneven, awful'],
    [["--port", "70000"], '--port "70000": accepted is a whole number from 0 to 65535'],
    [["--to", "localhost"], '--to "localhost": accepted is an address that begins with http://'],
    [["--seed"], "--seed is given nothing"],
    [["--speed", "1"], "--speed is not known"],
  ])("refuses %j with what would do", async (argv, words) => {
    const refused = Bun.spawn([process.execPath, LAG, ...argv], { stderr: "pipe" });
    expect(await new Response(refused.stderr).text()).toContain(words);
    expect(await refused.exited).toBe(2);
  });

  it("says when its port is taken", async () => {
    const refused = Bun.spawn([process.execPath, LAG, "--port", `${server.port}`], { stderr: "pipe" });
    expect(await new Response(refused.stderr).text()).toMatch(/the port is taken by another program/);
    expect(await refused.exited).toBe(2);
  });
});
