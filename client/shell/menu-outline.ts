import { el } from "../ui/dom.ts";
import { doorButton } from "../ui/lobby/doors.ts";
import { Nav, WIDE } from "../ui/lobby/nav.ts";
import { ghosts } from "../ui/lobby/plate.ts";
import type { MenuCompany } from "../ui/menu/index.ts";

const BOARDS = [
  { name: "live", title: "Live matches", rows: 2, row: "match-ghost" },
  { name: "chat", title: "Chat", rows: 5, row: "line-ghost" },
  { name: "people", title: "Online", rows: 5, row: "person-ghost" },
] as const;

/** Stands beside the menu until the lobby has been loaded: its boards and buttons at their places, without a function. */
export function menuOutline(): MenuCompany {
  const nav = new Nav(() => undefined);
  nav.mark(window.matchMedia(WIDE).matches ? "live" : "fly");
  const boards = BOARDS.map(({ name, title, rows, row }) =>
    el(
      "section",
      { class: `board ${name}-board` },
      el("h2", {}, title),
      el("div", { class: "board-body" }, ghosts(rows, row)),
      ...(name === "chat" ? [composerOutline()] : []),
    ),
  );
  const text = (label: string, unseen = "") => el("span", { class: `door-text ${unseen}` }, label);
  const doors = el(
    "nav",
    { class: "menu-doors" },
    doorButton("account", text("Account")),
    doorButton("inbox", text("Inbox", "unseen")),
    doorButton("replays", text("Watch")),
    doorButton("settings", text("Settings")),
  );
  const nodes = [doors, nav.root, ...boards];
  for (const node of nodes) {
    node.inert = true;
    node.ariaHidden = "true";
  }
  return { doors, boards: [nav.root, ...boards] };
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
