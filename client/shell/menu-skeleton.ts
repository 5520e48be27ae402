import { LobbyTabs, type TabLabel, WIDE_QUERY } from "./lobby/ui/lobby-tabs.ts";
import { toolbarButton } from "./lobby/ui/menu-toolbar.ts";
import { skeletonRows } from "./lobby/ui/name-with-badge.ts";
import { el } from "./ui/dom.ts";

/** The lobby beside the menu. */
export interface MenuParts {
  readonly toolbar: HTMLElement;
  readonly boards: readonly HTMLElement[];
}

const BOARDS = [
  { name: "live", title: "Live matches", rows: 2, row: "match-ghost" },
  { name: "chat", title: "Chat", rows: 5, row: "line-ghost" },
  { name: "people", title: "Online", rows: 5, row: "person-ghost" },
] as const;

/** Stands beside the menu until the lobby has been loaded: its boards and buttons at their places, without a function. */
export function menuSkeleton(play: TabLabel): MenuParts {
  const nav = new LobbyTabs(play, () => undefined);
  nav.select(window.matchMedia(WIDE_QUERY).matches ? "live" : "fly");
  const boards = BOARDS.map(({ name, title, rows, row }) =>
    el(
      "section",
      { class: `board ${name}-board` },
      el("h2", {}, title),
      el("div", { class: "board-body" }, skeletonRows(rows, row)),
      ...(name === "chat" ? [composerOutline()] : []),
    ),
  );
  const text = (label: string, unseen = "") => el("span", { class: `door-text ${unseen}` }, label);
  const toolbar = el(
    "nav",
    { class: "menu-doors" },
    toolbarButton("account", text("Account")),
    toolbarButton("inbox", text("Inbox", "unseen")),
    toolbarButton("replays", text("Watch")),
    toolbarButton("settings", text("Settings")),
  );
  const nodes = [toolbar, nav.root, ...boards];
  for (const node of nodes) {
    node.inert = true;
    node.ariaHidden = "true";
  }
  return { toolbar, boards: [nav.root, ...boards] };
}

function composerOutline(): HTMLElement {
  const label = "Say something to the lobby";
  return el(
    "form",
    { class: "composer" },
    el("input", { type: "text", "aria-label": label, placeholder: label, disabled: true }),
    el("button", { type: "submit", class: "composer-send", disabled: true }, "Send"),
    el("p", { class: "composer-note" }),
  );
}
