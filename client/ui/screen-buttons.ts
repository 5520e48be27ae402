import { el } from "./dom.ts";

/** What keys do elsewhere, for touch screens: scores, map, settings. */
export function screenButtons(acts: Readonly<Record<string, () => void>>): HTMLElement {
  const root = el("nav", { class: "screen-buttons", "aria-label": "Screen" });
  for (const [label, act] of Object.entries(acts)) {
    const button = el("button", { type: "button" }, label);
    button.addEventListener("click", act);
    root.append(button);
  }
  return root;
}
