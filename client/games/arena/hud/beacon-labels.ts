import { el, nameElement, styleWriter, textWriter, visibilityWriter } from "../../../shell/ui/dom.ts";
import type { ArenaFrame, BeaconView } from "../model/frame.ts";
import type { HudPart, HudView } from "./part.ts";

/** Maximum number of labels, and of readings on each; the list beside the map has all. */
const LABELS = 8;
const READINGS = 4;
/** Distance from a beacon's centre to its label: world px for the sign, page px. */
const BELOW_PX = 26;
const GAP_PX = 4;
/** Labels may extend into the page from this far outside, page px. */
const MARGIN_PX = 90;

class BeaconLabel {
  readonly root: HTMLElement;
  readonly shown: (on: boolean) => void;
  readonly move: (value: string) => void;
  readonly #name = nameElement();
  readonly #label = nameElement("", "beacon-label");
  readonly #readings = el("dl", { class: "beacon-readings" });
  readonly #write = [textWriter(this.#name), textWriter(this.#label)];
  #beacon: BeaconView | null = null;
  #x = Number.NaN;
  #y = Number.NaN;

  constructor() {
    this.root = el("div", { class: "beacon-mark", hidden: true }, this.#name, this.#label, this.#readings);
    this.shown = visibilityWriter(this.root);
    this.move = styleWriter(this.root, "transform");
  }

  show(beacon: BeaconView, x: number, y: number): void {
    if (beacon !== this.#beacon) this.#setBeacon(beacon);
    this.shown(true);
    if (x === this.#x && y === this.#y) return;
    this.#x = x;
    this.#y = y;
    this.move(`translate(${x.toFixed(1)}px, ${y.toFixed(1)}px)`);
  }

  #setBeacon(beacon: BeaconView): void {
    this.#beacon = beacon;
    const { name, label, readings } = beacon;
    this.#write[0](name);
    this.#write[1](label);
    this.#readings.replaceChildren(...readingRows(readings.slice(0, READINGS)));
    const more = readings.length - READINGS;
    if (more > 0) this.#readings.append(el("div", { class: "more" }, `and ${more} more`));
  }
}

/** The rows of a beacon's readings, for a `dl`. */
export function readingRows(readings: BeaconView["readings"]): readonly HTMLElement[] {
  return readings.map(({ what, value }) => el("div", {}, el("dt", {}, what), el("dd", {}, value)));
}

/** Shows the readings of beacons in view under each of them. */
export class BeaconLabels implements HudPart {
  readonly root: HTMLElement = el("div", { class: "beacon-marks", "aria-hidden": "true" });
  readonly #pool: BeaconLabel[] = [];

  update({ beacons }: ArenaFrame, view: HudView): void {
    let used = 0;
    for (let i = 0; i < beacons.length && used < LABELS; i++) {
      const beacon = beacons[i];
      const x = (beacon.x - view.x) * view.zoom + view.width / 2;
      const y = (beacon.y + BELOW_PX - view.y) * view.zoom + view.height / 2 + GAP_PX;
      if (x < -MARGIN_PX || x > view.width + MARGIN_PX || y < -MARGIN_PX || y > view.height) continue;
      if (used === this.#pool.length) this.#add();
      this.#pool[used++].show(beacon, x, y);
    }
    for (; used < this.#pool.length; used++) this.#pool[used].shown(false);
  }

  #add(): void {
    const label = new BeaconLabel();
    this.#pool.push(label);
    this.root.append(label.root);
  }
}
