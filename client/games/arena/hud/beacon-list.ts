import { Announcer } from "../../../shell/ui/announcer.ts";
import { el, nameElement, svg, textWriter, visibilityWriter } from "../../../shell/ui/dom.ts";
import { formatCount, formatDistance } from "../../../shell/ui/format.ts";
import { KeyedList, type Row } from "../../../shell/ui/keyed-list.ts";
import type { ArenaFrame, BeaconView } from "../model/frame.ts";
import { readingRows } from "./beacon-labels.ts";
import type { HudPart } from "./part.ts";

const EVERY_MS = 500;
const SIGN =
  "M8 8.1v-.2M4.8 11.2a4.5 4.5 0 0 1 0-6.4M11.2 4.8a4.5 4.5 0 0 1 0 6.4M2.5 13.5a7.8 7.8 0 0 1 0-11M13.5 2.5a7.8 7.8 0 0 1 0 11";

/** Lists all beacons as text. */
export class BeaconList implements HudPart {
  readonly root: HTMLElement;
  readonly #announcer = new Announcer();
  readonly #list: KeyedList<BeaconView>;
  readonly #words: (text: string) => void;
  readonly #shown: (on: boolean) => void;
  readonly #focus = { x: 0, y: 0 };
  #beacons: readonly BeaconView[] = [];
  #drawnAtMs = 0;

  constructor() {
    const count = el("span");
    const items = el("ul", { "aria-label": "Beacons" });
    const sign = svg("svg", { viewBox: "0 0 16 16", "aria-hidden": "true" }, svg("path", { d: SIGN }));
    const summary = el("summary", {}, sign, count);
    const details = el("details", { class: "panel beacon-list", hidden: true }, summary, items);
    // A click must not keep the keyboard focus.
    summary.addEventListener("click", ({ detail }) => {
      if (detail > 0) summary.blur();
    });
    // Closed on touch screens, where space is scarce.
    details.open = window.matchMedia("(hover: hover)").matches;
    this.root = el("div", { class: "beacons" }, details, this.#announcer.root);
    this.#words = textWriter(count);
    this.#shown = visibilityWriter(details);
    this.#list = new KeyedList(
      items,
      ({ name }) => name,
      ({ name }) => this.#row(name),
    );
  }

  update({ beacons, focus }: ArenaFrame, _view: unknown, nowMs: number): void {
    if (beacons !== this.#beacons) this.#count(beacons);
    else if (beacons.length === 0 || nowMs - this.#drawnAtMs < EVERY_MS) return;
    this.#drawnAtMs = nowMs;
    this.#focus.x = focus.x;
    this.#focus.y = focus.y;
    this.#list.show(beacons);
  }

  #count(beacons: readonly BeaconView[]): void {
    const words = formatCount(beacons.length, "beacon");
    // Announce only the first ones.
    if (this.#beacons.length === 0 && beacons.length > 0) this.#announcer.say(`${words} on the map.`);
    this.#beacons = beacons;
    this.#shown(beacons.length > 0);
    this.#words(words);
  }

  #row(name: string): Row<BeaconView> {
    const label = nameElement("", "beacon-label");
    const away = el("span", { class: "away" });
    const readings = el("dl", { class: "beacon-readings" });
    const [writeLabel, writeAway] = [textWriter(label), textWriter(away)];
    let shown: BeaconView | null = null;
    return {
      node: el("li", {}, nameElement(name), label, away, readings),
      update: (beacon) => {
        if (beacon !== shown) readings.replaceChildren(...readingRows(beacon.readings));
        shown = beacon;
        writeLabel(beacon.label);
        writeAway(formatDistance(Math.hypot(beacon.x - this.#focus.x, beacon.y - this.#focus.y)));
      },
    };
  }
}
