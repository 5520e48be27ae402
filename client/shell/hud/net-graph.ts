import type { NetView } from "../../net/net-stats.ts";
import { el, textWriter, visibilityWriter } from "../ui/dom.ts";
import { formatByteRate } from "../ui/format.ts";
import { Sparkline } from "./sparkline.ts";

const EVERY_MS = 100;

interface RowSpec {
  readonly label: string;
  readonly ink: string;
  readonly value: (net: Readonly<NetView>) => number;
  readonly text: (net: Readonly<NetView>) => string;
}

/** As the HUD has them. */
const INK_COLOURS = { own: "#63f2ff", person: "#b9a8ff", trader: "#ffb95c", station: "#7dffcf" } as const;

/** The rows of the graph. */
const ROWS: readonly RowSpec[] = [
  { label: "RTT", ink: INK_COLOURS.own, value: (n) => n.rttMs, text: (n) => `${n.rttMs.toFixed(0)} ms` },
  { label: "Jitter", ink: INK_COLOURS.own, value: (n) => n.jitterMs, text: (n) => `${n.jitterMs.toFixed(1)} ms` },
  { label: "In", ink: INK_COLOURS.trader, value: (n) => n.bytesInPerS, text: (n) => formatByteRate(n.bytesInPerS) },
  { label: "Out", ink: INK_COLOURS.trader, value: (n) => n.bytesOutPerS, text: (n) => formatByteRate(n.bytesOutPerS) },
  { label: "Patches", ink: INK_COLOURS.station, value: (n) => n.patchHz, text: (n) => `${n.patchHz.toFixed(1)} Hz` },
  { label: "Silence", ink: INK_COLOURS.station, value: (n) => n.silentMs, text: (n) => `${n.silentMs.toFixed(0)} ms` },
  {
    label: "Others",
    ink: INK_COLOURS.station,
    value: (n) => n.aheadTicks,
    text: (n) => `${n.aheadTicks.toFixed(1)} ticks ahead`,
  },
  {
    label: "Lead",
    ink: INK_COLOURS.station,
    value: (n) => n.leadTicks,
    text: (n) => `${n.leadTicks.toFixed(0)} ticks, margin ${n.marginTicks.toFixed(0)}`,
  },
  { label: "Late", ink: INK_COLOURS.station, value: (n) => n.lateHz, text: (n) => `${n.lateHz.toFixed(1)} /s` },
  {
    label: "Corrections",
    ink: INK_COLOURS.person,
    value: (n) => n.correctionPx,
    text: (n) => `p50 ${n.correctionP50Px.toFixed(2)} p99 ${n.correctionP99Px.toFixed(1)} px`,
  },
];

/** The net graph, opened with F3. */
export class NetGraph {
  readonly root: HTMLElement;
  readonly #rows: { spec: RowSpec; text: (text: string) => void; line: Sparkline }[] = [];
  readonly #fps: (text: string) => void;
  readonly #shown: (on: boolean) => void;
  #open: boolean;
  #drawnAtMs = 0;
  #frames = 0;

  constructor(open: boolean) {
    this.#open = open;
    const fps = el("span");
    this.root = el(
      "section",
      { class: "panel net-graph", "aria-label": "Net graph", hidden: true },
      el("div", { class: "panel-head" }, el("span", {}, "Net"), fps),
    );
    for (const spec of ROWS) {
      const value = el("span", { class: "net-value" });
      const line = new Sparkline(spec.ink);
      this.#rows.push({ spec, text: textWriter(value), line });
      this.root.append(
        el("div", { class: "net-row" }, el("span", { class: "net-label" }, spec.label), value, line.sheet.canvas),
      );
    }
    this.#fps = textWriter(fps);
    this.#shown = visibilityWriter(this.root);
  }

  open(on: boolean): void {
    this.#open = on;
  }

  dispose(): void {
    for (const { line } of this.#rows) line.sheet.dispose();
  }

  update({ net }: { readonly net: Readonly<NetView> }, _view: unknown, nowMs: number): void {
    this.#shown(this.#open);
    this.#frames++;
    const elapsedMs = nowMs - this.#drawnAtMs;
    if (elapsedMs < EVERY_MS) return;
    if (this.#open) this.#fps(`${Math.round((this.#frames * 1000) / elapsedMs)} fps`);
    this.#drawnAtMs = nowMs;
    this.#frames = 0;
    // Collect samples while closed, so that opening it shows the recent past.
    for (const { spec, text, line } of this.#rows) {
      line.add(spec.value(net));
      if (!this.#open) continue;
      text(spec.text(net));
      line.draw();
    }
  }
}
