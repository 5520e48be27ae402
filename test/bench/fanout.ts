import { type MatchFigures, playQuietly } from "./kit/match.ts";
import { startOrrery } from "./kit/orrery.ts";
import { startPeer } from "./kit/peer.ts";
import { peerCommand } from "./kit/peer-entry.ts";
import type { Report, Row, SuiteOptions } from "./report.ts";

/** What one frame to one client costs a server, all that leads to it included, beside a server that does nothing else. */
export async function fanoutSuite({ quick, tell }: SuiteOptions): Promise<Report> {
  const rows: Row[] = [];
  const bare = await peerCommand("bare", "Bun");
  if (bare === null) throw new Error("there is no Bun to run the bare server");
  for (const players of quick ? [200] : [500, 1_000]) {
    const wish = { players, settleS: quick ? 2 : 3, measuredS: quick ? 3 : 6 };
    const floor = await playQuietly(() => startPeer("bare", bare, players), wish, tell);
    const ours = await playQuietly(() => startOrrery({ players }), wish, tell);
    const perFrame = (f: MatchFigures) => (f.cpuShare * 1e6) / f.framesSentPerS;
    for (const [name, f] of [
      ["bare frames on Bun.serve", floor],
      ["Orrery", ours],
    ] as const) {
      const of = `${name}, ${players} players`;
      rows.push(
        {
          case: of,
          metric: "CPU per frame sent",
          value: perFrame(f),
          unit: "µs",
          ratio: perFrame(f) / perFrame(floor),
        },
        { case: of, metric: "CPU", value: f.cpuShare * 100, unit: "% of a core", ratio: f.cpuShare / floor.cpuShare },
        { case: of, metric: "frames sent", value: f.framesSentPerS / players, unit: "1/s per client" },
        { case: of, metric: "frames received", value: f.framesReceivedPerS / players, unit: "1/s per client" },
      );
    }
    tell(`${players} players: ${perFrame(ours).toFixed(1)} µs a frame, bare ${perFrame(floor).toFixed(1)}`);
  }
  return { suite: "fanout", rows, targets: [] };
}
