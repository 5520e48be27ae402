import { el, svg } from "./dom.ts";

export interface ScreenButton {
  readonly label: string;
  /** Strokes of its icon in a box of 20 × 20. */
  readonly icon: string;
  readonly act: () => void;
}

export const ICONS = {
  chat: "M3 4h14v9H9l-4 4v-4H3z",
  scores: "M3 5h14M3 10h10M3 15h6",
  map: "M9 3a6 6 0 1 0 .1 0M13.5 13.5L18 18M9 6v6M6 9h6",
  settings: "M3 6h8M15 6h2M13 3.5v5M3 14h3M10 14h7M8 11.5v5",
} as const;

/** What keys do elsewhere, for touch screens. */
export function screenButtons(buttons: readonly ScreenButton[]): HTMLElement {
  const root = el("nav", { class: "screen-buttons", "aria-label": "Screen" });
  for (const { label, icon, act } of buttons) {
    const button = el(
      "button",
      { type: "button", "aria-label": label },
      svg("svg", { viewBox: "0 0 20 20", "aria-hidden": "true" }, svg("path", { d: icon })),
    );
    button.addEventListener("click", act);
    root.append(button);
  }
  return root;
}
