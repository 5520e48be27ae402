import type { Room } from "@colyseus/core";
import { viewOfWorld } from "../../client/kit/index.ts";
import bluff from "../../examples/bluff/rules.ts";
import pilots from "../../examples/trails/pilots.ts";
import trails from "../../examples/trails/rules.ts";
import { kitRoom } from "../../server/kit/index.ts";
import { type ClientCommandIn, Random, type WorldIn } from "../../shared/kit/index.ts";
import { createRandom, nextUint32 } from "../../shared/math/random.ts";
import type { FakeClient } from "../harness/fake-client.ts";
import { RoomBench } from "../harness/rooms.ts";
import { sourceLines } from "../harness/source-lines.ts";
import { clientRows } from "./games-client.ts";
import { StockTrails } from "./kit/stock-trails.ts";
import { atMost, type Report, type Row, type SuiteOptions } from "./report.ts";

const PLAYERS = 16;
const SEED = 1;
const LINES_AT_MOST = 200;
/** Integers that a pilot has. */
const MEMORY = 16;

type World = WorldIn<typeof trails>;
type Turn = ClientCommandIn<typeof trails>;
type BenchedRoom = Room & { inspect<T>(read: (world: World) => T): T };

/** What games of the kit cost: bytes beside the same game on stock Colyseus, a client's time, and lines. */
export async function kitSuite(options: SuiteOptions): Promise<Report> {
  const { quick, tell } = options;
  await RoomBench.start();
  const { patches, ...bytes } = await trailsBytes(quick ? 20 : 120);
  const ratio = bytes.own / bytes.stock;
  tell(`trails: ${bytes.own.toFixed(0)} B/s a client, on stock Colyseus ${bytes.stock.toFixed(0)}`);
  const client = await clientRows(options);
  await RoomBench.stop();
  const lines = [trails, bluff].map(({ definition: { id } }) => ({ id, lines: sourceLines(`examples/${id}`) }));
  const rows: Row[] = [
    { case: `trails, ${PLAYERS} players`, metric: "bytes", value: bytes.own, unit: "B/s per client", ratio },
    { case: `trails, ${PLAYERS} players`, metric: "bytes, stock", value: bytes.stock, unit: "B/s per client" },
    { case: `trails, ${PLAYERS} players`, metric: "patches, stock", value: patches, unit: "1/s" },
    ...client,
    ...lines.map(({ id, lines }) => ({ case: id, metric: "lines", value: lines, unit: "" })),
  ];
  return {
    suite: "kit",
    rows,
    targets: [
      atMost("trails: bytes ÷ stock Colyseus", 1 / 3, ratio),
      ...lines.map(({ id, lines }) => atMost(`${id}: lines`, LINES_AT_MOST, lines)),
    ],
  };
}

/** Both are fed one world, patch by patch: per second and client, without the frames of WebSocket itself. */
async function trailsBytes(seconds: number): Promise<{ own: number; stock: number; patches: number }> {
  const bench = new RoomBench(SEED);
  const { tickHz } = trails.definition;
  const { patchEveryTicks } = trails;
  bench.tickMs = 1_000 / tickHz;
  const opened = await bench.open(kitRoom(trails));
  const clients: FakeClient[] = [];
  for (let i = 0; i < PLAYERS; i++) clients.push(await opened.join({ name: `rider ${i}` }, { passing: true }));
  const room = opened.room as unknown as BenchedRoom;
  const stock = new StockTrails();
  const random = seededRandom();
  const memories = clients.map(() => new Int32Array(MEMORY));
  // Handshakes and whole states are not counted: they are sent once.
  bench.ticks(tickHz);
  room.inspect((world) => stock.patch(world));
  const before = { own: clients.reduce((sum, { bytesIn }) => sum + bytesIn, 0), ...counted(stock) };
  // Rooms step the ticks of one patch together.
  for (let tick = 0; tick < seconds * tickHz; tick += patchEveryTicks) {
    const turns = room.inspect((world) => (world.phase === "race" ? steer(world, random, memories) : []));
    for (const [seat, turn] of turns) clients[seat].command(0, trails.derived.clientCommandCodec.encode(turn));
    bench.ticks(patchEveryTicks);
    room.inspect((world) => stock.patch(world));
  }
  const own = clients.reduce((sum, { bytesIn }) => sum + bytesIn, 0) - before.own;
  return {
    own: own / PLAYERS / seconds,
    stock: (stock.bytesPerClient - before.bytes) / seconds,
    patches: (stock.patches - before.patches) / seconds,
  };
}

const counted = ({ bytesPerClient, patches }: StockTrails) => ({ bytes: bytesPerClient, patches });

function seededRandom(): Random {
  const state = createRandom(SEED);
  return new Random(() => nextUint32(state));
}

/** What the example's own pilot does in each seat. */
function steer(world: World, random: Random, memories: readonly Int32Array[]): [seat: number, turn: Turn][] {
  const view = viewOfWorld(trails, world);
  return memories.flatMap((memory, seat) => {
    const turn = pilots.pilots.rider({ ...view, seat }, random, memory);
    return turn === null ? [] : [[seat, turn] as [number, Turn]];
  });
}
