import { shortly } from "./kit/machine.ts";
import { type MatchFigures, playOnce, WARM_UP_S } from "./kit/match.ts";
import { startOrrery } from "./kit/orrery.ts";
import { type PeerName, startPeer } from "./kit/peer.ts";
import { type EngineName, peerCommand } from "./kit/peer-entry.ts";
import { median } from "./kit/stats.ts";
import type { Running } from "./kit/subject.ts";
import { atMost, type Report, type Row, type SuiteOptions, type Target } from "./report.ts";

export const OURS = "Orrery";
const STOCK = "Colyseus on Bun";
const PACKED = "hand-packed on Bun.serve";
/** How often inputs are sent where they are not sent on change. */
const STEADY_HZ = 30;

interface Subject {
  readonly name: string;
  /** Gives what starts it; null: what it runs on is not installed. */
  prepare(): Promise<((players: number) => Promise<Running>) | null>;
  readonly inputHz?: number;
}

const peer = (name: string, of: PeerName, engine: EngineName, inputHz = 0): Subject => ({
  name,
  inputHz,
  async prepare() {
    const command = await peerCommand(of, engine);
    return command === null ? null : (players) => startPeer(of, command, players);
  },
});

const SUBJECTS: readonly Subject[] = [
  { name: OURS, prepare: async () => (players) => startOrrery({ players }) },
  peer(PACKED, "packed", "Bun"),
  peer(STOCK, "stock", "Bun"),
  peer("Colyseus on Node", "stock", "Node"),
  peer("socket.io + msgpack on Node", "socketio", "Node"),
  peer("nengi on Node", "nengi", "Node"),
];
/** What those pay whose clients send inputs all the time, as many do. */
const STEADY: readonly Subject[] = [
  peer(`${PACKED}, inputs at ${STEADY_HZ} Hz`, "packed", "Bun", STEADY_HZ),
  peer(`${STOCK}, inputs at ${STEADY_HZ} Hz`, "stock", "Bun", STEADY_HZ),
];

type Runs = Map<string, MatchFigures[]>;

async function runAll(options: SuiteOptions): Promise<Runs> {
  const { quick, tell } = options;
  const runs: Runs = new Map();
  for (let repeat = 1; repeat <= (quick ? 1 : 3); repeat++) {
    for (const players of quick ? [200] : [500, 1_000]) {
      for (const subject of players === 1_000 ? SUBJECTS : [...SUBJECTS, ...STEADY]) {
        const key = keyOf(subject.name, players);
        const figures = await runOne(subject, players, options);
        if (typeof figures === "string") {
          tell(`${key}: run ${repeat} does not count: ${figures}`);
          continue;
        }
        runs.set(key, [...(runs.get(key) ?? []), figures]);
        tell(
          `${key}, run ${repeat}: ${Math.round(figures.bytesPerClientS)} B/s, CPU ${Math.round(figures.cpuShare * 100)} %, ` +
            `late p99 ${figures.lateP99Ms.toFixed(1)} ms, load's CPU ${Math.round(figures.loadCpuShare * 100)} %`,
        );
      }
    }
  }
  return runs;
}

const keyOf = (name: string, players: number) => `${name}, ${players} players`;
/** The server's name in a row's case. */
export const caseOf = (key: string): string => key.replace(/, \d+ players$/, "");

/** Figures, or why there are none. */
async function runOne(subject: Subject, players: number, { quick }: SuiteOptions): Promise<MatchFigures | string> {
  const start = await subject.prepare();
  if (start === null) return "its engine is not installed";
  const wish = { players, inputHz: subject.inputHz ?? 0, settleS: quick ? 2 : WARM_UP_S, measuredS: quick ? 3 : 6 };
  try {
    return await playOnce(() => start(players), wish);
  } catch (error) {
    return shortly(error);
  }
}

/** Every server beside Orrery: the same hands on ships of the same motion, in one run. */
export async function peersSuite(options: SuiteOptions): Promise<Report> {
  const runs = await runAll(options);
  const of = (key: string, pick: (figures: MatchFigures) => number) => median((runs.get(key) ?? []).map(pick));
  const bytes = (figures: MatchFigures) => figures.bytesPerClientS;
  const cpu = (figures: MatchFigures) => figures.cpuShare * 100;
  const rows: Row[] = [];
  for (const [key, figures] of runs) {
    const players = figures[0]?.players ?? 0;
    const ours = keyOf(OURS, players);
    rows.push(
      {
        case: key,
        metric: "bytes",
        value: of(key, bytes),
        unit: "B/s per client",
        ratio: of(key, bytes) / of(ours, bytes),
      },
      { case: key, metric: "CPU", value: of(key, cpu), unit: "% of a core", ratio: of(key, cpu) / of(ours, cpu) },
      { case: key, metric: "late p99", value: of(key, (f) => f.lateP99Ms), unit: "ms" },
      { case: key, metric: "frames", value: of(key, (f) => f.framesPerClientS), unit: "1/s per client" },
      { case: key, metric: "inputs", value: of(key, (f) => f.framesReceivedPerS / f.players), unit: "1/s per client" },
      { case: key, metric: "heard", value: of(key, (f) => f.heardShare), unit: "of frames sent" },
      { case: key, metric: "load's CPU", value: of(key, (f) => f.loadCpuShare * 100), unit: "% of a core" },
      { case: key, metric: "others' CPU", value: of(key, (f) => f.othersCpuShare * 100), unit: "% of a core" },
      { case: key, metric: "runs that count", value: figures.length, unit: "" },
    );
  }
  const share = (pick: (figures: MatchFigures) => number, other: string, players: number) =>
    of(keyOf(OURS, players), pick) / of(keyOf(other, players), pick);
  const sizes = options.quick ? [200] : [500, 1_000];
  const targets: Target[] = [
    atMost(`bytes of Orrery ÷ ${STOCK}, ${sizes[0]} players`, 1 / 8, share(bytes, STOCK, sizes[0])),
    atMost(`bytes of Orrery ÷ ${PACKED}, ${sizes[0]} players`, 1 / 2, share(bytes, PACKED, sizes[0])),
  ];
  for (const players of sizes) {
    targets.push(atMost(`CPU of Orrery ÷ ${STOCK}, ${players} players`, 1 / 3, share(cpu, STOCK, players)));
    targets.push(atMost(`CPU of Orrery ÷ ${PACKED}, ${players} players`, 1.3, share(cpu, PACKED, players)));
  }
  return { suite: "peers", rows, targets };
}
