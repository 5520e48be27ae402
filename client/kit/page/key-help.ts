import { keyLabel } from "../../shell/keyboard/key-label.ts";
import { el } from "../../shell/ui/dom.ts";
import type { AnyPage } from "./any-page.ts";

/** A game's keys, with what each does. */
export class KeyHelp {
  readonly root = el("ul", { class: "key-help", "aria-label": "Keys" });
  readonly #page: Pick<AnyPage, "keys" | "point" | "drag">;

  constructor(page: Pick<AnyPage, "keys" | "point" | "drag">) {
    this.#page = page;
    this.refresh();
  }

  /** Labels of keys may have changed. */
  refresh(): void {
    const { keys = [], point, drag } = this.#page;
    const rows = keys.map(({ codes, label }) => row(codes.map(keyLabel), label));
    if (point !== undefined) rows.push(row([], "Click or tap the picture"));
    if (drag !== undefined) rows.push(row([], "Drag on the picture"));
    this.root.replaceChildren(...rows);
    this.root.hidden = rows.length === 0;
  }
}

function row(keys: readonly string[], label: string): HTMLElement {
  if (keys.length === 0) return el("li", { class: "by-pointer" }, label);
  return el(
    "li",
    {},
    el("span", { class: "key-caps" }, ...keys.map((key) => el("kbd", {}, key))),
    el("span", {}, label),
  );
}
