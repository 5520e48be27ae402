import { Samples } from "../../../net/samples.ts";
import type { Session } from "../../../net/session.ts";
import type { NetView } from "./frame.ts";

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
