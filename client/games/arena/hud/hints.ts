import { el, textWriter, visibilityWriter } from "../../../shell/ui/dom.ts";
import type { ArenaFrame } from "../model/frame.ts";
import { type HintKeys, hintText } from "./hint-text.ts";
import type { HudPart } from "./part.ts";

/** Shows one hint below the ship. */
export class Hints implements HudPart {
  readonly root: HTMLElement = el("p", { class: "hint", role: "status", hidden: true });
  readonly #text: (text: string) => void;
  readonly #shown: (on: boolean) => void;
  readonly #keys: () => HintKeys;
  #firstFlightAtMs: number | null = null;

  constructor(keys: () => HintKeys) {
    this.#keys = keys;
    this.#text = textWriter(this.root);
    this.#shown = visibilityWriter(this.root);
  }

  update(frame: ArenaFrame, _view: unknown, nowMs: number): void {
    if (frame.ownShip !== null) this.#firstFlightAtMs ??= nowMs;
    const flyingS = (nowMs - (this.#firstFlightAtMs ?? nowMs)) / 1000;
    const text = frame.round.over ? "" : hintText(frame, this.#keys(), flyingS);
    if (text !== "") this.#text(text);
    this.#shown(text !== "");
  }
}
