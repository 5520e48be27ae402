import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

const css = readFileSync(join(import.meta.dirname, "../../../client/style/base.css"), "utf8");
type Rgb = readonly [number, number, number];

function token(name: string): Rgb {
  const hex = new RegExp(`--${name}: #([0-9a-f]{6});`).exec(css)?.[1];
  if (hex === undefined) throw new Error(`no --${name} in base.css`);
  return [0, 2, 4].map((at) => Number.parseInt(hex.slice(at, at + 2), 16)) as unknown as Rgb;
}

/** WCAG 2: relative luminance, and the ratio of two. */
const luminance = (color: Rgb): number => {
  const [r, g, b] = color.map((byte) => {
    const share = byte / 255;
    return share <= 0.040_45 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};
const contrast = (a: Rgb, b: Rgb): number => {
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (light + 0.05) / (dark + 0.05);
};
const over = (top: Rgb, share: number, below: Rgb): Rgb =>
  top.map((byte, i) => byte * share + below[i] * (1 - share)) as unknown as Rgb;

const DEEP: Rgb = [8, 13, 38];
/** The brightest that the sky behind a board is for long: a planet's lit side. */
const SKY: Rgb = [150, 130, 190];

/** What text of the lobby stands on. */
const GROUNDS: Readonly<Record<string, Rgb>> = {
  "a board over a planet": over(DEEP, 0.86, SKY),
  "a match's card": over([14, 24, 60], 0.6, over(DEEP, 0.86, SKY)),
  "a line that calls": over([255, 199, 102], 0.13, over(DEEP, 0.86, SKY)),
  "one's own row": over([60, 160, 255], 0.18, over(DEEP, 0.86, SKY)),
  "a new notice": over([255, 127, 220], 0.09, over(DEEP, 0.96, SKY)),
};

describe("text of the lobby", () => {
  for (const [ground, color] of Object.entries(GROUNDS))
    it.each(["ink", "dim", "cyan", "person", "amber", "green", "red"])(`on ${ground} is readable in --%s`, (name) => {
      expect(contrast(token(name), color)).toBeGreaterThanOrEqual(4.5);
    });
});
