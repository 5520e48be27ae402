import type { AnyRules } from "../../../shared/kit/index.ts";
import { type AnyBlendRule, checkBlend } from "../corrections.ts";
import type { PicturePoint, PicturePointer, PictureSize } from "../game-page.ts";
import type { AnyView } from "../view.ts";

/** A command without its seat. */
export interface AnyCommand {
  readonly type: string;
}

export interface AnyPageKey {
  readonly codes: readonly string[];
  readonly label: string;
  command(view: AnyView): AnyCommand | null;
  release?(view: AnyView): AnyCommand | null;
}

export interface AnyPageButton {
  readonly label: string;
  readonly command: AnyCommand;
}

/** The page of any game, as the kit's own page sees it. */
export interface AnyPage {
  readonly rules: AnyRules;
  readonly title: string;
  readonly about: string;
  draw(context: CanvasRenderingContext2D, view: AnyView, size: PictureSize, pointer: PicturePointer | null): void;
  readonly keys?: readonly AnyPageKey[];
  readonly blend?: readonly AnyBlendRule[];
  score?(view: AnyView, seat: number): number;
  colour?(seat: number): string;
  note?(view: AnyView, seat: number): string;
  isTurn?(view: AnyView, seat: number): boolean;
  headline?(view: AnyView): string;
  buttons?(view: AnyView): readonly (readonly AnyPageButton[])[];
  point?(view: AnyView, at: PicturePoint, size: PictureSize): AnyCommand | null;
  drag?(view: AnyView, from: PicturePoint, to: PicturePoint, size: PictureSize): AnyCommand | null;
}

const FIELDS = { rules: "object", title: "string", about: "string", draw: "function" } as const;

/** Checks what a game's `page.ts` exports. Throws a TypeError that names the field. */
export function asAnyPage(name: string, exported: unknown): AnyPage {
  const page = (typeof exported === "object" && exported !== null ? exported : {}) as Record<string, unknown>;
  for (const [field, type] of Object.entries(FIELDS))
    if (typeof page[field] !== type || page[field] === null)
      throw new TypeError(`games/${name}: the default export of page.ts needs ${field}, a ${type}: use definePage()`);
  const { rules, blend = [] } = page as unknown as AnyPage;
  for (const rule of blend) checkBlend(rules, rule, `games/${name}: blend`);
  return page as unknown as AnyPage;
}
