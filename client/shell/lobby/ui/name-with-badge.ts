import { ROLE } from "../../../../shared/roles.ts";
import { el, nameElement } from "../../ui/dom.ts";

const BADGES: Readonly<Record<number, readonly [string, string]>> = {
  [ROLE.moderator]: ["mod", "moderator"],
  [ROLE.operator]: ["op", "operator"],
};

/** A player's name with a badge for their role. */
export function nameWithBadge(name: string, role: number, own = false): readonly HTMLElement[] {
  const badge = BADGES[role];
  const node = nameElement(name, own ? "own" : "person");
  return badge === undefined ? [node] : [node, el("abbr", { class: "badge", title: badge[1] }, badge[0])];
}

/** A note in an empty list: the reason, and what would change it. */
export function emptyNote(text: string, ...more: readonly HTMLElement[]): HTMLElement {
  return el("div", { class: "empty-note" }, el("p", {}, text), ...more);
}

/** Placeholders for rows that are loading, at their size. */
export function skeletonRows(count: number, className: string): HTMLElement {
  const root = el("div", { class: "ghosts", "aria-hidden": "true" });
  for (let i = 0; i < count; i++) root.append(el("i", { class: `ghost ${className}` }));
  return root;
}
