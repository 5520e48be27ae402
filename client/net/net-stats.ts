import type { LinkStatus } from "./link.ts";
import { Samples } from "./samples.ts";
import type { Session } from "./session.ts";

/** What a net graph shows. */
export interface NetView {
  state: LinkStatus;
  /** Why it is closed, in words for a player; "" otherwise. */
  reason: string;
  /** The close or refusal code behind it; 0: none. */
  code: number;
  /** What became of one's seat, in words; "" mostly. */
  notice: string;
  rttMs: number;
  jitterMs: number;
  /** How far this client's commands run ahead of the server, ticks. */
  leadTicks: number;
  marginTicks: number;
  bytesInPerS: number;
  bytesOutPerS: number;
  patchHz: number;
  /** Since the newest patch came. */
  silentMs: number;
  /** How far what is shown is ahead of the newest patch, ticks: so long others are continued. */
  aheadTicks: number;
  /** Commands that came to the server after the tick they were meant for. */
  lateHz: number;
  /** Corrections of what is one's own since the last frame's, px: the newest, and over the last ten seconds. */
  correctionPx: number;
  correctionP50Px: number;
  correctionP99Px: number;
}

/** Of a link that was not heard of yet. */
export function blankNet(): NetView {
  return {
    state: "joining",
    reason: "",
    code: 0,
    notice: "",
    rttMs: 0,
    jitterMs: 0,
    leadTicks: 0,
    marginTicks: 0,
    bytesInPerS: 0,
    bytesOutPerS: 0,
    patchHz: 0,
    silentMs: 0,
    aheadTicks: 0,
    lateHz: 0,
    correctionPx: 0,
    correctionP50Px: 0,
    correctionP99Px: 0,
  };
}

const WINDOW_MS = 10_000;
const SORT_EVERY_MS = 1000;

/** What the net graph shows, and how far predictions were off. */
export class NetStats {
  readonly corrections: Samples = new Samples(512);
  #sortedMs = Number.NEGATIVE_INFINITY;
  #newestPx = 0;

  addCorrection(px: number, nowMs: number): void {
    this.corrections.add(px, nowMs);
    this.#newestPx = px;
  }

  show(session: Session<unknown>, nowMs: number, net: NetView): void {
    const { clock, link } = session;
    net.state = link.status;
    net.reason = link.reason;
    net.code = link.code ?? 0;
    net.notice = link.notice ?? "";
    net.rttMs = clock.rttMs;
    net.jitterMs = clock.jitterMs;
    net.leadTicks = clock.lead;
    net.marginTicks = clock.marginTicks;
    net.bytesInPerS = session.bytesInPerS;
    net.bytesOutPerS = session.bytesOutPerS;
    net.patchHz = session.patchHz;
    net.silentMs = session.silentMs(nowMs);
    net.aheadTicks = clock.synchronised ? Math.max(0, clock.present(nowMs) - session.patchTick) : 0;
    net.lateHz = session.lateHz;
    net.correctionPx = this.#newestPx;
    this.#newestPx = 0;
    if (nowMs - this.#sortedMs < SORT_EVERY_MS) return;
    this.#sortedMs = nowMs;
    const count = this.corrections.sort(nowMs - WINDOW_MS);
    net.correctionP50Px = this.corrections.quantile(0.5, count);
    net.correctionP99Px = this.corrections.quantile(0.99, count);
  }
}
