import trailsPilots from "../../examples/trails/pilots.ts";
import { Random } from "../../shared/kit/index.ts";
import { createRandom, nextUint32 } from "../../shared/math/random.ts";
import { type KitClient, KitLab } from "../harness/kit-lab.ts";
import { PROFILES } from "../harness/link.ts";
import { median } from "./kit/stats.ts";
import type { Row, SuiteOptions } from "./report.ts";

const SETTLE_MS = 5_000;
const RIDERS = [4, 16] as const;
const { rules: trails, pilots } = trailsPilots;
type Trails = typeof trails;

/** What each call took, µs. */
interface Calls {
  /** Of a patch that came: reading what was decoded. */
  readonly read: number[];
  /** Of a frame that takes a patch over, with its prediction; and of one that only goes on. */
  readonly takeOver: number[];
  readonly goOn: number[];
  readonly view: number[];
}

/** Takes the time of one client's model. */
function watch({ model }: KitClient<Trails>): Calls {
  const calls: Calls = { read: [], takeOver: [], goOn: [], view: [] };
  let hasNews = false;
  const timed = <A extends unknown[], T>(of: (...given: A) => T, took: () => number[]) => {
    const run = of.bind(model);
    return (...given: A): T => {
      const beganMs = performance.now();
      const made = run(...given);
      took().push((performance.now() - beganMs) * 1_000);
      return made;
    };
  };
  const patch = timed(model.patch, () => calls.read);
  model.patch = (state) => {
    hasNews = true;
    patch(state);
  };
  const advance = timed(model.advance, () => (hasNews ? calls.takeOver : calls.goOn));
  model.advance = (nowMs) => {
    advance(nowMs);
    hasNews = false;
  };
  model.view = timed(model.view, () => calls.view);
  return calls;
}

async function ride(riders: number, seconds: number): Promise<{ calls: Calls; walls: number }> {
  const lab = await KitLab.open(trails, 3);
  const clients: KitClient<Trails>[] = [];
  for (let seat = 0; seat < riders; seat++) {
    const client = await lab.join(PROFILES.typical, seat + 1);
    const generator = createRandom(seat + 1);
    const random = new Random(() => nextUint32(generator));
    const memory = new Int32Array(64);
    const [pilot] = Object.values(pilots);
    client.play = (view) => pilot(view, random, memory);
    clients.push(client);
  }
  await lab.play(SETTLE_MS);
  const calls = watch(clients[0]);
  let walls = 0;
  clients[0].seen = ({ rows }) => {
    walls = Math.max(walls, rows.walls.length);
  };
  await lab.play(seconds * 1_000);
  await lab.close();
  return { calls, walls };
}

const sum = (values: readonly number[]) => values.reduce((all, value) => all + value, 0);

/** What the real-time example costs a client, by how many ride. Rooms must be started. */
export async function clientRows({ quick, tell }: SuiteOptions): Promise<Row[]> {
  const rows: Row[] = [];
  const seconds = quick ? 10 : 60;
  for (const riders of RIDERS) {
    const { calls, walls } = await ride(riders, seconds);
    const name = `trails, ${riders} riders, up to ${walls} walls`;
    const metrics = {
      "patch read, median": median(calls.read),
      "frame with a patch, median": median(calls.takeOver),
      "frame without one, median": median(calls.goOn),
      "view, median": median(calls.view),
    };
    for (const [metric, value] of Object.entries(metrics)) rows.push({ case: name, metric, value, unit: "µs" });
    const cpuMs = sum(Object.values(calls).flat()) / 1_000 / seconds;
    rows.push({ case: name, metric: "all of it", value: cpuMs, unit: "ms a second" });
    tell(`${name}: ${cpuMs.toFixed(1)} ms a second`);
  }
  return rows;
}
