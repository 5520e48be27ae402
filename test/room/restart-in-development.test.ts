import { join } from "node:path";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { ProjectCopy } from "../harness/project-copy.ts";
import { type ServerProcess, startServerProcess } from "../harness/server-process.ts";

const WAIT = { timeout: 20_000, interval: 20 };

let copy: ProjectCopy;
let server: ServerProcess;

beforeAll(async () => {
  copy = new ProjectCopy("steps");
  server = await startServerProcess({}, [join(copy.root, "server", "dev", "main.ts")]);
}, 60_000);
afterAll(async () => {
  await server?.stop();
  copy?.remove();
});

const countOf = (text: RegExp) => server.output().match(new RegExp(text, "g"))?.length ?? 0;
const started = (times: number) => vi.waitFor(() => expect(countOf(/Orrery is at/)).toBe(times), WAIT);
const takesUp = async (from: string, to: string) => {
  const played = countOf(/rules are played/);
  copy.editGame("rules.ts", from, to);
  await vi.waitFor(() => expect(countOf(/rules are played/)).toBe(played + 1), WAIT);
};

it("starts anew at a change outside the games' folders, after a fault, too, and takes up changes of games without", {
  timeout: 60_000,
}, async () => {
  await started(1);
  await takesUp("STEP = 1", "STEP = 2");
  copy.edit("server/tuning.ts", /^/, "// Changed.\n");
  await started(2);
  expect(server.output()).toMatch(/server\/tuning\.ts has changed: the server starts anew/);
  await takesUp("STEP = 2", "STEP = 3");

  copy.edit("server/start.ts", /^/, "export = ;\n");
  await vi.waitFor(() => expect(server.output()).toMatch(/the server has ended with 1/), WAIT);
  copy.edit("server/start.ts", "export = ;\n", "");
  await started(3);
  await takesUp("STEP = 3", "STEP = 4");
  expect(countOf(/starts anew\n/)).toBe(3);
});

it("ends when what supervises it was killed", { timeout: 30_000 }, async () => {
  const isUp = () =>
    fetch(`${url}/healthz`).then(
      () => true,
      () => false,
    );
  const url = server
    .output()
    .match(/Orrery is at (\S+)/g)
    ?.at(-1)
    ?.replace("Orrery is at ", "");
  expect(await isUp()).toBe(true);
  await server.kill();
  await vi.waitFor(async () => expect(await isUp()).toBe(false), WAIT);
});
