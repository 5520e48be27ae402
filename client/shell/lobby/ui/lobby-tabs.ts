import { el, svg } from "../../ui/dom.ts";

/** The parts of the menu, in the order of their tabs. */
export const VIEWS = ["fly", "live", "league", "chat", "people"] as const;
/** On wider screens everything fits except one of live matches and league. */
export const WIDE_QUERY = "(min-width: 1100px) and (min-height: 600px)";
export type LobbyView = (typeof VIEWS)[number];

/** A tab's label, and the strokes of its icon in a box of 20 × 20. */
export type TabLabel = readonly [label: string, icon: string];

const LABELS: { readonly [V in Exclude<LobbyView, "fly">]: TabLabel } = {
  live: [
    "Live",
    "M10 8.5a1.5 1.5 0 1 0 .1 0M6.5 6.5a5 5 0 0 0 0 7M13.5 6.5a5 5 0 0 1 0 7M4 4a8.5 8.5 0 0 0 0 12M16 4a8.5 8.5 0 0 1 0 12",
  ],
  league: ["League", "M6 3h8v5a4 4 0 0 1-8 0zM6 4.5H3v1a3 3 0 0 0 3 3M14 4.5h3v1a3 3 0 0 1-3 3M10 12v3M6.5 17h7"],
  chat: ["Chat", "M3 4h14v9H9l-4 4v-4H3z"],
  people: ["Online", "M10 4a3 3 0 1 0 .1 0M4 17a6 6 0 0 1 12 0"],
};

/** Selects the visible part of the page on screens where not all fit. */
export class LobbyTabs {
  readonly root = el("nav", { class: "views", "aria-label": "Lobby" });
  readonly #buttons = new Map<LobbyView, HTMLButtonElement>();
  readonly #badge = el("i", { class: "dot", hidden: true });

  /** @param play the tab of the menu itself */
  constructor(play: TabLabel, choose: (view: LobbyView) => void, views: readonly LobbyView[] = VIEWS) {
    const labels = { ...LABELS, fly: play };
    for (const view of views) {
      const [label, icon] = labels[view];
      const button = el(
        "button",
        { type: "button", class: `view-button to-${view}` },
        svg("svg", { viewBox: "0 0 20 20", "aria-hidden": "true" }, svg("path", { d: icon })),
        el("span", {}, label),
        ...(view === "chat" ? [this.#badge] : []),
      );
      button.addEventListener("click", () => choose(view));
      this.#buttons.set(view, button);
      this.root.append(button);
    }
  }

  select(view: LobbyView): void {
    for (const [name, button] of this.#buttons) {
      if (name === view) button.setAttribute("aria-current", "true");
      else button.removeAttribute("aria-current");
    }
  }

  /** Marks the chat: it has new messages. */
  showBadge(on: boolean): void {
    this.#badge.hidden = !on;
    this.#buttons.get("chat")?.setAttribute("aria-label", on ? "Chat, new messages" : "Chat");
  }
}
