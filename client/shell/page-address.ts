import type { PageEvent, PageState } from "./page-state.ts";
import { addressWith, watchTargetIn } from "./replay/watch-address.ts";

/**
 * The address that the page's history is to have another entry for: it says what is watched. Null where it says so already,
 * and where the browser's own Back or Forward led here.
 */
export function nextAddress(address: string, to: PageState, move: PageEvent): string | null {
  if (to.at === "lost" || move.do === "address") return null;
  const wanted = to.at === "watching" ? to.asked : null;
  const here = watchTargetIn(address);
  if (here?.id === wanted?.id && here?.watched === wanted?.watched) return null;
  return addressWith(address, wanted?.id ?? null, wanted?.watched);
}
