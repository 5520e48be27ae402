import { el } from "./dom.ts";

/** Says what is waited for, with a way out at once: every wait has one. Hidden at first. */
export function waitBanner(words: Node | string, leave: () => void): HTMLElement {
  const button = el("button", { type: "button", class: "quiet-button" }, "To the menu");
  button.addEventListener("click", leave);
  return el(
    "div",
    { class: "link-banner returning", hidden: true },
    el("i", { class: "spinner" }),
    el("p", { role: "status" }, words),
    button,
  );
}
