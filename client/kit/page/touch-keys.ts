import { el } from "../../shell/ui/dom.ts";
import type { AnyPage, AnyPageKey } from "./any-page.ts";

/** A game's keys as buttons, for touch screens; none where a tap on the picture does it. */
export class TouchKeys {
  readonly root = el("nav", { class: "touch-keys", "aria-label": "Controls" });

  constructor({ keys = [], point }: Pick<AnyPage, "keys" | "point">, press: (key: AnyPageKey) => void) {
    if (point !== undefined) return;
    for (const key of keys) {
      const button = el("button", { type: "button" }, key.label);
      // At once: a click would wait for the finger to lift.
      button.addEventListener("pointerdown", (event) => {
        event.preventDefault();
        press(key);
      });
      this.root.append(button);
    }
  }
}
