import { PLAYER_KIND } from "../../../../../shared/games/arena/world.ts";
import { firstIndexAt } from "../../../../replay/recording.ts";
import type { ScrubMarks } from "../../../../shell/replay/scrub-bar.ts";
import { nameElement } from "../../../../shell/ui/dom.ts";
import { deathCauseText } from "../../hud/death-cause.ts";
import { INK_COLOURS, kindStyle } from "../../hud/palette.ts";
import type { Kill } from "../../replay/recording-scan.ts";
import type { ReplaySource } from "../../replay/replay-source.ts";

/** A mark for each kill; those of the seat that the camera follows stand out. */
export class KillMarks implements ScrubMarks {
  readonly #source: ReplaySource;

  constructor(source: ReplaySource) {
    this.#source = source;
  }

  draw(context: CanvasRenderingContext2D, x: (tick: number) => number, line: number): void {
    const { scan, camera, end } = this.#source;
    // The marks are translucent, so many close together look brighter.
    for (const kill of scan.kills) {
      if (kill.tick > end) break;
      const people = involvesPeople(kill);
      context.fillStyle = people ? "rgba(182, 162, 255, 0.5)" : "rgba(157, 180, 221, 0.35)";
      context.fillRect(x(kill.tick) - 0.75, people ? line - 13 : line - 9, 1.5, people ? 9 : 5);
    }
    if (camera.seat < 0) return;
    for (const { tick, seat, by } of scan.kills) {
      if (by !== camera.seat && seat !== camera.seat) continue;
      context.fillStyle = by === camera.seat ? INK_COLOURS.own : INK_COLOURS.pirate;
      context.fillRect(x(tick) - 1.25, line - 20, 2.5, 16);
    }
  }

  describe(tick: number, reachTicks: number): readonly (Node | string)[] | null {
    const kill = nearest(this.#source.scan.kills, tick, reachTicks);
    return kill === null ? null : describeKill(kill);
  }
}

function involvesPeople({ kind, by, byKind }: Kill): boolean {
  return kind === PLAYER_KIND.person || (by >= 0 && byKind === PLAYER_KIND.person);
}

/** The nearest kill within reach; kills with people go before others. */
function nearest(kills: readonly Kill[], at: number, reach: number): Kill | null {
  let best: Kill | null = null;
  let bestRank = Number.POSITIVE_INFINITY;
  for (let i = firstIndexAt(kills, at - reach); i < kills.length && kills[i].tick <= at + reach; i++) {
    const rank = Math.abs(kills[i].tick - at) + (involvesPeople(kills[i]) ? 0 : reach);
    if (rank < bestRank) [best, bestRank] = [kills[i], rank];
  }
  return best;
}

function describeKill(kill: Kill): (Node | string)[] {
  const words = deathCauseText(kill.cause);
  const victim = nameElement(kill.name, kindStyle(kill.kind).className);
  if (kill.by < 0) return [victim, ` ${words.alone}`];
  return [nameElement(kill.byName, kindStyle(kill.byKind).className), ` ${words.verb} `, victim];
}
