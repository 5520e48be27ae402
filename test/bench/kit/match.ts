import { Load, type LoadWish } from "./load.ts";
import { busyS, disturbance } from "./machine.ts";
import type { Running } from "./subject.ts";

export interface MatchWish extends Pick<LoadWish, "playersPerRoom" | "inputHz"> {
  readonly players: number;
  readonly settleS: number;
  readonly measuredS: number;
}

/** What one stretch of a match cost. */
export interface MatchFigures {
  readonly players: number;
  /** Share of one core that the server alone took. */
  readonly cpuShare: number;
  /** To each client, with WebSocket headers. */
  readonly bytesPerClientS: number;
  /** The same by what frames are for, where that is told apart. */
  readonly bytesByKind: Readonly<Record<string, number>>;
  readonly framesPerClientS: number;
  readonly frameBytes: { readonly p50: number; readonly p99: number; readonly most: number };
  readonly framesSentPerS: number;
  readonly framesReceivedPerS: number;
  /** Frames that clients received for each that the server sent, and the other way. */
  readonly heardShare: number;
  readonly tickP99Ms: number | null;
  readonly lateP99Ms: number;
  /** Share of one core that the load took: near 1, figures are the load's and not the server's. */
  readonly loadCpuShare: number;
  /** Share of one core that programs other than server and load took: figures of a busy machine say little. */
  readonly othersCpuShare: number;
  readonly rssBytes: number;
}

/** How long every server runs before it is measured, s: Bun's compilers are nearly done with what is hot by then. */
export const WARM_UP_S = 24;

/** Frames may be on their way when the two ends are asked: so many a client. */
const IN_FLIGHT = 6;
/** Hands thrust three fifths of the time. */
const THRUSTING_LEAST = 0.4;

/** Fills `running` with players and measures a stretch. Throws where players or frames are missing. */
export async function playMatch(running: Running, wish: MatchWish): Promise<MatchFigures> {
  const { url, dialect, folder } = running;
  const { settleS, measuredS, players, ...more } = wish;
  const load = await Load.start({ url, dialect, players, ...more, ...(folder !== undefined && { folder }) });
  try {
    await Bun.sleep(settleS * 1000);
    await running.pace();
    const busy0 = busyS();
    const [server0, load0] = await Promise.all([running.counts(), load.counts()]);
    await Bun.sleep(measuredS * 1000);
    const [server1, load1] = await Promise.all([running.counts(), load.counts()]);
    const busy = busyS() - busy0;
    const pace = await running.pace();
    if (load1.lost > 0) throw new Error(`${load1.lost} of ${players} players were lost: ${load1.lostWhy}`);
    if (load1.joined !== players) throw new Error(`${load1.joined} of ${players} players are in`);
    const serverS = (server1.atMs - server0.atMs) / 1000;
    const loadS = (load1.atMs - load0.atMs) / 1000;
    const sent = server1.framesSent - server0.framesSent;
    const heard = load1.framesIn - load0.framesIn;
    if (Math.abs(server1.framesSent - load1.framesIn) > IN_FLIGHT * players)
      throw new Error(`the server sent ${server1.framesSent} frames, and its clients received ${load1.framesIn}`);
    if ((server1.thrusting ?? 1) < THRUSTING_LEAST)
      throw new Error(`controls do not arrive: ${server1.thrusting} of the ships thrust`);
    return {
      players,
      cpuShare: (server1.cpuS - server0.cpuS) / serverS,
      bytesPerClientS: (load1.bytesIn - load0.bytesIn) / loadS / players,
      bytesByKind: Object.fromEntries(
        Object.entries(load1.bytesByKind).map(([kind, bytes]) => [
          kind,
          (bytes - (load0.bytesByKind[kind] ?? 0)) / loadS / players,
        ]),
      ),
      framesPerClientS: heard / loadS / players,
      frameBytes: load1.sizes,
      framesSentPerS: sent / serverS,
      framesReceivedPerS: (server1.framesReceived - server0.framesReceived) / serverS,
      heardShare: heard / loadS / (sent / serverS),
      ...pace,
      loadCpuShare: (load1.cpuS - load0.cpuS) / loadS,
      othersCpuShare: (busy - (server1.cpuS - server0.cpuS) - (load1.cpuS - load0.cpuS)) / serverS,
      rssBytes: server1.rssBytes,
    };
  } finally {
    await load.stop();
  }
}

/** Starts a server for one match, and ends it. */
export async function playOnce(start: () => Promise<Running>, wish: MatchWish): Promise<MatchFigures> {
  const running = await start();
  try {
    return await playMatch(running, wish);
  } finally {
    await running.stop();
  }
}

/** Plays again, once, what other programs have disturbed. */
export async function playQuietly(
  start: () => Promise<Running>,
  wish: MatchWish,
  tell: (text: string) => void,
): Promise<MatchFigures> {
  const first = await playOnce(start, wish);
  const remark = disturbance(first.othersCpuShare);
  if (remark === null) return first;
  tell(`once more: ${remark}`);
  const second = await playOnce(start, wish);
  return second.othersCpuShare < first.othersCpuShare ? second : first;
}
