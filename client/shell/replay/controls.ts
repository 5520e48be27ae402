import { el, svg } from "../ui/dom.ts";

export const ICONS = {
  play: "M6 4l11 6-11 6z",
  pause: "M6 4v12M14 4v12",
  before: "M15 5l-7 5 7 5zM5 5v10",
  after: "M5 5l7 5-7 5zM15 5v10",
  chat: "M3 4h14v9H9l-4 4v-4H3z",
  scores: "M3 5h14M3 10h10M3 15h6",
  share: "M10 3v10M6 7l4-4 4 4M4 12v5h12v-5",
  leave: "M12 4H4v12h8M9 10h9M15 7l3 3-3 3",
} as const;

/** The label of a replay speed. */
export function speedLabel(speed: number): string {
  return `×${speed === 0.25 ? "¼" : speed === 0.5 ? "½" : speed}`;
}

export function icon(path: SVGPathElement): SVGElement {
  return svg("svg", { viewBox: "0 0 20 20", "aria-hidden": "true" }, path);
}

/** A button with an icon and its key as a hint. */
export function button(label: string, key: string, path: string, act: () => void): HTMLButtonElement {
  const made = el("button", { type: "button" }, icon(svg("path", { d: path })));
  setLabel(made, label, key);
  made.addEventListener("click", act);
  return made;
}

export function setLabel(to: HTMLButtonElement, label: string, key: string): void {
  to.setAttribute("aria-label", label);
  to.title = key === "" ? label : `${label} (${key})`;
}
