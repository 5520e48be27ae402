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
import { arenaBefore } from "./arena-before.ts";
import { clientRows } from "./games-client.ts";
import { BEFORE } from "./kit/before.ts";
import { StockTrails } from "./kit/stock-trails.ts";
import { atMost, type Report, type Row, type SuiteOptions } from "./report.ts";

const PLAYERS = 16;
/** One match each: how much is turned, and when rounds end, makes a tenth of difference. */
const SEEDS = [1, 2, 3, 4, 5];
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
  const matches: Match[] = [];
  for (const seed of SEEDS) {
    const match = await trailsMatch(seed, quick ? 20 : 120);
    const [own, stock] = [match.own, match.stock].map((bytes) => bytes.toFixed(0));
    tell(
      `trails, seed ${seed}: ${own} B/s a client, on stock Colyseus ${stock}: ${(match.own / match.stock).toFixed(3)}`,
    );
    matches.push(match);
  }
  const mean = (of: keyof Match) => matches.reduce((sum, match) => sum + match[of], 0) / matches.length;
  const bytes = { own: mean("own"), stock: mean("stock") };
  const ratio = bytes.own / bytes.stock;
  const client = await clientRows(options);
  await RoomBench.stop();
  const arena = BEFORE === null ? { rows: [], targets: [] } : await arenaBefore(BEFORE, options);
  const lines = [trails, bluff].map(({ definition: { id } }) => ({ id, lines: sourceLines(`examples/${id}`) }));
  const rows: Row[] = [
    { case: `trails, ${PLAYERS} players`, metric: "bytes", value: bytes.own, unit: "B/s per client", ratio },
    { case: `trails, ${PLAYERS} players`, metric: "bytes, stock", value: bytes.stock, unit: "B/s per client" },
    { case: `trails, ${PLAYERS} players`, metric: "patches, stock", value: mean("patches"), unit: "1/s" },
    ...client,
    ...lines.map(({ id, lines }) => ({ case: id, metric: "lines", value: lines, unit: "" })),
    ...arena.rows,
  ];
  return {
    suite: "kit",
    rows,
    targets: [
      atMost("trails: bytes ÷ stock Colyseus", 1 / 3, ratio),
      ...lines.map(({ id, lines }) => atMost(`${id}: lines`, LINES_AT_MOST, lines)),
      ...arena.targets,
    ],
  };
}

/** Bytes to one client, and patches of stock Colyseus, a second. */
interface Match {
  readonly own: number;
  readonly stock: number;
  readonly patches: number;
}

/** Both are fed one world, patch by patch: per second and client, without the frames of WebSocket itself. */
async function trailsMatch(seed: number, seconds: number): Promise<Match> {
  const bench = new RoomBench(seed);
  const { tickHz } = trails.definition;
  const { patchEveryTicks } = trails;
  bench.tickMs = 1_000 / tickHz;
  const opened = await bench.open(kitRoom(trails));
  const clients: FakeClient[] = [];
  for (let i = 0; i < PLAYERS; i++) clients.push(await opened.join({ name: `rider ${i}` }, { passing: true }));
  const room = opened.room as unknown as BenchedRoom;
  const stock = new StockTrails();
  const random = seededRandom(seed);
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

function seededRandom(seed: number): Random {
  const state = createRandom(seed);
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
