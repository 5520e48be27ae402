import { playDuels } from "../harness/arena/duel-lab.ts";
import { PROFILES, type ProfileName } from "../harness/link.ts";
import { type Count, quotient, total, wilson } from "./kit/ratio.ts";
import { atLeast, type Row, type Target } from "./report.ts";

const DUELS = 36;
/** No map has more bodies to hide behind. */
const COVERED_DUELS = 30;
/** In three matches about 10,000 shots of each; beams take longer to reload. */
const SECONDS = { bolts: 17, beam: 130 } as const;
const COVERED_SECONDS = 60;

/** At least, of the rate on lan. */
const PARITY: Partial<Record<ProfileName, Readonly<Record<"bolts" | "beam", number>>>> = {
  good: { bolts: 0.97, beam: 0.97 },
  typical: { bolts: 0.95, beam: 0.95 },
  bad: { bolts: 0.9, beam: 0.92 },
};

export interface HitSettings {
  readonly seeds: readonly number[];
  /** Of the time that a whole run takes. */
  readonly share: number;
  readonly tell: (text: string) => void;
}

/** How often aim without fault hits on each network, as a share of how often it does on lan; and who is hit in cover. */
export async function measureHits({ seeds, share, tell }: HitSettings): Promise<{ rows: Row[]; targets: Target[] }> {
  const rows: Row[] = [];
  const targets: Target[] = [];
  for (const weapon of ["bolts", "beam"] as const) {
    let lan: Count[] = [];
    for (const name of Object.keys(PROFILES) as ProfileName[]) {
      const groups: Count[] = [];
      for (const seed of seeds) {
        const seconds = SECONDS[weapon] * share;
        const found = await playDuels({ profile: PROFILES[name], seed, weapon, duels: DUELS, seconds });
        groups.push(...found.filter(({ shots }) => shots > 0).map(({ shots, hits }) => ({ tries: shots, hits })));
      }
      if (name === "lan") lan = groups;
      const { tries, hits } = total(groups);
      const parity = quotient(groups, lan);
      const row = (metric: string, value: number, unit: string): Row => ({ case: name, metric, value, unit });
      rows.push(row(`${weapon}: shots`, tries, ""), row(`${weapon}: hits`, hits / tries, "of all"));
      tell(`${name}: ${weapon} hit ${hits} times of ${tries}`);
      if (name === "lan") continue;
      rows.push(row(`${weapon}: parity`, parity.value, "of lan"));
      rows.push(row(`${weapon}: parity from`, parity.low, "95 %"), row(`${weapon}: parity to`, parity.high, "95 %"));
      const least = PARITY[name]?.[weapon];
      if (least !== undefined) targets.push(atLeast(`${name}: ${weapon}, hit parity`, least, parity.value));
    }
  }
  for (const name of Object.keys(PROFILES) as ProfileName[]) rows.push(...(await measureCover(name, seeds[0], share)));
  return { rows, targets };
}

async function measureCover(name: ProfileName, seed: number, share: number): Promise<Row[]> {
  const played = { profile: PROFILES[name], weapon: "beam", duels: COVERED_DUELS, cover: true } as const;
  const found = await playDuels({ ...played, seed, seconds: COVERED_SECONDS * share });
  const hits = found.reduce((sum, duel) => sum + duel.hits, 0);
  const unfair = wilson({ tries: hits, hits: found.reduce((sum, duel) => sum + duel.unfair, 0) });
  return [
    { case: name, metric: "hits taken beside cover", value: hits, unit: "" },
    { case: name, metric: "150 ms after reaching it", value: unfair.value, unit: "of them" },
    { case: name, metric: "150 ms after reaching it, at most", value: unfair.high, unit: "95 %" },
  ];
}
