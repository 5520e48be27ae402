import type { Fleet } from "./fleet.ts";

/** The last line of `--json`; see the design's table of public surfaces. */
export interface Report {
  readonly requested: number;
  readonly joined: number;
  readonly failed: number;
  /** Bots that joined, and whose seats ended before the run did. */
  readonly ended: number;
  readonly seconds: number;
  /** Controls sent and patches received per client and second. */
  readonly controlsHz: number;
  readonly patchHz: number;
  readonly bytesInPerClientPerSecond: number;
  readonly rttMs: Quantiles;
  readonly correctionPx: Quantiles;
  /** How often a player was placed anew, which is no correction. */
  readonly jumps: number;
  readonly disconnects: number;
  readonly reconnects: number;
  readonly desyncs: number;
}

export interface Quantiles {
  readonly p50: number;
  readonly p99: number;
}

export function createReport(fleet: Fleet, requested: number, seconds: number, nowMs: number): Report {
  const { bots } = fleet;
  let clientSeconds = 0;
  let [commands, patches, bytesIn, disconnects, reconnects, desyncs, jumps] = [0, 0, 0, 0, 0, 0, 0];
  for (const bot of bots) {
    clientSeconds += bot.secondsIn(nowMs);
    commands += bot.model.session.commands;
    patches += bot.model.session.patches;
    bytesIn += bot.connection.bytesIn;
    disconnects += bot.connection.disconnects;
    reconnects += bot.connection.reconnects;
    desyncs += bot.desynced ? 1 : 0;
    jumps += bot.model.jumps ?? 0;
  }
  const perClientSecond = (count: number) => (clientSeconds === 0 ? 0 : round(count / clientSeconds));
  return {
    requested,
    joined: fleet.joined,
    failed: requested - fleet.joined,
    ended: [...fleet.ends.values()].reduce((sum, count) => sum + count, 0),
    seconds: round(seconds),
    controlsHz: perClientSecond(commands),
    patchHz: perClientSecond(patches),
    bytesInPerClientPerSecond: perClientSecond(bytesIn),
    rttMs: quantiles(bots.map((bot) => bot.model.session.rtts.values())),
    correctionPx: quantiles(bots.map((bot) => bot.model.corrections.values())),
    jumps,
    disconnects,
    reconnects,
    desyncs,
  };
}

function quantiles(parts: readonly Float64Array[]): Quantiles {
  const all = new Float64Array(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    all.set(part, offset);
    offset += part.length;
  }
  all.sort();
  const quantile = (share: number) =>
    all.length === 0 ? 0 : round(all[Math.min(all.length - 1, Math.floor(share * all.length))]);
  return { p50: quantile(0.5), p99: quantile(0.99) };
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}

/** @param fleet with the reasons of failed joins and of ends */
export function formatReport(report: Report, { failures, ends }: Pick<Fleet, "failures" | "ends">): string {
  const { rttMs, correctionPx } = report;
  const lines = [
    `joined       ${report.joined} of ${report.requested}, ${report.seconds} s`,
    `each sent    ${report.controlsHz} controls/s`,
    `each got     ${report.patchHz} patches/s, ${(report.bytesInPerClientPerSecond / 1000).toFixed(2)} kB/s`,
    `round trip   ${rttMs.p50} ms median, ${rttMs.p99} ms p99`,
    `corrections  ${correctionPx.p50} px median, ${correctionPx.p99} px p99; placed anew ${report.jumps} times`,
    `sockets      ${report.disconnects} lost, ${report.reconnects} replaced`,
    `desyncs      ${report.desyncs}`,
  ];
  for (const [reason, count] of failures) lines.push(`failed       ${count} × ${reason}`);
  for (const [reason, count] of ends) lines.push(`ended        ${count} × ${reason}`);
  return lines.join("\n");
}
