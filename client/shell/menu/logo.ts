import { el, svg } from "../ui/dom.ts";

/** Letters as strokes, points in boxes of 56 × 80; the O is the orrery itself. */
const LETTERS: Readonly<Record<string, readonly (readonly (readonly [number, number])[])[]>> = {
  R: [
    [
      [0, 80],
      [0, 0],
      [40, 0],
      [54, 13],
      [54, 29],
      [40, 42],
      [0, 42],
    ],
    [
      [25, 42],
      [54, 80],
    ],
  ],
  E: [
    [
      [53, 0],
      [0, 0],
      [0, 80],
      [53, 80],
    ],
    [
      [0, 40],
      [43, 40],
    ],
  ],
  Y: [
    [
      [0, 0],
      [28, 40],
      [56, 0],
    ],
    [
      [28, 40],
      [28, 80],
    ],
  ],
};
const ADVANCE = 86;

/** Orbits of the mark: radius, radius of the planet, and seconds of a turn. */
const ORBITS: readonly (readonly [number, number, number, string])[] = [
  [17, 3.2, 7, "mark-a"],
  [29, 4.4, 15, "mark-b"],
  [42, 3.4, 28, "mark-c"],
];

function mark(): SVGGElement {
  const group = svg("g", { class: "mark", transform: "translate(42 40)" });
  group.append(svg("circle", { class: "mark-star", r: 7 }));
  for (const [radius, size, seconds, name] of ORBITS) {
    const turning = svg("g", { class: "mark-orbit", style: `animation-duration: ${seconds}s` });
    turning.append(svg("circle", { class: `mark-planet ${name}`, cx: radius, r: size }));
    group.append(svg("circle", { class: `mark-ring ${name}`, r: radius }), turning);
  }
  return group;
}

/** The title, drawn in lines. */
export function logo(): HTMLElement {
  const letters = svg("g", { class: "letters", stroke: "url(#logo-ink)" });
  [..."RRERY"].forEach((letter, i) => {
    for (const stroke of LETTERS[letter])
      letters.append(svg("polyline", { points: stroke.map(([x, y]) => `${x + 108 + i * ADVANCE},${y}`).join(" ") }));
  });
  const ink = svg(
    "linearGradient",
    { id: "logo-ink", x1: 90, x2: 510, y1: 0, y2: 60, gradientUnits: "userSpaceOnUse" },
    svg("stop", { offset: 0, "stop-color": "#63f2ff" }),
    svg("stop", { offset: 0.55, "stop-color": "#a48bff" }),
    svg("stop", { offset: 1, "stop-color": "#ff5fd4" }),
  );
  const drawing = svg("svg", { viewBox: "-8 -10 528 100", "aria-hidden": "true" });
  drawing.append(svg("defs", {}, ink), mark(), letters);
  return el("h1", { class: "logo", "aria-label": "Orrery" }, drawing);
}
