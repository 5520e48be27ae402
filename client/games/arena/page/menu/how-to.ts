import { el, svg } from "../../../../shell/ui/dom.ts";
import { type Bindings, keyLabel } from "../../input/actions.ts";

type Keys = (action: keyof Bindings) => string;

interface Lesson {
  readonly title: string;
  /** Strokes of its icon in a box of 32 × 32. */
  readonly icon: readonly string[];
  readonly text: string;
  /** Labels of the keys to press. */
  readonly keys: (key: Keys) => readonly string[];
}

const STEERING = ["thrust", "left", "reverse", "right"] as const;

const LESSONS: readonly Lesson[] = [
  {
    title: "Fly",
    icon: ["M16 3L26 27L16 21L6 27Z", "M12 29v-3M20 29v-3"],
    text: "Thrust, and point to turn. Planets pull you in.",
    keys: (key) => [STEERING.map(key).join(" "), `${key("boost")} boost`],
  },
  {
    title: "Fight",
    icon: ["M16 5a11 11 0 1 0 .1 0", "M16 1v8M16 23v8M1 16h8M23 16h8"],
    text: "Shields recharge. Armor does not.",
    keys: (key) => [`${key("primary")} / click`, `${key("secondary")} / right click`],
  },
  {
    title: "Mine",
    icon: ["M10 4L23 6L29 16L23 28L9 27L3 15Z", "M10 4l4 9l-11 2M14 13l15 3M14 13l-5 14"],
    text: "Shoot rocks, then fly through the ore.",
    keys: () => ["shoot", "scoop"],
  },
  {
    title: "Trade",
    icon: ["M16 2L30 16L16 30L2 16Z", "M16 10v12M19.5 12.5h-5a2 2 0 0 0 0 3.5h3a2 2 0 0 1 0 3.5h-5"],
    text: "Dock to sell ore and repair your ship.",
    keys: (key) => [`${key("dock")} dock`],
  },
  {
    title: "Win",
    icon: ["M9 3h14v9a7 7 0 0 1-14 0z", "M9 6H3v2a6 6 0 0 0 6 6M23 6h6v2a6 6 0 0 1-6 6M16 19v6M10 29h12"],
    text: "Kills pay bounties. The most credits win.",
    keys: (key) => [`${key("scores")} scores`, "Esc settings"],
  },
];

/** How to play, at a glance. */
export class HowTo {
  readonly root = el("ul", { class: "how-to", "aria-label": "How to play" });

  /** Redraws it with these keys. */
  show(bindings: Bindings): void {
    const key: Keys = (action) => {
      const code = bindings[action].find((bound) => bound !== "");
      return code === undefined ? "–" : keyLabel(code);
    };
    this.root.replaceChildren(...LESSONS.map((lesson) => tile(lesson, lesson.keys(key))));
  }
}

function tile(lesson: Lesson, keys: readonly string[]): HTMLElement {
  const icon = svg("svg", { class: "lesson-icon", viewBox: "0 0 32 32", "aria-hidden": "true" });
  for (const d of lesson.icon) icon.append(svg("path", { d }));
  return el(
    "li",
    { class: "lesson" },
    icon,
    el("b", {}, lesson.title),
    el("span", { class: "lesson-text" }, lesson.text),
    el("span", { class: "lesson-keys" }, ...keys.map((text) => el("kbd", {}, text))),
  );
}
