import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client, type Room } from "@colyseus/sdk";
import { afterEach, beforeEach, expect, it } from "vitest";
import { findSingleton } from "../../../server/colyseus/matchmaking.ts";
import game from "../../../server/games/exchange/server.ts";
import { type RunningServer, startServer } from "../../../server/start.ts";
import {
  type Command,
  CREDITS,
  type Event,
  exchange,
  KIND,
  NAMED,
  SIDE,
} from "../../../shared/games/exchange/index.ts";
import {
  type ExchangeClientCommand,
  encodeExchangeCommand,
} from "../../../shared/games/exchange/wire/client-command.ts";
import { EXCHANGE_FINGERPRINT } from "../../../shared/games/exchange/wire/fingerprint.ts";
import { ExchangeState } from "../../../shared/games/exchange/wire/state.ts";
import { applyDefaults } from "../../../shared/wire/defaults.ts";
import { FINGERPRINT_PARAMETER } from "../../../shared/wire/fingerprint.ts";
import { decodeEvents, EventsReader, encodeCommand, TO_CLIENT, TO_SERVER } from "../../../shared/wire/messages.ts";
import { fakeGate, person, tokenOf } from "../../harness/fake-gate.ts";
import { bookOf, CONFIG, purse } from "./lab.ts";

let dataDir: string;
let server: RunningServer | null = null;
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "orrery-exchange-"));
});
afterEach(async () => {
  await server?.stop();
  server = null;
  await rm(dataDir, { recursive: true });
});

async function start(): Promise<RunningServer> {
  await server?.stop();
  const settings = { port: 0, host: "127.0.0.1", logLevel: "silent", dataDir } as const;
  const loadGames = async () => [{ name: "exchange", folder: "server/games/exchange", game }];
  server = await startServer(settings, {}, { table: {}, loadGames, gate: fakeGate, games: { exchange: CONFIG } });
  return server;
}

interface Player {
  readonly room: Room<unknown, ExchangeState>;
  readonly heard: Event[];
  send(command: ExchangeClientCommand): void;
}

async function enter({ url }: RunningServer, player: number): Promise<Player> {
  const client = new Client(`${url}?${FINGERPRINT_PARAMETER}=${EXCHANGE_FINGERPRINT}`);
  client.auth.token = tokenOf(person(player));
  const room: Room<unknown, ExchangeState> = await client.joinOrCreate<ExchangeState>("exchange", {}, ExchangeState);
  room.reconnection.enabled = false;
  applyDefaults(room.state);
  const heard: Event[] = [];
  const events = new EventsReader();
  for (const type of Object.values(TO_CLIENT)) room.onMessage(type, () => {});
  room.onStateChange(({ events: text }) => {
    const bytes = events.read(text);
    if (bytes !== null) heard.push(...decodeEvents(bytes).map((one) => exchange.codecs.event.decode(one.bytes)));
  });
  return {
    room,
    heard,
    send: (command) => room.sendBytes(TO_SERVER.command, encodeCommand(0, encodeExchangeCommand(command))),
  };
}

async function fund(players: readonly number[], credits: number, goods: number): Promise<void> {
  const room = (await findSingleton("exchange")) as unknown as { putFrom(command: Command): Promise<void> };
  let tick = 0;
  const cause = () => ({ room: "bank", tick: ++tick, index: 0 });
  const commands = [
    [CREDITS, credits],
    [1, goods],
  ].flatMap(([asset, amount]): Command[] => [
    { type: "issue", cause: cause(), account: NAMED.treasury, asset, amount: amount * players.length },
    ...players.map((player): Command => ({ type: "grant", cause: cause(), player, asset, amount })),
  ]);
  await Promise.all(commands.map((command) => room.putFrom(command)));
}

/** Waits for a state in which something holds. */
function until({ room }: Player, holds: (state: ExchangeState) => boolean): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  room.onStateChange((state) => {
    if (holds(state)) resolve();
  });
  return promise;
}

it("two people trade through a server, and find the rest of it after its next start", async () => {
  const first = await start();
  const [ada, bob] = [await enter(first, 1), await enter(first, 2)];
  await fund([1, 2], 1_000, 50);
  const place = { type: "place", id: 1, market: 0, kind: KIND.limit, price: 10 } as const;
  const traded = [ada, bob].map((player) => until(player, ({ markets }) => markets.get("0")?.trades === 1));
  ada.send({ ...place, side: SIDE.buy, quantity: 5 });
  bob.send({ ...place, side: SIDE.sell, quantity: 3 });
  await Promise.all(traded);
  expect(ada.heard.map(({ type }) => type)).toEqual(["accepted", "filled"]);
  expect(purse(ada.room.state)).toEqual([950, 20]);
  expect(purse(bob.room.state)).toEqual([1_030, 0]);
  expect(bob.room.state.markets.get("0")?.checksum).toBe(bookOf(bob.room.state, 0).checksum);

  const again = await enter(await start(), 1);
  await until(again, (state) => state.account.lastId === 1 && state.orders.size === 1 && purse(state)[1] > 0);
  expect(purse(again.room.state)).toEqual([950, 20]);
  again.send({ ...place, side: SIDE.buy, quantity: 5 });
  await until(again, () => again.heard.length > 0);
  expect(again.heard).toEqual([{ type: "accepted", player: 1, id: 1, quantity: 5 }]);
  expect(again.room.state.orders.size).toBe(1);
});
