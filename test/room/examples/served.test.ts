import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { Connection, type LinkHandlers, memoryTokenStore } from "../../../client/net/index.ts";
import bluff from "../../../examples/bluff/rules.ts";
import { type RunningServer, startServer } from "../../../server/start.ts";
import { GAMES } from "../../../shared/games.ts";
import { asAnyRules } from "../../../shared/kit/index.ts";
import { readState, wireOf } from "../../../shared/wire/kit/index.ts";
import type { RoundInfo } from "../../../shared/wire/rounds.ts";

const WAIT = { timeout: 15_000, interval: 100 };
const rules = asAnyRules(bluff);
const { getRandomValues } = crypto;
/** The words of each roll, as the server drew them. */
const drawn: number[][] = [];
const connections: Connection<never>[] = [];
let server: RunningServer;
let dataDir: string;

beforeAll(async () => {
  vi.spyOn(console, "info").mockImplementation(() => {});
  crypto.getRandomValues = <T extends ArrayBufferView>(out: T): T => {
    getRandomValues.call(crypto, out as never);
    if (out instanceof Uint32Array && out.length === 4) drawn.push([...out]);
    return out;
  };
  dataDir = await mkdtemp(join(tmpdir(), "orrery-served-"));
  const table = { lobby: GAMES.lobby, bluff: GAMES.bluff };
  const settings = { port: 0, host: "127.0.0.1", logLevel: "silent", dataDir, spectateDelayS: 5 } as const;
  server = await startServer(settings, {}, { table });
});
afterAll(async () => {
  Object.assign(crypto, { getRandomValues });
  for (const connection of connections) connection.leave("");
  await server.stop();
  await rm(dataDir, { recursive: true });
  vi.restoreAllMocks();
});

/** A player: what they were sent last, and how they act. */
async function enter(name: string) {
  let state: object | null = null;
  const ignore = () => {};
  const handlers: LinkHandlers<never> = {
    patch: (patched) => {
      state = patched;
    },
    ...{ welcome: ignore, events: ignore, pong: ignore, refusal: ignore, check: ignore, status: ignore },
  };
  const connection = new Connection<never>({
    ...{
      url: server.url,
      room: "bluff",
      wire: wireOf(rules),
      tokens: memoryTokenStore(),
      target: "any",
      join: { name },
    },
  });
  connection.listen(handlers);
  await connection.open();
  connections.push(connection);
  const send = (command: Parameters<typeof bluff.derived.clientCommandCodec.encode>[0]) =>
    connection.sendCommand(0, bluff.derived.clientCommandCodec.encode(command));
  return { connection, send, root: () => (state === null ? {} : readState(rules, state).root) };
}

/** Everything that anyone can ask for, as one text of hex digits. */
async function served(room: string, feed: () => string): Promise<string> {
  const rounds = (await (await fetch(`${server.url}/rounds`)).json()) as readonly RoundInfo[];
  const paths = ["/live", `/live/${room}`, "/rounds", "/metrics", "/healthz", "/feed/schema"];
  const answers = [...paths, ...rounds.map(({ id }) => `/rounds/${id}`)].map(async (path) =>
    Buffer.from(await (await fetch(server.url + path)).arrayBuffer()).toString("hex"),
  );
  return [...(await Promise.all(answers)), Buffer.from(feed()).toString("hex")].join("\n");
}

/** Roll's words as a journal and as a saved world have them. */
function formsOf(words: readonly number[]): string[] {
  const command = rules.machine.codecs.command.encode({ type: "entropy", words } as never).subarray(1);
  return [command, new Uint8Array(Uint32Array.from(words).buffer)].map((bytes) => Buffer.from(bytes).toString("hex"));
}

it("D12: serves the chance of a round to nobody while its dice are hidden, and the round before in full", async () => {
  let feed = "";
  const stop = new AbortController();
  const topics = "kills,chat,rounds,scores,positions";
  const stream = await fetch(`${server.url}/feed?topics=${topics}`, {
    headers: { accept: "text/event-stream" },
    signal: stop.signal,
  });
  const reading = stream.body?.pipeThrough(new TextDecoderStream()).pipeTo(
    new WritableStream({
      write(text) {
        feed += text;
      },
    }),
  );
  reading?.catch(() => {});
  const [ada, bob] = [await enter("Ada"), await enter("Bob")];
  const room = `${ada.connection.roomId}`;
  await vi.waitFor(() => expect(ada.root().phase).toBe("bidding"), WAIT);
  expect(drawn).toHaveLength(1);
  const hidden = await served(room, () => feed);
  for (const form of formsOf(drawn[0])) expect(hidden).not.toContain(form);
  expect((await fetch(`${server.url}/live/${room}`)).status).toBeGreaterThanOrEqual(400);

  for (const act of [{ type: "bid", count: 2, face: 3 }, { type: "call" }] as const) {
    const turn = ada.root().turn;
    [ada, bob][turn as number].send(act);
    await vi.waitFor(() => expect([ada.root().turn, ada.root().phase]).not.toEqual([turn, "bidding"]), WAIT);
  }
  expect(ada.root().phase).toBe("shown");
  await vi.waitFor(() => expect(ada.root().phase).toBe("bidding"), WAIT);
  expect(drawn).toHaveLength(2);
  await vi.waitFor(async () => expect(await (await fetch(`${server.url}/rounds`)).json()).toHaveLength(1), WAIT);
  const all = await served(room, () => feed);
  // The canary would be found: the round that is over has its own.
  expect(all).toContain(formsOf(drawn[0])[0]);
  for (const form of formsOf(drawn[1])) expect(all).not.toContain(form);
  stop.abort();
}, 60_000);
