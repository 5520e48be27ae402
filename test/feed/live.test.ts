import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client } from "@colyseus/sdk";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { LOBBY_CHANNEL } from "../../shared/games/lobby/index.ts";
import { encodeLobbyCommand } from "../../shared/games/lobby/wire/client-command.ts";
import { LOBBY_FINGERPRINT } from "../../shared/games/lobby/wire/fingerprint.ts";
import { FINGERPRINT_PARAMETER } from "../../shared/wire/fingerprint.ts";
import { encodeCommand, TO_SERVER } from "../../shared/wire/messages.ts";
import { type FeedClient, readBySocket, servedSchema } from "../harness/feed-client.ts";
import { python } from "../harness/python.ts";
import { type ServerProcess, startServerProcess } from "../harness/server-process.ts";
import { ROOT } from "../harness/sources.ts";

const data = mkdtempSync(join(tmpdir(), "orrery-feed-"));
let server: ServerProcess;
let reader: FeedClient;

beforeAll(async () => {
  vi.spyOn(console, "info").mockImplementation(() => {});
  const entry = join(ROOT, "test", "harness", "feed-server.ts");
  server = await startServerProcess({ DATA_DIR: data, LOG_LEVEL: "error" }, [entry, "0", "1"]);
  reader = readBySocket(server.url, "?topics=scores,chat,kills,rounds,beacons", await servedSchema(server.url));
  for (let i = 0; i < 5; i++) await reader.next("subscribed");
});
afterAll(async () => {
  reader.close();
  await server.stop();
  rmSync(data, { recursive: true, force: true });
  vi.restoreAllMocks();
});

/** Runs an example to its end; its lines. */
async function run(command: readonly string[]): Promise<string[]> {
  const child = Bun.spawn([...command], { cwd: ROOT, stdout: "pipe", stderr: "pipe" });
  const [text, errors, code] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
    child.exited,
  ]);
  expect([code, errors]).toEqual([0, ""]);
  return text.trim().split("\n");
}

async function tokenOf(name: string): Promise<string> {
  const answer = await fetch(`${server.url}/beacons/token`, {
    method: "POST",
    headers: { Authorization: "Bearer moderator" },
    body: JSON.stringify({ name }),
  });
  return ((await answer.json()) as { token: string }).token;
}

describe("the feed of a running server", () => {
  it("tells what is said in the lobby", async () => {
    const guest = await fetch(`${server.url}/auth/guest`, { method: "POST", body: "{}" });
    const { token, player } = (await guest.json()) as { token: string; player: { id: number; name: string } };
    const client = new Client(`${server.url}?${FINGERPRINT_PARAMETER}=${LOBBY_FINGERPRINT}`);
    client.auth.token = token;
    const room = await client.join("lobby", {});
    room.onMessage("*", () => {});
    const text = "<b>hello</b>";
    const say = (command: Parameters<typeof encodeLobbyCommand>[0]) =>
      room.sendBytes(TO_SERVER.command, encodeCommand(0, encodeLobbyCommand(command)));
    say({ type: "open", channel: LOBBY_CHANNEL, after: -1, nonce: 1 });
    say({ type: "say", channel: LOBBY_CHANNEL, text, nonce: 2 });
    expect(await reader.next("line")).toMatchObject({ seq: 1, line: 1, player: player.id, name: player.name, text });
    await room.leave();
  });

  it("is read by the example in TypeScript", async () => {
    const lines = await run([
      process.execPath,
      "examples/feed.ts",
      ...["--url", server.url, "--topics", "rounds,chat", "--since", "chat:0", "--count", "1"],
    ]);
    expect(lines.map((line) => JSON.parse(line).type)).toEqual(["hello", "subscribed", "subscribed", "line"]);
  });

  it.runIf(python.found)("is read and written by those in Python", async () => {
    const token = await tokenOf("greenhouse");
    const written = await run([
      "python3",
      "examples/beacon.py",
      ...["--url", server.url, "--token", token, "--count", "1", "--label", "Greenhouse", "temperature=21.5"],
    ]);
    expect(written[0]).toMatch(/^{'temperature': 21.5}, until \d\d:\d\d:\d\d$/);
    expect(await reader.next("beacon")).toMatchObject({ label: "Greenhouse", values: { temperature: 21.5 } });
    const read = await run([
      "python3",
      "examples/feed.py",
      ...["--url", server.url, "--topics", "beacons,chat", "--since", "beacons:0,chat:0", "--count", "2"],
    ]);
    expect(read.slice(3).map((line) => JSON.parse(line).type)).toEqual(["line", "beacon"]);
  });
});
