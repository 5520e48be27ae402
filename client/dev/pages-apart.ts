// In development the pages of games are bundled apart from the rest, so that a save makes one small file anew.

import type { GameModule } from "../kit/page/open.ts";

/** What they import of the rest: scripts of their own, see `bundleApart`. */
const SHARED = [() => import("../kit/index.ts"), () => import("../../shared/kit/index.ts")];

/** The pages that the document names, by game. */
export function pagesApart(): Record<string, () => Promise<GameModule>> {
  const links = document.querySelectorAll<HTMLLinkElement>("link[data-game]");
  return Object.fromEntries([...links].map(({ dataset, href }) => [dataset.game, () => load(href)]));
}

async function load(href: string): Promise<GameModule> {
  await Promise.all(SHARED.map((module) => module()));
  return import(/* @vite-ignore */ href);
}
