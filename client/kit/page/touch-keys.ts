import { el } from "../../shell/ui/dom.ts";
import type { AnyPage, AnyPageKey } from "./any-page.ts";

/** A game's keys as buttons, for touch screens; none where a tap on the picture does it. */
export class TouchKeys {
  readonly root = el("nav", { class: "touch-keys", "aria-label": "Controls" });

  constructor(
    { keys = [], point }: Pick<AnyPage, "keys" | "point">,
    { press, release }: { press(key: AnyPageKey): void; release(key: AnyPageKey): void },
  ) {
    if (point !== undefined) return;
    for (const key of keys) {
      const button = el("button", { type: "button" }, key.label);
      // At once: a click would wait for the finger to lift.
      button.addEventListener("pointerdown", (event) => {
        event.preventDefault();
        press(key);
      });
      // A finger may leave the button; it is the button's until it lifts.
      for (const type of ["pointerup", "pointercancel"] as const) button.addEventListener(type, () => release(key));
      this.root.append(button);
    }
  }
}
